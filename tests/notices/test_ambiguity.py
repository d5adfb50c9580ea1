"""What a person decides about a row that fits several, or fits elsewhere."""

from datetime import date

import pytest

from accounts.models import AccessLogEntry
from notices import ambiguity, batches
from notices.batches import BatchRefused
from notices.models import RegisterRow
from tests.notices.taking import outcomes, taken
from tests.people import SONGJEONG, officer, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved():
    """Hong Gil-dong enrolled in another dong than the register says."""
    return resident(dong=SONGJEONG)


def only_row(batch) -> RegisterRow:
    return batch.rows.get()


def test_the_candidates_are_who_has_the_name_and_birth_date(moved):
    resident("임꺽정", date(1980, 1, 31), sms="01011112222")
    batch = taken()
    assert outcomes(batch) == [("ambiguous", "other_dong")]
    (candidate,) = ambiguity.candidates_of(only_row(batch))
    assert (candidate.resident_id, candidate.dong) == (moved.pk, "송정동")


def test_the_chosen_resident_becomes_the_recipient_and_is_remembered(moved):
    batch = taken()
    ambiguity.settle(only_row(batch), moved.pk, by=officer())
    batch.refresh_from_db()
    assert (batch.counts["ambiguous"], batch.counts["recipients"], batch.counts["email"]) == (0, 1, 1)
    assert outcomes(taken(again=True)) == [("recipient", "")]


def test_nobody_means_paper_and_is_remembered_too(moved):
    batch = taken()
    ambiguity.settle(only_row(batch), None, by=officer())
    assert outcomes(batch) == [("paper", "decided")]
    assert outcomes(taken(again=True)) == [("paper", "decided")]


def test_a_stranger_cannot_be_chosen(moved):
    stranger = resident("임꺽정", sms="01011112222")
    batch = taken()
    with pytest.raises(BatchRefused):
        ambiguity.settle(only_row(batch), stranger.pk, by=officer())
    assert outcomes(batch) == [("ambiguous", "other_dong")]


def test_frozen_recipients_do_not_change(moved):
    batch = taken()
    batches.submit(batch, by=None)
    with pytest.raises(BatchRefused):
        ambiguity.settle(only_row(batch), moved.pk, by=officer())


def test_the_page_shows_the_candidates_settles_and_logs_the_look(moved, client):
    batch = taken()
    client.force_login(officer())
    address = f"/staff/batches/{batch.pk}/rows/{only_row(batch).number}/settle"
    assert "송정동" in client.get(address).text
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"resident": moved.pk}).status_code == 302
    assert outcomes(batch) == [("recipient", "")]
    assert AccessLogEntry.objects.filter(action="ambiguous_row").exists()
