from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns import incoming, links
        from campaigns.news import by_sms, leaving, telling
        from campaigns.sending.locker import NewsDrawer
        from campaigns.sending.pages import CampaignPages
        from campaigns.sending.planning import SOURCE
        from campaigns.sending.values import ReaderValues
        from deliveries.pages import register_pages
        from deliveries.sources import register_source
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.models import ConsentKind
        from residents.offered_services import Service, register_service
        from residents.subscriptions import subscription_changed

        register_service(
            Service(
                "events",
                _("District news and events"),
                _("Lectures, culture, library and health, by what interests you"),
                frozenset({ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL}),
            )
        )
        # results and news
        register_room("campaigns.links", links.forget, {})
        register_room("campaigns.news", leaving.forget, {})
        subscription_changed.connect(telling.hear_change, dispatch_uid="campaigns.news.telling")
        incoming.register_reader("opting out", by_sms.read, order=incoming.OPTING_OUT)
        # sending
        register_source(SOURCE, ReaderValues())
        register_pages(SOURCE, CampaignPages())
        register_drawer(SOURCE, NewsDrawer())
