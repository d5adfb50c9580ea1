from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns import incoming, links
        from campaigns.digests.letters import DigestValues
        from campaigns.digests.pages import DigestPages
        from campaigns.news import by_sms, leaving, telling
        from deliveries.pages import register_pages
        from deliveries.sources import register_source
        from residents.destruction import register_room
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
        register_source("digests", DigestValues())
        register_pages("digests", DigestPages())
