from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"

    def ready(self) -> None:
        from deliveries.sources import register_source
        from notices.letters import NoticeValues

        register_source("notices", NoticeValues())
