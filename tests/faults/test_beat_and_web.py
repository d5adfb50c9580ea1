"""Beat and the web process killed: what they did not do is done later, what they did stands whole or not at all."""

import threading
import time

import httpx
import pytest

from deliveries.models import Delivery, DispatchEvent
from deliveries.states import DispatchState
from notices.models import Batch
from tests.faults.crowd import PEOPLE
from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trial, Trials
from tests.stage import Stage, wait_until


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    house.start_simulators()
    house.start_workers()


@fault("kill -9 of beat at a random moment")
def test_without_beat_what_began_goes_on_and_the_rest_begins_when_it_is_back(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.STATUTORY):
        house.mail_fault(stage="slow", seconds=0.02, times=-1)
        time.sleep(trial.chance.uniform(0, 3))
        trial.strike()
        house.kill("beat")
        time.sleep(1)
        house.start_beat()


@fault("kill -9 of the web process during an approval")
def test_an_approval_that_was_cut_off_stands_whole_or_not_at_all(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.STATUTORY, approve=False):
        house.start_web()
        trial.strike()
        with Window(house) as window:
            click = threading.Thread(target=window.approve, args=(trial.batch,))
            click.start()
            time.sleep(trial.chance.uniform(0, 0.6))
            house.kill("web")
            click.join()
        planned = trial.planned
        assert planned in (0, PEOPLE), "half an approval"
        house.start_web()
        if not planned:
            with Window(house) as window:
                assert window.approve(trial.batch) == 200
        assert trial.planned == PEOPLE
        wait_until(trial.is_over, "everything went out")
        house.processes.end("web")


@fault("kill -9 of the web process while SMS are sent and reported")
def test_reports_that_found_no_web_process_come_again(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.SMS):
        house.start_web()
        house.gateway_fault(mode="slow", seconds=0.1, times=-1)
        trial.wait_for_a_random_moment()
        trial.strike()
        house.kill("web")
        time.sleep(1)
        house.start_web()
        wait_until(lambda trial=trial: set(trial.deliveries) == {"delivered"}, "everything was reported", patience=60)
        house.processes.end("web")


@fault("an approval clicked twice at the same moment")
def test_a_double_click_plans_and_sends_once(house: Stage, trials: Trials) -> None:
    house.start_web()
    for trial in trials.of(Kind.STATUTORY, approve=False):
        trial.strike()
        assert _both(house, trial) == [200, 200]
        assert Delivery.objects.filter(dispatch=trial.dispatch).count() == PEOPLE
        scheduled = DispatchEvent.objects.filter(dispatch=trial.dispatch, to_state=DispatchState.SCHEDULED)
        assert scheduled.count() == 1


def _both(house: Stage, trial: Trial) -> list[int]:
    """Click in two windows at once."""
    together, answers = threading.Barrier(2), []

    def click() -> None:
        with Window(house) as window:
            together.wait()
            answers.append(window.approve(trial.batch))

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    return answers


class Window:
    """A browser window in which the approver is signed in."""

    def __init__(self, house: Stage) -> None:
        referer = {"Referer": house.site}
        self._client = httpx.Client(base_url=house.site, headers=referer, follow_redirects=True, timeout=30)
        self._client.get("/login/")
        self._client.post("/login/", data={"username": "approver", "password": "a-long-password", **self._token()})

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def approve(self, batch: Batch) -> int:
        """Click on “approve”, and return the status of the page that came; 0 when none came."""
        data = {"audience": batch.audience_hash, **self._token()}
        try:
            return self._client.post(f"/staff/batches/{batch.pk}/approve", data=data).status_code
        except httpx.HTTPError:
            return 0

    def _token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self._client.cookies["csrftoken"]}
