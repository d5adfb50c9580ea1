import pytest
from django.utils import timezone

from residents.imports import acts, forgetting
from residents.models import ImportJob, ImportPage, ImportState
from tests.residents.imports.conftest import checked, imported

pytestmark = pytest.mark.django_db

LONG_AGO = "2026-01-01T00:00Z"


def kept() -> int:
    return ImportPage.objects.exclude(rows__isnull=True, rejected__isnull=True).count()


def test_rejected_rows_are_forgotten_after_some_days(staged):
    imported(staged({}, {"성명": "=1"}))
    assert (forgetting.forget(), kept()) == (0, 1)
    ImportJob.objects.update(touched_at=LONG_AGO)
    assert (forgetting.forget(), kept()) == (1, 0)
    assert ImportJob.objects.get().state == ImportState.FINISHED


def test_a_file_that_nobody_went_on_with_is_stopped_and_forgotten(staged):
    staged({})
    checked(staged({}))
    ImportJob.objects.update(touched_at=None, uploaded_at=LONG_AGO)
    assert (forgetting.forget(), kept()) == (2, 0)
    assert set(ImportJob.objects.values_list("state", flat=True)) == {ImportState.CANCELLED}


def test_one_that_is_at_work_keeps_its_rows_however_old_it_is(staged):
    job = staged({})
    acts.check(job)
    ImportJob.objects.update(touched_at=LONG_AGO, uploaded_at=LONG_AGO, began_at=timezone.now())
    assert (forgetting.forget(), kept()) == (0, 1)
