"""My data: everything that is held, to read and as a file; and who at the office looked at it."""

import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from residents.looks import looks_at
from residents.models import Resident
from residents.my_data import as_json, sections_of
from residents.visits import residents_only


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show everything that is held."""
    return render(request, "residents/my/data.html", {"sections": sections_of(resident)})


@residents_only
def as_json_file(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Give it as JSON."""
    text = json.dumps(as_json(resident), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return _file(HttpResponse(text, content_type="application/json; charset=utf-8"), "json")


@residents_only
def as_html_file(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Give it as one page that can be kept and read without the site."""
    context = {"sections": sections_of(resident), "made_at": timezone.now()}
    return _file(render(request, "residents/my/data_file.html", context), "html")


@residents_only
def looks(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show who looked at this resident's record."""
    return render(request, "residents/my/looks.html", {"looks": looks_at(resident.pk)})


def _file(response: HttpResponse, suffix: str) -> HttpResponse:
    """Have it kept as a file, whose name names nobody."""
    response["Content-Disposition"] = f'attachment; filename="sotong-{timezone.localdate():%Y%m%d}.{suffix}"'
    return response
