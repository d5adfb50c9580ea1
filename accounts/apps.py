from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts.actions import Subject, register, register_subject

        register({"download_access_log": _("Took lines of the access log as a file")})
        register_subject("access_log", Subject(_("Access log from")))
