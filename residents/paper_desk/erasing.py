"""What the paper desk holds of somebody who has left: scans and typed values go; the form stays as a number."""

from django.db.models import Q, QuerySet

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
    places = Q(pk__in=[])
    forms = PaperForm.objects.filter(resident=resident_id)
    for bundle, number, each in forms.values_list("bundle", "number", "bundle__pages_per_form"):
        places |= Q(bundle=bundle, place__gte=(number - 1) * each, place__lt=number * each)
    return PaperPage.objects.filter(places)
