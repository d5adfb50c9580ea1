from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from accounts.permissions import register_areas
        from config import celery, checks, navigation  # noqa: F401  # shared tasks bind to the application loaded first

        register_areas(navigation.AREAS)
