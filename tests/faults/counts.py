"""What one trial came to: what the simulators got, held against what the rows say."""

from dataclasses import dataclass

from deliveries.models import Delivery, Dispatch
from deliveries.states import IN_FLIGHT, WENT_OUT, DeliveryState
from tests.faults.kinds import CONNECTIONS, WINDOW, Kind
from tests.faults.table import Figures
from tests.outside import received
from tests.stage import Stage


@dataclass(frozen=True, slots=True)
class Counts:
    """Ids of deliveries, and how many messages came again."""

    planned: int
    arrived: frozenset[int]
    lost: frozenset[int]
    stray: frozenset[int]
    doubtful: frozenset[int]
    twice: int

    @classmethod
    def of(cls, stage: Stage, kind: Kind, dispatch: Dispatch) -> "Counts":
        rows = dict(Delivery.objects.filter(dispatch=dispatch).values_list("id", "state"))
        outside = {pk: times for pk, times in received(stage, kind.channel).items() if pk in rows}
        named = {pk for pk, state in rows.items() if state in WENT_OUT | {DeliveryState.BOUNCED}}
        doubtful = {pk for pk, state in rows.items() if state == DeliveryState.UNKNOWN}
        left = {pk for pk, state in rows.items() if state in IN_FLIGHT}
        return cls(
            planned=len(rows),
            arrived=frozenset(outside),
            lost=frozenset(named - outside.keys()) | left,
            stray=frozenset(outside.keys() - named - doubtful),
            doubtful=frozenset(doubtful),
            twice=sum(outside.values()) - len(outside),
        )

    def add_to(self, figures: Figures, seconds: float) -> None:
        figures.trials += 1
        figures.messages += self.planned
        figures.lost += len(self.lost)
        figures.twice += self.twice
        figures.doubtful += len(self.doubtful)
        figures.seconds.append(seconds)

    def demand(self, kind: Kind, *, killed: int, withheld: int | None, others: int) -> None:
        """Hold what is promised for this kind of message."""
        answers = withheld or 0
        may_come_again = (WINDOW + CONNECTIONS) * killed + answers if kind is Kind.CAMPAIGN else 0
        assert not self.lost, "recorded as sent and never received, or never sent"
        assert not self.stray, "received, and the rows do not know it"
        assert self.twice <= may_come_again, "went out twice"
        assert len(self.doubtful) <= WINDOW * killed + answers + others, "more in doubt than can have been in hand"
        if withheld is not None and kind is not Kind.CAMPAIGN:
            assert len(self.doubtful) == withheld, "doubtful ones are missing on the list"
