"""What the room of campaigns has for the rooms below: each area says its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        from campaigns.news import rooms
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
        self._sending()
        rooms.register()
        self._events()
        self._desk()
        self._conversations()
        self._listening()

    def _audiences(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns.audiences.noting import ACTION
        from residents.destruction import register_projection

        register_projection("campaigns.Reach")
        register({ACTION: _("Saved an audience of very few people")}, acts=(ACTION,))
        register_subject("audience", Subject(_("Audience"), "audiences:one"))

    def _sending(self) -> None:
        from campaigns.sending.locker import NewsDrawer
        from campaigns.sending.pages import CampaignPages
        from campaigns.sending.planning import SOURCE
        from campaigns.sending.values import ReaderValues
        from deliveries.pages import register_pages
        from deliveries.sources import register_source
        from residents.locker import register_drawer

        register_source(SOURCE, ReaderValues())
        register_pages(SOURCE, CampaignPages())
        register_drawer(SOURCE, NewsDrawer())

    def _events(self) -> None:
        from campaigns.events import locker
        from residents.destruction import register_room
        from residents.locker import register_drawer

        register_drawer("events", locker.EventDrawer())
        register_room("campaigns.events", locker.destroy, {})

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

    def _conversations(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns import incoming
        from campaigns.conversations import drawer, receiving
        from deliveries.replies import reply_arrived
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.looks import Lists, register_lists

        reply_arrived.connect(incoming.heard, dispatch_uid="campaigns.heard")
        incoming.register_reader("conversations", receiving.receive, order=incoming.CONVERSATIONS)
        register(drawer.OFFICE_NAMES, acts=["conversation_answered"])
        register_subject("conversation", Subject(drawer.CONVERSATION, "conversations:one"))
        register_subject("conversations", Subject(_("Conversations")))
        register_drawer("conversations", drawer.ConversationDrawer())
        register_lists("conversations", Lists(drawer.lists_holding, drawer.ACTIONS))
        register_room("campaigns.conversations", drawer.destroy, {})

    def _listening(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from campaigns.surveys import leaving
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.looks import Lists, register_lists

        register(leaving.OFFICE_NAMES)
        register_subject("proposal", Subject(_("Proposal"), "proposals_desk:one"))
        register_subject("survey", Subject(_("Survey"), "surveys_desk:one"))
        register_drawer("campaigns.surveys", leaving.ListeningDrawer())
        register_lists("campaigns.surveys", Lists(leaving.lists_holding, leaving.ACTIONS))
        register_room("campaigns.surveys", leaving.destroy, {})
