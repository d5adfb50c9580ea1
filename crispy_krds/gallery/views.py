"""The two pages of the gallery: fields in every state, and layout objects."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crispy_krds.gallery.layouts import SAMPLES
from crispy_krds.gallery.specimens import FIELDS, WAYS, Specimen
from crispy_krds.gallery.states import FIELD, form_of


@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    """Show each field and widget in each state."""
    return _page(request, "fields", {"specimens": [_seen(one) for one in FIELDS]})


@require_safe
def layout(request: HttpRequest) -> HttpResponse:
    """Show layout objects around one field in each state, and those that hold a form or a set of forms."""
    ways = [_seen(one) for one in WAYS]
    samples = [(f"sample-{number}", title, make()) for number, (title, make) in enumerate(SAMPLES.items())]
    return _page(request, "layout", {"specimens": ways, "samples": samples})


def _seen(specimen: Specimen) -> dict[str, Any]:
    forms = [(state, form_of(specimen, state)) for state in specimen.states]
    title = specimen.title or type(forms[0][1].fields[FIELD]).__name__
    return {"name": specimen.name, "title": title, "forms": forms}


def _page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    base = getattr(settings, "KRDS_GALLERY_BASE", "krds/gallery/base.html")
    return render(request, f"krds/gallery/{name}.html", {"gallery_base": base, "here": name, **context})
