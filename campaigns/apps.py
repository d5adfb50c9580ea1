from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.events import locker as events
        from campaigns.news import rooms
        from residents.destruction import register_room
        from residents.locker import register_drawer
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
        # events
        register_drawer("events", events.EventDrawer())
        register_room("campaigns.events", events.destroy, {})
        # results and news
        rooms.register()
