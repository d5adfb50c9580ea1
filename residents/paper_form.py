"""The enrolment form on paper: the questions that the site asks, on two pages, with a way to the site.

It asks for no resident registration number and says so (개인정보 보호법 제24조의2). What the law wants to stand out
in a consent (시행령 제17조: the period, promotion, who receives) is set larger, bold and underlined.
"""

import io
import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from residents import pdf
from residents.consent import current_texts
from residents.consent_texts import shown
from residents.district import district_name
from residents.interest_labels import interest_label
from residents.models import Channel, ConsentKind, ConsentText, Interest
from residents.offered_services import Service, services

TEMPLATE = "residents/help/paper_form.typ"
# English takes more room: columns of interests, points of text and title, millimetres of a label.
_SIZES = {
    True: {"interest_columns": 5, "size": 12, "title_size": 26, "sign_width": 25},
    False: {"interest_columns": 3, "size": 10, "title_size": 19, "sign_width": 28},
}


def paper_form(language: str) -> bytes:
    """Return the form in ``language`` as PDF; it is set anew when a text, a service or a setting has changed."""
    with override(language):
        return _made(json.dumps(form_values(language)))


@lru_cache(maxsize=8)
def _made(values: str) -> bytes:
    return pdf.make(TEMPLATE, json.loads(values))


def form_values(language: str) -> dict[str, Any]:
    """Return all that the form says, in the active language."""
    texts = current_texts() | current_texts(language)
    address = f"{settings.SITE_URL}/enrol/"
    return {
        "language": language,
        "title": _("Application for electronic notices"),
        "district": _("%(district)s office") % {"district": district_name()},
        "contact": settings.OFFICE_CONTACT,
        "address": urlsplit(address).netloc + "/enrol",
        "qr": _qr(address),
        "services": [_service(service) for service in services()],
        "interests": [str(interest_label(name)) for name in Interest.objects.values_list("name", flat=True)],
        **_SIZES[language == "ko"],
        "consents": [_consent(texts[kind]) for kind in ConsentKind if kind in texts],
        "age": settings.GUARDIAN_CONSENT_BELOW_AGE,
        "words": _words(),
    }


def _service(service: Service) -> dict[str, Any]:
    consent = service.optional_consent
    return {
        "label": str(service.label),
        "about": str(service.about),
        "channels": [channel in service.channels for channel in (Channel.SMS, Channel.EMAIL)],
        "consent": str(consent.label) if consent else "",
    }


def _consent(text: ConsentText) -> dict[str, Any]:
    whole = shown(text)
    required = text.kind == ConsentKind.COLLECTION_USE
    return {
        "title": whole.title,
        "mark": _("(required)") if required else _("(optional)"),
        "lines": [{"label": line.label, "value": line.value, "strong": line.strong} for line in whole.lines],
    }


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False, nl=False)
    return picture.getvalue().decode()


def _words() -> dict[str, str]:
    age = {"age": settings.GUARDIAN_CONSENT_BELOW_AGE}
    return {
        "lead": _("Get your notices by text message and email."),
        "online": _("Quicker online: two minutes"),
        "qr": _("QR code of the address %(address)s") % {"address": f"{settings.SITE_URL}/enrol/"},
        "no_rrn": _("Do not write your resident registration number. The date of birth is enough."),
        "pen": _("Please write clearly with a pen, and tick (✓) the boxes that are right for you."),
        "who": _("Who you are"),
        "name": _("Full name"),
        "birth_date": _("Date of birth"),
        "year": pgettext("after the number", "year"),
        "month": pgettext("after the number", "month"),
        "day": pgettext("after the number", "day"),
        "sex": _("Sex"),
        "male": _("Male"),
        "female": _("Female"),
        "head": _("Head of household"),
        "yes": _("Yes"),
        "no": _("No"),
        "dong": _("Dong"),
        "tong_ban": _("Tong and ban"),
        "tong": pgettext("after the number", "tong"),
        "ban": pgettext("after the number", "ban"),
        "if_known": _("if you know it"),
        "home": _("Street address"),
        "mobile": _("Mobile number"),
        "email": _("Email address"),
        "one_is_enough": _("One of the two is enough. Notices go there only once we have made sure that it is yours."),
        "guardian": _("Only for a child under %(age)s: the legal guardian") % age,
        "guardian_name": _("Guardian’s name"),
        "relation": _("Relation to the child"),
        "guardian_contact": _("Guardian’s mobile or email"),
        "guardian_signature": _("Guardian’s signature"),
        "which": _("Which notices, and over which way"),
        "notice": _("Notice"),
        "sms": _("Text message"),
        "by_email": _("Email"),
        "nothing": _("What you do not tick comes on paper as before."),
        "needs": _("with consent on page 2"),
        "interests": _("What interests you"),
        "interests_hint": _("Only for district news and events. Tick as many as you like."),
        "turn": _("The consents and your signature are on page 2."),
        "consents": _("Consents"),
        "consents_hint": _(
            "Answer each one by itself. An optional one may be refused; the rest of this form still holds."
        ),
        "agree": _("I agree"),
        "disagree": _("I do not agree"),
        "sign": _("I apply for the above."),
        "applicant": _("Applicant’s name"),
        "signature": _("Signature"),
        "dated": _("Date"),
        "next": _("What happens next"),
        "next_text": _(
            "Hand the form to your dong community centre or your tong chief. When we have made sure that the mobile "
            "number or email address is yours, notices come there. You may change or stop everything whenever you "
            "like: on the site, at the counter or by telephone."
        ),
        "collector": _("To be filled in by whoever takes the form"),
        "tong_chief": _("Tong chief (name)"),
        "received_on": _("Received on"),
        "clerk": _("Community centre (name)"),
        "receipt_number": _("Receipt number"),
        "collector_hint": _("The tong chief collects the form and signs nothing for the applicant."),
        "help": _("Help and questions"),
    }
