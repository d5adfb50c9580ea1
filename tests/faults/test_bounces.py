"""A relay accepts messages and returns them later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deliveries.models import Delivery, Suppression
from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.stage import Stage

RETURNED = 2


@pytest.fixture(scope="module")
def maildir(house: Stage) -> Iterator[Path]:
    """Where the relay's reports come in."""
    folder = Path(house.environment["SOTONG_DATA"]) / "bounces"
    house.start_mail_catcher("--bounces", str(folder))
    house.start_sms_gateway()
    house.environment["BOUNCE_ADDRESS"] = "bounce@mail.sotong.example"
    house.start_workers()
    yield folder / "new"


@fault("a relay accepts messages and then returns them: {kind}", kinds=[Kind.STATUTORY, Kind.CAMPAIGN])
def test_returned_messages_are_bounced_and_their_addresses_get_nothing_more(
    house: Stage, trials: Trials, maildir: Path
) -> None:
    for trial in trials.of(Kind.STATUTORY, Kind.CAMPAIGN, strangers=True):
        gone = {trial.crowd.address(place) for place in range(RETURNED)}
        for address in gone:
            house.mail_fault(stage="bounce", to=address, times=-1)
        trial.wait_until_over()
        reports = list(maildir.iterdir())
        assert len(reports) == RETURNED * len(trial.batches)
        for report in [*reports, *reports]:  # a mailbox may be read twice
            done = house.manage("take_bounces", "--stdin", given=report.read_bytes())
            assert done.returncode == 0, done.stderr
        for batch in trial.batches.values():
            bounced = Delivery.objects.filter(dispatch=batch.dispatch, state="bounced").select_related("contact")
            assert {delivery.contact.address for delivery in bounced} == gone
        assert Suppression.objects.filter(channel="email").count() == RETURNED
        for report in reports:
            report.unlink()
