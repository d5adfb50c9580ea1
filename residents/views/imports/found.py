"""An import for its pages, reached through the one door."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from residents.models import ImportJob


def found_job(request: HttpRequest, pk: int) -> ImportJob:
    jobs = ImportJob.objects.visible_to(person(request)).select_related("uploaded_by", "undone_by")
    return get_object_or_404(jobs, pk=pk)
