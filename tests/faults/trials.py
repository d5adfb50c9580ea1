"""Trials of a fault: fresh dispatches each, the fault, and then what arrived outside held against the rows.

For each trial: nobody is lost, nothing statutory and no SMS arrives twice, the doubtful are exactly those whose answer
nobody heard, and they can be settled.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from deliveries.models import Delivery, Dispatch, Suppression
from deliveries.states import IN_FLIGHT, Lane
from notices import batches
from notices.models import Batch
from tests.faults.counts import Counts
from tests.faults.crowd import PEOPLE, Crowd, a_crowd, the_approver, the_crowd, the_officer
from tests.faults.kinds import Kind
from tests.faults.settling import settle_doubts
from tests.faults.table import Figures
from tests.notices.taking import taken
from tests.stage import Stage, wait_until

PATIENCE = 90.0  # seconds
FEW = 2  # trials where something is killed, when nobody asks for more
SHARE_OF_THE_REST = 10  # trials of what kills for one of the rest


@dataclass(slots=True)
class Trial:
    """Dispatches, one for each kind, under a fault.

    ``killed`` counts processes that died, or could not record, with a window in hand. ``withheld`` counts answers that
    a server gave to nobody, each known to be one message's; ``may_be_in_doubt`` says where only their bound is known.
    """

    stage: Stage
    crowd: Crowd
    batches: dict[Kind, Batch]
    chance: random.Random
    began: float = field(default_factory=time.monotonic)
    killed: int = 0
    withheld: int | None = None
    may_be_in_doubt: int = 0
    took: float | None = None  # seconds, where something else is measured than the time to finish

    @property
    def batch(self) -> Batch:
        """The batch of a trial with one kind."""
        (only,) = self.batches.values()
        return only

    @property
    def dispatch(self) -> Dispatch:
        return self.batch.dispatch

    @property
    def deliveries(self) -> Counter[str]:
        """Count the deliveries by their state."""
        dispatches = [batch.dispatch_id for batch in self.batches.values()]
        return Counter(Delivery.objects.filter(dispatch__in=dispatches).values_list("state", flat=True))

    @property
    def planned(self) -> int:
        return self.deliveries.total()

    def is_over(self) -> bool:
        return not IN_FLIGHT & self.deliveries.keys()

    def out(self) -> int:
        """Return how many messages the simulators have got; quick."""
        return sum(self.stage.received(channel) for channel in {kind.channel for kind in self.batches})

    def wait_for_a_random_moment(self) -> None:
        """Wait until a random number of messages is out, neither none nor all."""
        wanted = self.chance.randint(1, self.planned * 3 // 4)
        deadline = time.monotonic() + PATIENCE
        while self.out() < wanted:
            assert time.monotonic() < deadline, f"{wanted} messages did not go out"
            time.sleep(0.005)

    def strike(self) -> None:
        """Say that the fault comes now: the time to finish counts from here."""
        self.began = time.monotonic()

    def wait_until_over(self) -> None:
        wait_until(self.is_over, "everything was settled", patience=PATIENCE)


@dataclass(slots=True)
class Trials:
    """All trials of one fault: iterate over ``of`` and do the fault in its body."""

    stage: Stage
    figures: dict[Kind | None, Figures]

    def of(self, *kinds: Kind, kills: bool = False, approve: bool = True, strangers: bool = False) -> Iterator[Trial]:
        """Yield trials, whose dispatches are about to be sent; what they came to is held after each body.

        ``kills`` asks for as many trials as random moments want. Without ``approve`` they still wait for their
        approver. ``strangers`` takes people who were in no trial before, for a fault that nobody gets over.
        """
        seed = int(os.environ.get("FAULT_SEED", 0)) or random.randrange(10**6)
        for number in range(how_many(kills=kills)):
            crowd = a_crowd() if strangers else the_crowd()
            self.stage.empty()
            Suppression.objects.all().delete()
            with transaction.atomic():
                ready = {kind: _submitted(kind, crowd) for kind in kinds}
                for batch in ready.values() if approve else ():
                    planned = batches.approve(batch, by=the_approver(), audience=batch.audience_hash)
                    assert planned == PEOPLE
            trial = Trial(self.stage, crowd, ready, random.Random(f"{seed}.{number}"))
            yield trial
            self._hold(trial)

    def _hold(self, trial: Trial) -> None:
        """Count first, so that a failure is in the table, and then demand."""
        trial.wait_until_over()
        seconds = round(time.monotonic() - trial.began if trial.took is None else trial.took, 2)
        found = {kind: Counts.of(trial.stage, kind, batch.dispatch) for kind, batch in trial.batches.items()}
        for kind, counts in found.items():
            counts.add_to(self._figures(kind), seconds)
        for kind, counts in found.items():
            counts.demand(kind, killed=trial.killed, withheld=trial.withheld, others=trial.may_be_in_doubt)
            if counts.doubtful:
                settle_doubts(trial.stage, kind, trial.batches[kind].dispatch)
                self._figures(kind).settled += len(counts.doubtful)

    def _figures(self, kind: Kind) -> Figures:
        return self.figures.get(kind) or self.figures[None]


def how_many(*, kills: bool) -> int:
    """Return how many trials to make: FAULT_TRIALS of what kills, a tenth of that of the rest."""
    wanted = int(os.environ.get("FAULT_TRIALS") or FEW)
    return wanted if kills else max(1, wanted // SHARE_OF_THE_REST)


def _submitted(kind: Kind, crowd: Crowd) -> Batch:
    """Take in a register for everybody of this kind, and submit it."""
    batch = taken("local_tax", *crowd.bills(kind), uploaded_by=the_officer())
    batches.submit(batch, by=batch.uploaded_by)
    if kind is Kind.CAMPAIGN:
        Dispatch.objects.filter(pk=batch.dispatch_id).update(statutory=False, lane=Lane.CAMPAIGN)
    return batch
