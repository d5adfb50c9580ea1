"""The figures of the district, its dongs and their tongs, masked together: no sum gives away what a part hides."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from accounts.models import Dong
from residents.cockpit.counts import Counts, Place
from residents.cockpit.masking import masked, shown, small_remainders
from residents.models import Population

K = TypeVar("K", bound=Hashable)
MEASURES = ("people", "reached", "headed", "unreachable")


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is in one place. A count that is None is masked; of residents and households it is not known.

    ``people``: enrolled residents; ``reached``: households with one of them; ``headed``: with their head enrolled;
    ``unreachable``: enrolled residents without a proved address. A rate is None where it cannot be said.
    """

    dong: str
    tong: int | None
    name: str
    residents: int | None
    households: int | None
    people: int | None
    reached: int | None
    headed: int | None
    unreachable: int | None

    @property
    def people_rate(self) -> float | None:
        return percent(self.people, self.residents)

    @property
    def reached_rate(self) -> float | None:
        return percent(self.reached, self.households)

    @property
    def headed_rate(self) -> float | None:
        return percent(self.headed, self.households)


@dataclass(frozen=True, slots=True)
class Places:
    """The district, its dongs in the order of their codes, and the tongs of each; a tong None is not known."""

    district: Figures
    dongs: list[Figures]
    tongs: dict[str, list[Figures]]


def percent(count: int | None, of: int | None) -> float | None:
    """Return a rate in per cent; None where the count is masked or nobody is known to live there."""
    return 100 * count / of if count is not None and of else None


def places(counts: Counts, population: Population | None, *, district: str) -> Places:
    """Put the counts of all places over the figures of who lives there, and mask what is small."""
    live = _living(population)
    counted = {
        "people": counts.people,
        "reached": counts.households,
        "headed": counts.headed,
        "unreachable": counts.unreachable,
    }
    dongs = list(Dong.objects.all())
    by_dong = {name: _by_dong(values, dongs) for name, values in counted.items()}
    living = {name: _by_dong(values, dongs) for name, values in live.items()}
    whole = _whole(by_dong, counts)
    shown_dongs = _masked(by_dong, living, whole)
    figures = [
        Figures(
            dong.pk,
            None,
            dong.name,
            living["residents"][dong.pk] or None,
            living["households"][dong.pk] or None,
            **{name: shown_dongs[name][dong.pk] for name in MEASURES},
        )
        for dong in dongs
    ]
    sums = {name: sum(values.values()) or None for name, values in living.items()}
    total = Figures("", None, district, sums["residents"], sums["households"], **whole)
    tongs = {one.dong: _tongs(one, counted, live) for one in figures}
    return Places(total, figures, tongs)


def _living(population: Population | None) -> dict[str, Counter[Place]]:
    """Return residents and households by place, from the newest figures."""
    live: dict[str, Counter[Place]] = {"residents": Counter(), "households": Counter()}
    lines = population.lines.values_list("dong_id", "tong", "residents", "households") if population else ()
    for dong, tong, residents, households in lines:
        live["residents"][dong, tong] = residents
        live["households"][dong, tong] = households
    return live


def _by_dong(values: Mapping[Place, int], dongs: Iterable[Dong]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for (dong, _), count in values.items():
        sums[dong] += count
    return {dong.pk: sums[dong.pk] for dong in dongs}


def _whole(by_dong: Mapping[str, Mapping[str, int]], counts: Counts) -> dict[str, int | None]:
    """Return the district's own figures, masked among each other."""
    sums = {name: sum(values.values()) for name, values in by_dong.items()}
    return {
        "people": shown(sums["people"]),
        "reached": shown(sums["reached"]),
        "headed": _beside(sums["headed"], sums["reached"]),
        # one of the parts that the table of ways to be reached shows, so it is masked where it is masked there
        "unreachable": masked(counts.reach).get("none", 0),
    }


def _beside(count: int, whole: int) -> int | None:
    """Return a count that stands beside what it is a part of: neither it nor the rest may be small."""
    return None if shown(whole) is None or shown(whole - count) is None else shown(count)


def _masked(
    counted: Mapping[str, Mapping[K, int]], living: Mapping[str, Mapping[K, int]], whole: Mapping[str, int | None]
) -> dict[str, dict[K, int | None]]:
    """Mask places side by side; nothing is shown of a measure of which the whole is masked."""
    people, reached = counted["people"], counted["reached"]
    besides = {
        "people": small_remainders(people, living["residents"]),
        "reached": small_remainders(reached, living["households"]),
    }
    hidden: dict[str, dict[K, int | None]] = {}
    for name, above in (("people", ""), ("reached", ""), ("headed", "reached"), ("unreachable", "people")):
        own = set(besides.get(name, ()))
        if above:
            own = small_remainders(counted[name], counted[above])
            own |= {key for key, count in hidden[above].items() if count is None}
        keys = counted[name]
        hidden[name] = masked(keys, besides=own) if whole[name] is not None else dict.fromkeys(keys)
    return hidden


def _tongs(dong: Figures, counted: Mapping[str, Counter[Place]], live: Mapping[str, Counter[Place]]) -> list[Figures]:
    """Return the tongs of a dong in order, the unknown last; without any, there is nothing to drill down to."""
    keys = {place for values in (*counted.values(), *live.values()) for place in values if place[0] == dong.dong}
    ordered = sorted(keys, key=lambda place: (place[1] is None, place[1] or 0))
    own = {name: {place: values[place] for place in ordered} for name, values in counted.items()}
    living = {name: {place: values[place] for place in ordered} for name, values in live.items()}
    whole = {name: getattr(dong, name) for name in MEASURES}
    shown_tongs = _masked(own, living, whole)
    return [
        Figures(
            dong.dong,
            place[1],
            dong.name,
            (living["residents"][place] or None) if place[1] is not None else None,
            (living["households"][place] or None) if place[1] is not None else None,
            **{name: shown_tongs[name][place] for name in MEASURES},
        )
        for place in ordered
    ]
