from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"

    def ready(self) -> None:
        from residents.imports import looks as looks_at_imports
        from residents.looks import Lists, register_lists

        register_lists("imports", Lists(looks_at_imports.lists_holding, looks_at_imports.ACTIONS))
