from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.events import locker as events
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
        self._desk()
        # events
        register_drawer("events", events.EventDrawer())
        register_room("campaigns.events", events.destroy, {})

    def _desk(self) -> None:
        from accounts import actions
        from campaigns import incoming
        from campaigns.desk import access, replies
        from residents.counter.more import More, register_more
        from residents.looks import Lists, register_lists

        register_more(More(_("Register for an event"), "events_desk:choose"))
        register_lists("events", Lists(access.lists_holding, access.ACTIONS))
        actions.register(access.OFFICE_NAMES, acts=access.ACTS, files={"print_registrations"})
        actions.register_subject("event", actions.Subject(access.EVENT, "events_desk:one"))
        actions.register_subject("registration", actions.Subject(access.REGISTRATION, is_person=True))
        incoming.register_reader("events", replies.take, order=incoming.EVENTS)
