"""The manner of a dispatch is chosen at its approval, and only there."""

import pytest
from django.utils import translation

from deliveries.dispatches import CannotChange
from deliveries.manner import Manner
from deliveries.models import Dispatch
from deliveries.states import Lane
from tests.deliveries.rows import dispatch

pytestmark = pytest.mark.django_db
CHOSEN = Manner(canary=200, halt_percent=5, per_second=20, lane=Lane.URGENT)


def test_without_choice_nothing_is_special():
    assert Manner.of(dispatch()) == Manner()
    assert Manner().sentences() == []


def test_a_choice_is_kept_with_the_dispatch():
    row = dispatch(state="awaiting")
    CHOSEN.set_on(row)
    assert Manner.of(Dispatch.objects.get()) == Manner.of(row) == CHOSEN


@pytest.mark.parametrize("state", ["draft", "scheduled", "sending", "paused", "finished", "cancelled"])
def test_after_the_approval_nobody_changes_it(state):
    row = dispatch(state=state)
    with pytest.raises(CannotChange):
        CHOSEN.set_on(row)
    assert Manner.of(Dispatch.objects.get()) == Manner()


def test_what_was_chosen_is_said():
    with translation.override("en"):
        assert CHOSEN.sentences() == [
            "The first 200 go alone, the rest follows by itself",
            "Stops when more than 5 % are lost",
            "At most 20 messages a second",
            "Before other dispatches",
        ]
        assert Manner(canary=1_000).sentences() == ["The first 1,000 go alone, the rest waits for a person"]
