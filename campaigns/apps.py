from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
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
        self._audiences()

    @staticmethod
    def _audiences() -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns.audiences.noting import ACTION

        register({ACTION: _("Saved an audience of very few people")}, acts=(ACTION,))
        register_subject("audience", Subject(_("Audience"), "audiences:one"))
