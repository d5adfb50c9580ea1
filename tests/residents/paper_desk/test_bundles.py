"""Bundles: every form accounted for from the cover sheet to the archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from residents.models import PaperForm, PaperPage
from residents.paper_desk import bundles, entries, scans
from residents.paper_desk.bundles import NotEven, TooFewOpen
from tests.people import SONGJEONG, clerk, paper_desk
from tests.residents.paper_desk.box import bundle, form_of, picture

pytestmark = pytest.mark.django_db
State = PaperForm.State


@pytest.fixture
def typist():
    return paper_desk()


def test_the_sum_is_what_was_counted_in_whatever_becomes_of_the_forms(typist):
    found = bundle(typist, count=4)
    for number, state in enumerate([State.SECOND, State.DUPLICATE, State.ILLEGIBLE], start=1):
        PaperForm.objects.filter(bundle=found, number=number).update(state=state)

    total = bundles.sum_of(found)

    assert (total.entered, total.aside, total.open, total.total) == (2, 1, 1, 4)


def test_somebody_of_the_desk_sees_what_is_theirs_or_nobodys_and_a_clerk_their_dong(typist):
    other, counter = paper_desk("paper2"), clerk()
    theirs, free, far = bundle(typist), bundle(typist), bundle(typist, dong=SONGJEONG)
    assert bundles.take(theirs, by=other)
    assert not bundles.take(theirs, by=typist)

    assert set(bundles.visible_to(typist)) == {free, far}
    assert set(bundles.visible_to(other)) == {theirs, free, far}
    assert set(bundles.visible_to(counter)) == {theirs, free}
    counter.dong = None
    assert not bundles.visible_to(counter).exists()
    bundles.give_back(theirs)
    assert theirs in bundles.visible_to(typist)


def test_the_count_is_corrected_with_a_reason_that_stays(typist):
    found = bundle(typist, count=3)
    bundles.correct_count(found, after=5, reason="두 장이 더 있음", by=typist)
    bundles.correct_count(found, after=4, reason="한 장은 안내문", by=typist)

    assert list(found.forms.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert [(one.before, one.after, one.reason) for one in found.corrections.all()] == [
        (3, 5, "두 장이 더 있음"),
        (5, 4, "한 장은 안내문"),
    ]
    found.refresh_from_db()
    assert bundles.sum_of(found).total == found.counted_in == 4


def test_no_form_goes_that_was_entered(typist):
    found = bundle(typist, count=2)
    found.forms.update(state=State.SECOND)
    with pytest.raises(TooFewOpen):
        bundles.correct_count(found, after=1, reason="없음", by=typist)
    assert not found.corrections.exists()


def test_closing_says_what_is_missing(typist):
    found = bundle(typist, count=4)
    for number, state in enumerate([State.SECOND, State.MISMATCH, State.RETURNED], start=1):
        PaperForm.objects.filter(bundle=found, number=number).update(state=state)
    with pytest.raises(NotEven) as error:
        bundles.close(found, counted_out=4, by=typist)
    assert error.value.missing == [
        "1 form is still to be entered or set aside.",
        "1 form waits for its second entry.",
        "In 1 form the two entries differ.",
        "4 were counted out, but 3 forms should lie in the bundle.",
    ]


def test_a_closed_bundle_keeps_no_scan_of_a_form_that_enrolled_nobody(typist):
    found = bundle(typist, count=2)
    scans.add(found, [picture("1"), picture("2")], by=typist)
    PaperForm.objects.filter(bundle=found, number=1).update(state=State.AGREED)
    entries.set_aside(form_of(found, 2), State.UNSIGNED, typed={"name": ["김서명"]}, note="서명 없음", by=typist)

    bundles.close(found, counted_out=2, by=typist)

    found.refresh_from_db()
    assert (found.counted_out, found.closed_by) == (2, typist)
    assert list(PaperPage.objects.values_list("place", flat=True)) == [0]
    assert (form_of(found, 2).typed, form_of(found, 2).note) == ("{}", "")
    with pytest.raises(bundles.IsClosed):
        bundles.correct_count(found, after=3, reason="한 장 더", by=typist)


def test_sums_take_as_many_statements_for_many_bundles_as_for_one(typist):
    counts = []
    for _ in range(2):
        every = [bundle(typist) for _ in range(4)]
        with CaptureQueriesContext(connection) as queries:
            bundles.sums_of(every if counts else every[:1])
        counts.append(len(queries))
    assert counts == [2, 2]
