"""A count as it is shown: steps from all who match to those who are reached, and the bars of the breakdowns."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from campaigns.audiences.counting import Count, Reason
from deliveries.states import DeliveryChannel

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: its words, the number (None is masked), and its share of the whole in percent."""

    label: "StrPromise | str"
    number: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Picture:
    count: Count
    channels: list[Bar]
    excluded: list[Bar]
    breakdowns: "list[tuple[StrPromise, list[Bar]]]"

    @property
    def share(self) -> float:
        return _share(self.count.reachable, self.count.matching)


def picture_of(count: Count) -> Picture:
    return Picture(
        count,
        [_bar(DeliveryChannel(one).label, number, count.matching) for one, number in count.by_channel.items()],
        [_bar(Reason(one).label, number, count.matching) for one, number in count.excluded.items()],
        [
            (title, [_bar(label, number, count.matching) for label, number in parts.items()])
            for title, parts in (
                (_("By dong"), count.by_dong),
                (_("By age"), count.by_age),
                (_("By sex"), count.by_sex),
            )
        ],
    )


def _bar(label: "StrPromise | str", number: int | None, whole: int) -> Bar:
    return Bar(label, number, _share(number or 0, whole))


def _share(number: int, whole: int) -> float:
    return round(100 * number / whole, 2) if whole else 0.0
