"""The whole enrolment of somebody at the counter, as one form in the order in which one speaks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from crispy_krds.choice_table import ChoiceTableField
from crispy_krds.consent import ConsentField
from crispy_krds.fields import BirthDateInput, read_date
from residents.ages import needs_guardian
from residents.consent_texts import shown
from residents.counter import prompts, proxies, signatures
from residents.counter.prompts import Reason
from residents.forms.enrol_fields import (
    ReadField,
    WholeBirthDateField,
    address_field,
    email_field,
    mobile_field,
    name_field,
    today,
)
from residents.forms.enrol_person import HIGHEST_TONG
from residents.guardians import RELATIONS as GUARDIANS
from residents.models import Channel, ConsentKind, ConsentText, CounterAct, IdKind, Sex
from residents.offered_services import consents_asked_of, offered_to

FORM_ID = "counter-form"  # every control names its form: a proof beside a contact has a form of its own
_TONGS = _("The number of the tong is from 1 to 99. If nobody knows it, leave it empty.")
_SIGNATURES = [CounterAct.Signature.PAD, CounterAct.Signature.PAPER]


_UNTIL_CONSENTS = (
    "reason", "name", "birth_date", "sex", "address", "dong", "tong", "head",
    "id_kind", "proxy", "proxy_name", "proxy_relation", "power_of_attorney",
    "guardian_name", "guardian_relation", "family_paper", "mobile", "email", "wanted",
)  # fmt: skip
_ASKED_FIRST = ("name", "birth_date", "sex", "address")


def _quiet(**attrs: str) -> dict[str, str]:
    """A shared computer fills nothing in."""
    return {"autocomplete": "off", **attrs}


class CounterForm(forms.Form):
    """Whoever it is for, who stands there, how to reach them, what they want, what they agree to, their signature.

    ``texts``: the newest consent texts; a consent counts only where its box stood below one of them.
    """

    reason = forms.ChoiceField(
        label=_("What brings them here?"), choices=Reason.choices, widget=forms.RadioSelect, required=False
    )
    name = name_field(label=_("Name"), widget=forms.TextInput(attrs=_quiet()))
    birth_date = WholeBirthDateField(help_text="", widget=BirthDateInput(_quiet(maxlength="20")))
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[(Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label)],
        widget=forms.RadioSelect,
        required=False,
    )
    address = address_field(label=_("Address"), widget=forms.TextInput(attrs=_quiet()))
    dong = forms.ModelChoiceField(
        label=_("Dong"),
        queryset=Dong.objects.all(),
        empty_label=None,
        error_messages={"required": _("Choose the dong."), "invalid_choice": _("Choose the dong from the list.")},
    )
    tong = forms.IntegerField(
        label=_("Tong"),
        min_value=1,
        max_value=HIGHEST_TONG,
        required=False,
        widget=forms.TextInput(attrs=_quiet(inputmode="numeric", **{"class": "krds-short"})),
        error_messages={
            "invalid": _("Write the number alone, such as 12, or leave it empty."),
            "min_value": _TONGS,
            "max_value": _TONGS,
        },
    )
    head = forms.BooleanField(label=_("Head of household"), required=False)

    id_kind = forms.ChoiceField(
        label=_("Identity document seen"),
        help_text=_("Look at it and give it back: no copy, no number."),
        choices=IdKind.choices,
        initial=IdKind.RESIDENT_CARD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which document you saw.")},
    )
    proxy = forms.BooleanField(label=_("A proxy came"), required=False)
    proxy_name = name_field(label=_("The proxy’s name"), required=False, widget=forms.TextInput(attrs=_quiet()))
    proxy_relation = forms.ChoiceField(
        label=_("To the resident, the proxy is"),
        choices=[("", _("Choose")), *proxies.RELATIONS.items()],
        required=False,
    )
    power_of_attorney = forms.BooleanField(label=_("I have seen the power of attorney"), required=False)
    guardian_name = name_field(label=_("The guardian’s name"), required=False, widget=forms.TextInput(attrs=_quiet()))
    guardian_relation = forms.ChoiceField(
        label=_("To the child, the guardian is"), choices=[("", _("Choose")), *GUARDIANS.items()], required=False
    )
    family_paper = forms.BooleanField(label=_("I have seen the family relation certificate"), required=False)

    mobile = mobile_field(required=False)
    email = email_field(required=False)
    wanted = ChoiceTableField(
        label=_("Notices, and how they come"),
        required=False,
        columns=[(Channel.SMS.value, Channel.SMS.label), (Channel.EMAIL.value, Channel.EMAIL.label)],
    )

    signature = forms.ChoiceField(
        label=_("Signed"),
        choices=[(one.value, one.label) for one in _SIGNATURES],
        initial=CounterAct.Signature.PAD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it was signed.")},
    )
    strokes = ReadField(signatures.read_strokes, required=False, widget=forms.HiddenInput)
    paper_received = forms.BooleanField(label=_("I hold the signed form"), required=False)
    texts = forms.CharField(required=False, widget=forms.HiddenInput)
    told_apart = forms.CharField(required=False, widget=forms.HiddenInput)

    AGREE = {
        ConsentKind.COLLECTION_USE: _("Agrees to the collection and use of the data"),
        ConsentKind.CIVIL_DEFENSE: _("Agrees to civil-defence notices as electronic documents"),
        ConsentKind.PROMOTIONAL: _("Agrees to promotional messages"),
        ConsentKind.THIRD_PARTY: _("Agrees to the provision of the data to a third party"),
    }

    def __init__(
        self, data: Any = None, *, texts: Mapping[ConsentKind, ConsentText], initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        given = self.data if self.is_bound else self.initial
        born = read_date(str(given.get("birth_date") or ""))
        self.is_child = born is not None and born <= today() and needs_guardian(born, on=today())
        self.is_of_civil_defence_age = born is not None and prompts.is_of_civil_defence_age(
            born, str(given.get("sex") or ""), today=today()
        )
        self.consent_texts = {kind: texts[kind] for kind in consents_asked_of(child=False)}
        self.asked = consents_asked_of(child=self.is_child)
        self._add_services(str(given.get("reason") or ""))
        self._add_consents()
        self.order_fields([*_UNTIL_CONSENTS, *(kind.value for kind in self.consent_texts)])
        self.initial["texts"] = self.shown_texts
        for field in self.fields.values():
            field.widget.attrs["form"] = FORM_ID

    def _add_services(self, reason: str) -> None:
        table: Any = self.fields["wanted"]
        offered = {service.slug for service in offered_to(child=self.is_child)}
        lines = prompts.in_order(reason)
        table.rows = [(service.slug, service.label, service.about) for service in lines]
        table.missing = {
            (service.slug, channel.value)
            for service in lines
            for channel in Channel
            if channel not in service.channels or service.slug not in offered
        }

    def _add_consents(self) -> None:
        for kind, text in self.consent_texts.items():
            whole = shown(text)
            self.fields[kind.value] = ConsentField(
                title=whole.title,
                text="\n".join(f"{line.label}: {line.value}" if line.label else line.value for line in whole.lines),
                emphasised=[line.value for line in whole.lines if line.strong],
                label=self.AGREE[kind],
                required=kind == ConsentKind.COLLECTION_USE,
                error_messages={"required": gettext("Without this consent nobody can be enrolled. Paper remains.")},
            )

    @property
    def shown_texts(self) -> str:
        """Name the texts that stand on this page, as the page sends them back."""
        return " ".join(f"{kind.value}:{text.pk}" for kind, text in self.consent_texts.items())

    @property
    def channels(self) -> dict[Channel, str]:
        """Return the addresses that were given and could be read, SMS first."""
        given = {Channel.SMS: self.cleaned_data.get("mobile"), Channel.EMAIL: self.cleaned_data.get("email")}
        return {channel: address for channel, address in given.items() if address}

    @property
    def given(self) -> list[ConsentKind]:
        """Return the consents whose boxes are ticked, of those that are asked for."""
        return [kind for kind in self.asked if self.cleaned_data.get(kind.value)]

    @property
    def chosen(self) -> dict[str, list[Channel]]:
        """Return the channels of each service that is ticked."""
        chosen: dict[str, list[Channel]] = {}
        for service, channel in sorted(self.cleaned_data.get("wanted") or ()):
            chosen.setdefault(service, []).append(Channel(channel))
        return chosen

    def clean(self) -> dict[str, Any]:
        self._clean_who_came()
        self._clean_contacts()
        self._clean_consents()
        self._clean_services()
        self._clean_signature()
        return self.cleaned_data

    def _clean_who_came(self) -> None:
        if self.is_child:
            if self.cleaned_data.get("proxy"):
                self.add_error("proxy", gettext("A child is enrolled by the guardian. Take this tick off."))
            self._need("guardian_name", gettext("Write the name of the guardian who stands here."))
            self._need("guardian_relation", gettext("Say who the guardian is to the child."))
            self._need("family_paper", gettext("Look at the family relation certificate first, then tick this."))
        elif self.cleaned_data.get("proxy"):
            self._need("proxy_name", gettext("Write the proxy’s name."))
            self._need("proxy_relation", gettext("Say who the proxy is to the resident."))
            self._need(
                "power_of_attorney",
                gettext("Without a power of attorney a proxy cannot enrol anybody. See it, tick it."),
            )

    def _clean_contacts(self) -> None:
        if not self.channels and not {"mobile", "email"} & set(self.errors):
            self.add_error("mobile", gettext("Write a mobile number or an email address. One of them is enough."))

    def _clean_services(self) -> None:
        if "wanted" in self.errors:
            return
        if not self.chosen:
            self.add_error("wanted", gettext("Choose at least one notice. What is not chosen comes on paper."))
        if {"mobile", "email"} & set(self.errors):
            return
        for channel, word in ((Channel.SMS, gettext("mobile number")), (Channel.EMAIL, gettext("email address"))):
            if channel not in self.channels and any(channel in over for over in self.chosen.values()):
                said = gettext("There is no %(contact)s for what is ticked below it. Write one, or untick it.")
                self.add_error("wanted", said % {"contact": word})

    def _clean_consents(self) -> None:
        """Each service stands on its consents, and each consent on the text that was on the page."""
        stood = dict(pair.split(":") for pair in self.cleaned_data.get("texts", "").split() if pair.count(":") == 1)
        for kind in self.given:
            if stood.get(kind.value) != str(self.consent_texts[kind].pk):
                self.add_error(kind.value, gettext("This text has changed. Have it read, and tick the box anew."))
        for service in prompts.in_order(""):
            for missing in sorted(service.consents - set(self.given) - {ConsentKind.COLLECTION_USE}):
                if service.slug in self.chosen and missing not in self.errors:
                    said = gettext("“%(service)s” needs this consent. Tick it if they agree, or untick the notice.")
                    self.add_error(missing if missing in self.asked else "wanted", said % {"service": service.label})

    def _clean_signature(self) -> None:
        signed = self.cleaned_data.get("signature")
        if signed == CounterAct.Signature.PAD:
            if self.cleaned_data.get("proxy") and not self.is_child:
                said = gettext("A proxy does not sign for the resident. Take the form that the resident signed.")
                self.add_error("signature", said)
            elif not self.cleaned_data.get("strokes"):
                if "strokes" not in self.errors:
                    self.add_error("signature", gettext("There is no signature on the pad yet."))
                else:
                    self.add_error("signature", self.errors.pop("strokes").as_data())
        elif signed == CounterAct.Signature.PAPER:
            self._need("paper_received", gettext("Take the signed form first, then tick this."))

    def with_rrn(self) -> set[str]:
        """Return the fields that hold a resident registration number, or a part of one."""
        return {name for name, errors in self.errors.as_data().items() if any(one.code == "rrn" for one in errors)}

    @property
    def first(self) -> str:
        """Return the field that is asked for next, where the cursor stands when the page opens."""
        return next((name for name in _ASKED_FIRST if not self[name].value()), "mobile")

    def _need(self, name: str, said: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, said)

    def consent_fields(self) -> Sequence[forms.BoundField]:
        return [self[kind.value] for kind in self.consent_texts]
