from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"

    def ready(self) -> None:
        from residents import office_words

        office_words.register_words()
