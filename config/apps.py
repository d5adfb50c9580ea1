from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from accounts.permissions import register_words
        from config import celery, checks, page_words  # noqa: F401  # shared tasks bind to the application loaded first

        register_words(page_words.AREAS, page_words.WORDS)
