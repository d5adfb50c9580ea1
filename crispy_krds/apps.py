from django.apps import AppConfig


class CrispyKrdsConfig(AppConfig):
    name = "crispy_krds"
    verbose_name = "KRDS forms"
