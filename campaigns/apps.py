from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns import incoming, links
        from campaigns.news import by_sms, leaving, telling
        from campaigns.sending.locker import NewsDrawer
        from campaigns.sending.pages import CampaignPages
        from campaigns.sending.planning import SOURCE
        from campaigns.sending.values import ReaderValues
        from campaigns.surveys import leaving as listening
        from deliveries.pages import register_pages
        from deliveries.sources import register_source
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.looks import Lists, register_lists
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
        # surveys and proposals
        register(listening.OFFICE_NAMES)
        register_subject("proposal", Subject(_("Proposal"), "proposals_desk:one"))
        register_subject("survey", Subject(_("Survey"), "surveys_desk:one"))
        register_drawer("campaigns.surveys", listening.ListeningDrawer())
        register_lists("campaigns.surveys", Lists(listening.lists_holding, listening.ACTIONS))
        register_room("campaigns.surveys", listening.destroy, {})
