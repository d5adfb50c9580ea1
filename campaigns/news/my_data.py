"""What is held of a resident's news, for themself, beside what ``residents.my_data`` knows by itself."""

from django.utils.translation import gettext as _

from campaigns.models import DigestWish, Reconfirmation
from residents.models import Resident
from residents.my_data import Section


def digest(resident: Resident) -> Section:
    """Return since when they want the weekly digest."""
    rows = [{"since": wish.since} for wish in DigestWish.objects.filter(resident=resident)]
    return Section("weekly_digest", _("Weekly digest"), {"since": _("Since")}, rows)


def reconfirmations(resident: Resident) -> Section:
    """Return when they were reminded of their consent to news."""
    titles = {"consented_on": _("Consent given on"), "told_on": _("Reminded on")}
    rows = [
        {"consented_on": one.consented_on, "told_on": one.told_on}
        for one in Reconfirmation.objects.filter(resident=resident).order_by("id")
    ]
    return Section("reconfirmations", _("Reminders of your consent to news"), titles, rows)
