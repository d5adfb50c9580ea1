"""Certificates that somebody took part: a PDF with a code, which anybody who is shown one can hold against our page."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.desk.listing import name_of
from campaigns.models import Certificate, Event, Registration
from campaigns.models.desk import CODE_LENGTH, LETTERS
from residents import pdf
from residents.district import district_name
from residents.spoken import day, moment

TEMPLATE = "campaigns/desk/certificate.typ"
_HALF = CODE_LENGTH // 2
_FAMILY_NAMES_OF_TWO = frozenset({"남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"})


def has_one(registration: Registration) -> bool:
    """Tell whether there is a certificate for it: of an event that gives them and is over, for who came."""
    event: Event = registration.event
    return event.certificate and registration.came_at is not None and event.ends_at <= timezone.now()


def issue(registration: Registration) -> Certificate:
    """Return the certificate of a registration; it keeps its code however often it is fetched."""
    return Certificate.objects.get_or_create(registration=registration)[0]


def as_pdf(certificate: Certificate) -> bytes:
    """Return the paper, in Korean: it is shown to offices and employers here."""
    registration = certificate.registration
    event = registration.event
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "title": _("Certificate of attendance"),
            "number": _("No. %(number)s") % {"number": written(certificate.code)},
            "name": name_of(registration),
            "name_label": _("Name"),
            "facts": [
                {"label": _("Event"), "value": event.title, "strong": True},
                {"label": pgettext("event", "When"), "value": _when(event)},
                {"label": pgettext("event", "Where"), "value": event.place},
            ],
            "sentence": _("This certifies that the person named above took part in this event."),
            "day": day(timezone.localtime(event.ends_at).date().isoformat()),
            "sender": _("%(district)s office") % {"district": district_name()},
            "department": event.department,
            "check": _("Whether this certificate is ours can be seen at %(address)s.")
            % {"address": address_of(certificate)},
        }
        return pdf.make(TEMPLATE, values)


def address_of(certificate: Certificate) -> str:
    return f"{settings.SITE_URL}{reverse('certificates:check', args=[certificate.code])}"


def with_code(typed: str) -> Certificate | None:
    """Return the certificate with this code, however it was typed; None where we gave out none."""
    code = "".join(letter for letter in typed.upper() if letter in LETTERS)
    if len(code) != CODE_LENGTH:
        return None
    return Certificate.objects.select_related("registration__event", "registration__resident").filter(code=code).first()


def written(code: str) -> str:
    """Return a code as people read it out."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def initials_of(name: str) -> str:
    """Return as much of a name as tells its bearer that it is theirs: 홍○○, J. S."""
    name = name.strip()
    if not name:
        return ""
    if "가" <= name[0] <= "힣":
        family = 2 if name[:2] in _FAMILY_NAMES_OF_TWO and len(name) > 2 else 1
        return name[:family] + "○" * max(len(name) - family, 1)
    return " ".join(f"{part[0]}." for part in name.split())


def _when(event: Event) -> str:
    begins, ends = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if begins.date() == ends.date():
        return f"{moment(begins.isoformat())} – {ends:%H:%M}"
    return f"{day(begins.date().isoformat())} – {day(ends.date().isoformat())}"
