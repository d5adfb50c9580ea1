"""The enrolment of a walk-in on paper, filled with what was said, for the resident's own signature."""

from typing import Any

from django.utils.translation import gettext as _

from residents import pdf
from residents.consent_texts import shown
from residents.contacts import written
from residents.counter.proxies import RELATIONS as PROXIES
from residents.district import district_name
from residents.forms.counter_enrol import CounterForm
from residents.forms.enrol_fields import today
from residents.guardians import RELATIONS as GUARDIANS
from residents.models import Channel, ConsentKind, Sex
from residents.offered_services import services
from residents.spoken import day

TEMPLATE = "residents/counter/enrol/filled_form.typ"


def filled_form(form: CounterForm) -> bytes:
    """Return a form whose answers are good, but for the signature, as PDF."""
    return pdf.make(TEMPLATE, form_values(form))


def form_values(form: CounterForm) -> dict[str, Any]:
    """Return all that the paper says."""
    return {
        "title": _("Application for electronic notices"),
        "district": _("%(district)s office") % {"district": district_name()},
        "facts": [{"label": label, "value": value} for label, value in _facts(form) if value],
        "services": _services(form),
        "consents": [_consent(form, kind) for kind in form.asked],
        "words": {
            "who": _("Who you are"),
            "which": _("Which notices, and over which way"),
            "nothing": _("What you do not tick comes on paper as before."),
            "consents": _("Consents"),
            "agree": _("I agree"),
            "disagree": _("I do not agree"),
            "check": _("Please read it. What is not right, strike out and write beside it."),
            "sign": _("I apply for the above."),
            "signature": _("Guardian’s signature") if form.is_child else _("Signature"),
            "dated": _("Date"),
            "today": day(today().isoformat()),
            "no_rrn": _("Do not write your resident registration number. The date of birth is enough."),
        },
    }


def _facts(form: CounterForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    tong = _("%(dong)s, tong %(tong)s") % {"dong": said["dong"].name, "tong": said["tong"]}
    facts = [
        (_("Name"), said["name"]),
        (_("Date of birth"), day(said["birth_date"].isoformat())),
        (_("Sex"), str(Sex(said["sex"]).label) if said["sex"] else ""),
        (_("Address"), said["address"]),
        (_("Dong"), tong if said["tong"] else said["dong"].name),
        (_("Head of household"), _("Yes") if said["head"] else ""),
        (_("Mobile number"), written(Channel.SMS, said["mobile"]) if said["mobile"] else ""),
        (_("Email address"), said["email"]),
    ]
    if form.is_child:
        facts.append((_("Guardian’s name"), f"{said['guardian_name']} ({GUARDIANS[said['guardian_relation']]})"))
    elif said["proxy"]:
        facts.append((_("The proxy’s name"), f"{said['proxy_name']} ({PROXIES[said['proxy_relation']]})"))
    return facts


def _services(form: CounterForm) -> list[dict[str, str]]:
    return [
        {"label": str(service.label), "over": ", ".join(str(one.label) for one in form.chosen[service.slug])}
        for service in services()
        if service.slug in form.chosen
    ]


def _consent(form: CounterForm, kind: ConsentKind) -> dict[str, Any]:
    whole = shown(form.consent_texts[kind])
    return {
        "title": whole.title,
        "mark": _("(required)") if kind == ConsentKind.COLLECTION_USE else _("(optional)"),
        "given": kind in form.given,
        "lines": [{"label": line.label, "value": line.value, "strong": line.strong} for line in whole.lines],
    }
