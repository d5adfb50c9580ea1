from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from deliveries.pages import register_pages
        from deliveries.sources import register_source
        from notices.letters import NoticeValues
        from notices.pages import BatchPages

        register_source("notices", NoticeValues())
        register_pages("notices", BatchPages())
