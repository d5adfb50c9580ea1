from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from deliveries.pages import register_departments, register_pages
        from deliveries.sources import register_source
        from notices import locker, matching
        from notices.letters import NoticeValues
        from notices.pages import BatchPages, departments_of
        from notices.savings import ReadNotices
        from notices.types import NOTICE_TYPES
        from residents.cockpit.savings import register_counter
        from residents.destruction import register_room
        from residents.locker import register_drawer
        from residents.looks import Lists, register_lists
        from residents.offered_services import Service, register_service
        from residents.reached import register_reached

        register(locker.OFFICE_NAMES)
        register_subject("batch", Subject(locker.BATCH, "staff:batch"))
        register_subject("row", Subject(locker.ROW))
        register_source("notices", NoticeValues())
        register_pages("notices", BatchPages())
        register_departments("notices", departments_of)
        register_counter("notices", ReadNotices())
        register_drawer("notices", locker.NoticeDrawer())
        register_lists("notices", Lists(locker.lists_holding, locker.ACTIONS))
        register_reached("notices", matching.matched_in_open_batches)
        register_room("notices", locker.destroy, {"notices.RegisterRow": frozenset({"values"})})
        for kind in NOTICE_TYPES.values():
            register_service(
                Service(kind.slug, kind.label, kind.about, frozenset(kind.consents), adults_only=kind.adults_only)
            )
