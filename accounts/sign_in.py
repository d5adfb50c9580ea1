"""Signing in of the people of the office."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignInForm(AuthenticationForm):
    """Django's form, saying what is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Write your user name.")
        self.fields["password"].error_messages["required"] = _("Write your password.")

    def confirm_login_allowed(self, user: User) -> None:
        """Refuse a starting password that has run out: whoever finds the note later gets nowhere."""
        super().confirm_login_allowed(user)
        if user.starting_password_until and user.starting_password_until < timezone.now():
            raise ValidationError(_("This starting password has run out. Ask your administrator for a new one."))
