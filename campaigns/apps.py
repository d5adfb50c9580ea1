from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns.surveys import leaving as listening
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.looks import Lists, register_lists
        from residents.models import ConsentKind
        from residents.offered_services import Service, register_service

        register_service(
            Service(
                "events",
                _("District news and events"),
                _("Lectures, culture, library and health, by what interests you"),
                frozenset({ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL}),
            )
        )
        # surveys and proposals
        register(listening.OFFICE_NAMES)
        register_subject("proposal", Subject(_("Proposal"), "proposals_desk:one"))
        register_subject("survey", Subject(_("Survey"), "surveys_desk:one"))
        register_drawer("campaigns.surveys", listening.ListeningDrawer())
        register_lists("campaigns.surveys", Lists(listening.lists_holding, listening.ACTIONS))
        register_room("campaigns.surveys", listening.destroy, {})
