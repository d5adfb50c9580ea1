from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "residents"

    def ready(self) -> None:
        from accounts.actions import Subject, register, register_subject
        from residents import looks

        register(looks.OFFICE_NAMES, acts={"rights_request_answered"})
        register_subject("resident", Subject(looks.RESIDENT, is_person=True))
