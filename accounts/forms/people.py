"""Accounts: a new one, where somebody works, their rights, one's own password; and which of them to list."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import BareForm
from accounts.models import Dong, Role, User
from accounts.wording import check_wording

ROLE_WORDS = {
    Role.CLERK: _("Enrols and looks after the residents of one dong at its counter, and repairs their contacts."),
    Role.PAPER_DESK: _("Types the paper forms of bundles and settles what is doubtful in them."),
    Role.OFFICER: _("Takes registers of the own department in, sends, and answers residents’ requests."),
    Role.APPROVER: _("Approves what somebody else of the own department took in."),
    Role.HEAD: _("Sees the enrolment rate, and nobody’s data."),
    Role.AUDITOR: _("Sees who looked at whom and who may do what; changes nothing, and holds no other role."),
    Role.ADMINISTRATOR: _("Makes accounts, gives and takes back rights, and watches over the sending."),
}


class PlaceForm(BareForm):
    """What somebody is called and where they work."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[check_wording],
        error_messages={"required": _("Write the person’s name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    department = forms.CharField(
        label=_("Department"),
        help_text=_("Spelled as at their colleagues: whoever has the same one sees the same batches."),
        max_length=60,
        required=False,
        validators=[check_wording],
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "departments"}),
    )
    dong = forms.ModelChoiceField(
        Dong.objects.all(),
        label=_("Dong"),
        help_text=_("For whoever works at a dong’s counter. It limits what they see to this dong."),
        required=False,
        empty_label=_("None: the district office"),
    )


class RolesForm(BareForm):
    """Which rights somebody holds; ``seen`` says which they held when the page was shown."""

    mark_required = False

    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, role.label) for role in Role],
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def changes(self) -> tuple[set[Role], set[Role]]:
        """Return what to give and what to take back: only what this administrator ticked or unticked."""
        chosen = set(self.cleaned_data["roles"])
        seen = {Role(role) for role in self.cleaned_data["seen"].split() if role in Role.values}
        return chosen - seen, seen - chosen


class NewPersonForm(PlaceForm):
    """An account for somebody at the office."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("Letters and digits, such as kim2. It cannot be changed later."),
        max_length=150,
        validators=[UnicodeUsernameValidator(), check_wording],
        error_messages={"required": _("Write the user name to sign in with.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, role.label) for role in Role],
        coerce=Role,
        error_messages={"required": _("Choose at least one role: without one no page opens.")},
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("username", "name", "department", "dong", "roles")

    def clean_username(self) -> str:
        username = str(User.normalize_username(self.cleaned_data["username"]))
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("There is an account of this name already. Choose another."))
        return username


class FilterForm(BareForm):
    """Which people to list. No names: what is asked for stands in the address."""

    mark_required = False

    dong = forms.ModelChoiceField(Dong.objects.all(), label=_("Dong"), required=False, empty_label=_("All"))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All")), *Role.choices])
    department = forms.ChoiceField(label=_("Department"), required=False)
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[
            ("", _("In use")),
            ("unused", _("In use, but nobody signs in")),
            ("shut", _("Shut")),
            ("all", _("All")),
        ],
    )

    def __init__(self, *args: Any, departments: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["department"].choices = [
            ("", _("All")),
            *((name, name) for name in departments),
        ]


class OwnPasswordForm(PasswordChangeForm):
    """Django's form; the new password is another one than the old."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_password"].label = _("Present password")
        self.fields["old_password"].error_messages["required"] = _("Write your present password.")
        for name in ("new_password1", "new_password2"):
            self.fields[name].error_messages["required"] = _("Write the new password.")

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise ValidationError(_("Choose another password than the present one."))
        return password
