"""One's own password, for everybody at the office.

Everybody comes here once, with a starting password and a wish to begin working, and later when they suspect that
somebody knows theirs. They want to choose a password that is taken at the first try, so the rules stand beside the
box, and to be sure that nobody else is signed in as them any more: other sessions end.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms.people import OwnPasswordForm
from accounts.gate import requires
from accounts.models import Role
from accounts.people import note_own_password


class OwnPassword(PasswordChangeView):
    """Django's view; the starting password ends with it."""

    form_class = OwnPasswordForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("landing")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        note_own_password(form.user)
        messages.success(
            self.request, _("Your password is changed. Other places where you were signed in are signed out.")
        )
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


own_password = requires(*Role)(never_cache(OwnPassword.as_view()))
