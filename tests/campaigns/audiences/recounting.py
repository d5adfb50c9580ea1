"""The plain recount: the reach of every resident, and an audience's count, in Python and row by row."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from campaigns.audiences.tree import Group, Leaf, Node
from campaigns.models import Reach
from deliveries.models import Suppression
from residents.models import Resident

FIELDS = (
    "dong_id", "household_id", "tong", "sex", "birth_year", "language", "interests", "consents", "quiet_until",
    "email", "email_contact_id", "sms", "sms_contact_id", "young",
)  # fmt: skip


def reach_of(resident: Resident) -> tuple[Any, ...]:
    mates = Resident.objects.filter(household=resident.household, left_at=None, birth_year__gte=2000)
    return (
        resident.dong_id,
        resident.household_id,
        resident.household.tong or 0,
        resident.sex,
        resident.birth_year or 0,
        resident.language,
        sum(2**one.pk for one in resident.interests.all()),
        resident.consents,
        resident.quiet_until,
        *way_of(resident, "email"),
        *way_of(resident, "sms"),
        sum(2 ** (year - 2000) for year in {mate.birth_year for mate in mates}),
    )


def way_of(resident: Resident, channel: str) -> tuple[int, int | None]:
    """Return how far news come, and the contact over which they come."""
    if not resident.subscriptions.filter(service="events", channel=channel).exists():
        return 1, None
    used = resident.contacts.filter(channel=channel, stopped_at=None).first()
    if used is None:
        return (3 if resident.contacts.filter(channel=channel).exists() else 2), None
    if used.verified_at is None:
        return 4, None
    if Suppression.objects.filter(channel=channel, address_hash=used.address_hash).exists():
        return 5, None
    return 6, used.pk


def plain() -> dict[int, tuple[Any, ...]]:
    return {one.pk: reach_of(one) for one in Resident.objects.filter(left_at=None)}


def projected() -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in Reach.objects.values_list("resident_id", *FIELDS)}


def holds(node: Node, row: Reach, at: datetime) -> bool:
    """Tell whether a tree is true of a resident, for the conditions that ask nothing but their row."""
    if isinstance(node, Group):
        found = (all if node.op == "and" else any)(holds(one, row, at) for one in node.of)
    else:
        found = _leaf(node, row, at.year)
    return found != node.negated


def _leaf(leaf: Leaf, row: Reach, year: int) -> bool:
    values = leaf.values
    match leaf.condition.slug:
        case "everybody":
            return True
        case "dong":
            return row.dong_id in values["dongs"]
        case "tong":
            return row.dong_id == values["dong"] and values["from"] <= row.tong <= values["to"]
        case "age":
            first, last = values["from"] or 0, 999 if values["to"] is None else values["to"]
            return row.birth_year > 0 and first <= year - row.birth_year <= last
        case "sex":
            return row.sex == values["sex"]
        case "interests":
            mine = {str(pk) for pk in row.resident.interests.values_list("pk", flat=True)}
            asked = set(values["interests"])
            return asked <= mine if values["which"] == "all" else bool(asked & mine)
        case "child":
            mates = Resident.objects.filter(household=row.household_id, left_at=None).exclude(birth_year=None)
            return any(
                values["from"] <= year - (mate.birth_year or 0) <= values["to"] and (mate.birth_year or 0) >= 2000
                for mate in mates
            )
        case "channel":
            return getattr(row, values["channel"]) == 6
        case "language":
            return row.language == values["language"]
    raise AssertionError(leaf.condition.slug)


def reason(row: Reach, channels: tuple[str, ...], day: date, tired: set[int]) -> str:
    """Return why somebody is not written to, in words of the counting, or nothing."""
    if row.consents & 5 != 5:
        return "no_consent"
    best = max(getattr(row, channel) for channel in channels)
    if best < 6:
        return {1: "not_subscribed", 2: "no_contact", 3: "stopped", 4: "unverified", 5: "suppressed"}[best]
    if row.quiet_until and row.quiet_until > day:
        return "quiet"
    return "tired" if row.resident_id in tired else ""


def counted(node: Node, channels: tuple[str, ...], at: datetime, tired: set[int]) -> dict[str, Any]:
    rows = [row for row in Reach.objects.select_related("resident") if holds(node, row, at)]
    reasons = {row.resident_id: reason(row, channels, at.date(), tired) for row in rows}
    reached = [row for row in rows if not reasons[row.resident_id]]
    return {
        "matching": len(rows),
        "reachable": len(reached),
        "by_channel": {channel: sum(getattr(row, channel) == 6 for row in reached) for channel in channels},
        "excluded": dict(Counter(one for one in reasons.values() if one)),
    }
