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
        self._conversations()

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
