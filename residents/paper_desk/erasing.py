"""What the paper desk holds of somebody who has left: scans and typed values go, the form's place in its bundle stays."""

from django.db.models import F, QuerySet

from residents.models import PaperForm, PaperPage

State = PaperForm.State


def erase(resident_id: int) -> dict[str, int]:
    """Delete the scans of a resident's forms and empty what was typed; return how many rows, by table."""
    pages = scans_of(resident_id)._raw_delete("default") or 0
    forms = PaperForm.objects.filter(resident=resident_id)
    # Nothing is left to be typed a second time, nor to be settled.
    forms.filter(state__in=[State.SECOND, State.MISMATCH]).update(state=State.AGREED)
    emptied = forms.update(typed="{}", note="", first_contacts="{}", second_contacts="{}")
    return {"residents.PaperPage": pages, "residents.PaperForm": emptied}


def scans_of(resident_id: int) -> "QuerySet[PaperPage]":
    """Return the pages in the places of a resident's forms."""
    of_form = PaperPage.objects.filter(bundle__forms__resident=resident_id)
    first = (F("bundle__forms__number") - 1) * F("bundle__pages_per_form")
    found = of_form.filter(place__gte=first, place__lt=first + F("bundle__pages_per_form"))
    return PaperPage.objects.filter(pk__in=found.values("pk"))
