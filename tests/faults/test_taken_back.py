"""What is taken back while it is being sent: two seconds later nothing more leaves, by the mail server's clock."""

import time
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import timezone

from deliveries import dispatches
from deliveries.models import Delivery
from deliveries.suppressions import suppress
from residents import consent
from residents.models import Channel, ConsentKind, ContactPoint, Resident, Route
from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trial, Trials
from tests.stage import Stage, wait_until

PROMISED = 2.0  # seconds from the act to the last message
SILENCE = 1.5  # seconds without a message, where each takes a tenth of one


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    house.start_simulators()
    house.start_workers()


def withdraw(trial: Trial) -> None:
    for person in _recipients(trial):
        consent.withdraw(person, ConsentKind.COLLECTION_USE, route=Route.ONLINE, on=date(2026, 11, 24))


def suppress_all(trial: Trial) -> None:
    for contact in ContactPoint.objects.filter(channel=Channel.EMAIL, resident__in=_recipients(trial)):
        suppress(contact.channel, bytes(contact.address_hash), "complaint")


def pause(trial: Trial) -> None:
    dispatches.pause(trial.dispatch, by=None)


def cancel(trial: Trial) -> None:
    dispatches.cancel(trial.dispatch, by=None)


def _recipients(trial: Trial) -> list[Resident]:
    return list(Resident.objects.filter(pk__in=trial.dispatch.deliveries.values("resident")))


ACTS: dict[str, tuple[Callable[[Trial], None], set[tuple[str, str]]]] = {
    "withdrawal": (withdraw, {("skipped", "no_consent")}),
    "suppression": (suppress_all, {("skipped", "suppressed")}),
    "pause": (pause, {("queued", "")}),
    "cancel": (cancel, {("cancelled", "")}),
}


@fault("{act} while it is being sent (seconds: from the act to the last message)", act=ACTS)
def test_what_is_taken_back_stops_within_two_seconds(house: Stage, trials: Trials, act: str) -> None:
    do, what_is_left = ACTS[act]
    for trial in trials.of(Kind.STATUTORY, strangers=act == "withdrawal"):
        house.mail_fault(stage="slow", seconds=0.1, times=-1)
        wait_until(lambda trial=trial: trial.out() > 5, "it is under way")
        do(trial)
        acted = timezone.now()
        _wait_for_silence(trial)
        last = max(datetime.fromisoformat(mail["received"]) for mail in house.mails())
        rest = Delivery.objects.filter(dispatch=trial.dispatch).exclude(state="accepted").values_list("state", "code")
        assert set(rest) == what_is_left
        trial.took = max(0.0, (last - acted).total_seconds())
        assert trial.took <= PROMISED
        if act == "pause":
            dispatches.resume(trial.dispatch, by=None)


def _wait_for_silence(trial: Trial) -> None:
    """Wait until nothing has come in for a while: the messages that were being sent are out."""
    seen, since = trial.out(), time.monotonic()
    while time.monotonic() - since < SILENCE:
        time.sleep(0.05)
        if (now := trial.out()) != seen:
            seen, since = now, time.monotonic()
