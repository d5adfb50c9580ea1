"""The messages the gateway took, newest last, and its search among them."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from config.simulators.journal import Journal
from config.simulators.sms_message import ShortMessage

KEPT = 200_000
PAGE, LARGEST_PAGE = 20, 500
_FIELDS = {
    "messageId": "id",
    "groupId": "group_id",
    "to": "to",
    "from": "sender",
    "type": "type",
    "statusCode": "status_code",
}


class SmsStore:
    """The messages in memory; safe to use from many threads."""

    def __init__(self, folder: str | None = None, make: type[ShortMessage] = ShortMessage) -> None:
        self._lock = threading.Lock()
        self._journal = Journal(folder, 5_000)
        self._messages = OrderedDict((record["id"], make(**record)) for record in self._journal.kept)
        self.total = len(self._messages)

    def add(self, messages: list[ShortMessage]) -> None:
        with self._lock:
            self._messages.update((message.id, message) for message in messages)
            self.total += len(messages)
            while len(self._messages) > KEPT:
                self._messages.popitem(last=False)
        self.keep(messages)

    def keep(self, messages: Iterable[ShortMessage]) -> None:
        """Write how the messages stand to the journal, if there is one."""
        if self._journal.open:
            self._journal.write(*map(asdict, messages))

    def newest(self, to: str = "") -> list[ShortMessage]:
        """Return the messages to one number, or all, newest first."""
        with self._lock:
            messages = list(self._messages.values())
        return [message for message in reversed(messages) if not to or message.to == to]

    def numbers(self) -> list[tuple[str, int]]:
        """Return the numbers with their count of messages, the one with the newest message first."""
        return list(Counter(message.to for message in self.newest()).items())

    def empty(self) -> None:
        with self._lock:
            self._messages.clear()
            self.total = 0
        self._journal.empty()

    def search(self, query: dict[str, list[str]]) -> dict[str, Any]:
        """Answer ``GET /messages/v4/list``: newest first, ``startKey`` naming the first message of the page.

        Raises ValueError for a value that cannot be read.
        """
        limit = min(int(_one(query, "limit") or PAGE), LARGEST_PAGE)
        if limit < 1:
            raise ValueError("'limit' must be positive")
        found = [message for message in self.newest() if _fits(message, query)]
        start = _one(query, "startKey")
        begin = next((place for place, message in enumerate(found) if message.id == start), len(found)) if start else 0
        page, rest = found[begin : begin + limit], found[begin + limit :]
        return {
            "startKey": start or None,
            "nextKey": rest[0].id if rest else None,
            "limit": limit,
            "messageList": {message.id: message.as_listed() for message in page},
        }


def _one(query: dict[str, list[str]], name: str) -> str:
    return query.get(name, [""])[-1]


def _fits(message: ShortMessage, query: dict[str, list[str]]) -> bool:
    wanted = {name: _one(query, name) or _one(query, f"{name}[eq]") for name in _FIELDS}
    if any(value and getattr(message, _FIELDS[name]) != value for name, value in wanted.items()):
        return False
    ids = [part for name in ("messageIds", "messageIds[]", "messageIds[in]") for part in query.get(name, [])]
    if ids and message.id not in {one for part in ids for one in part.strip("[]").replace('"', "").split(",")}:
        return False
    return _is_within(message, query) and _meets_criteria(message, query)


def _is_within(message: ShortMessage, query: dict[str, list[str]]) -> bool:
    start, end = _one(query, "startDate"), _one(query, "endDate")
    if not start and not end:
        return True
    updated = _one(query, "dateType").upper() == "UPDATED"
    moment = _moment(message.date_updated if updated and message.date_updated else message.date_created)
    return (not start or moment >= _moment(start)) and (not end or moment <= _moment(end))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _meets_criteria(message: ShortMessage, query: dict[str, list[str]]) -> bool:
    """Apply the older form of search: ``criteria``, ``cond`` and ``value``, each a list with commas."""
    if not _one(query, "criteria"):
        return True
    names, conditions, values = (_one(query, name).split(",") for name in ("criteria", "cond", "value"))
    if not len(names) == len(conditions) == len(values) or not set(names) <= _FIELDS.keys():
        raise ValueError("'criteria', 'cond' and 'value' do not fit each other")
    return all(
        _meets(getattr(message, _FIELDS[name]), condition, value)
        for name, condition, value in zip(names, conditions, values, strict=True)
    )


def _meets(found: str, condition: str, value: str) -> bool:
    if condition not in ("eq", "ne", "like"):
        raise ValueError("'cond' must be eq, ne or like")
    return {"eq": found == value, "ne": found != value, "like": value in found}[condition]
