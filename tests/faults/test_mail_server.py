"""The mail server refuses, stalls, hangs up and keeps silent."""

import pytest

from deliveries.models import Chunk, Delivery
from tests.faults.crowd import PEOPLE
from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.stage import Stage, wait_until


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    house.start_simulators()
    house.start_workers()


EACH = 3  # messages that meet a code at each stage
STAGES = ("mail", "rcpt", "before_data", "data")


@fault("SMTP {code} in reply to MAIL, RCPT, DATA and the message", code=[421, 450, 452])
def test_a_temporary_refusal_is_tried_again(house: Stage, trials: Trials, code: int) -> None:
    for trial in trials.of(Kind.STATUTORY):
        _refuse(house, code, "4.3.0 Not now")
        trial.wait_until_over()
        assert set(trial.deliveries) == {"accepted"}


@fault("SMTP {code} in reply to MAIL, RCPT, DATA and the message", code=[550, 552])
def test_a_final_refusal_is_for_its_message_alone(house: Stage, trials: Trials, code: int) -> None:
    for trial in trials.of(Kind.STATUTORY):
        _refuse(house, code, "5.7.1 Refused" if code == 550 else "5.3.4 Too big")
        trial.wait_until_over()
        states = trial.deliveries
        assert states["accepted"] >= PEOPLE - EACH * len(STAGES)
        codes = (
            Delivery.objects.filter(dispatch=trial.dispatch).exclude(state="accepted").values_list("code", flat=True)
        )
        assert {found.split()[0] for found in codes} <= {str(code)}
        assert states["accepted"] < PEOPLE


def _refuse(house: Stage, code: int, text: str) -> None:
    for place in STAGES:
        house.mail_fault(stage=place, code=code, text=text, times=EACH)


@fault("the mail server is down, and comes back")
def test_with_the_mail_server_down_everything_waits_and_says_why(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.STATUTORY):
        house.processes.end("mail")
        trial.strike()
        wait_until(lambda: Chunk.objects.exclude(trouble="").exists(), "the trouble is named")
        house.start_mail_catcher()


HANGING = {
    "turns clients away": {"stage": "connect", "times": 6},
    "stalls its greeting": {"stage": "greeting", "seconds": 8, "times": 6},
    "leaves connections half open": {"stage": "half_open", "times": 6},
}


@fault("the mail server {what}", what=HANGING)
def test_a_server_that_does_not_let_us_in_is_tried_again(house: Stage, trials: Trials, what: str) -> None:
    for trial in trials.of(Kind.STATUTORY):
        house.mail_fault(**HANGING[what])
        trial.wait_until_over()
        assert set(trial.deliveries) == {"accepted"}


@fault("the connection cut after DATA, before the answer: {kind}", kind=[Kind.STATUTORY, Kind.CAMPAIGN])
def test_messages_whose_answer_was_lost_are_exactly_the_doubtful_ones(house: Stage, trials: Trials, kind: Kind) -> None:
    for trial in trials.of(kind):
        house.mail_fault(stage="after_data", times=EACH)
        trial.withheld = EACH


@fault("the answer to DATA stalls for longer than we wait: {kind}", kind=[Kind.STATUTORY, Kind.CAMPAIGN])
def test_messages_whose_answer_came_too_late_are_exactly_the_doubtful_ones(
    house: Stage, trials: Trials, kind: Kind
) -> None:
    for trial in trials.of(kind):
        house.mail_fault(stage="slow", seconds=5, times=EACH)
        trial.withheld = EACH
