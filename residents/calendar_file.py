"""Calendar files (iCalendar, RFC 5545) of one event or many, in Korean time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

_OCTETS = 75  # of a line, without its end (RFC 5545, 3.1)
_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Seoul",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:KST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``when`` is a day, or a moment; ``uid`` stays the same, so that a second file changes the first."""

    uid: str
    when: date | datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    hours: int = 1
    end: datetime | None = None
    sequence: int = 0
    cancelled: bool = False
    reminds: bool = True


def write(event: Event) -> bytes:
    """Return the event as a calendar file, which reminds a day before."""
    return write_all([event])


def write_all(events: Iterable[Event], *, name: str = "") -> bytes:
    """Return a calendar of several events; ``name`` is what a program calls it that subscribes to it."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(events, name)).encode()


def _lines(events: Iterable[Event], name: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Sotong//Sotong//KO", "CALSCALE:GREGORIAN")
    yield "METHOD:PUBLISH"
    if name:
        yield from (f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H")
    yield from _ZONE
    for event in events:
        yield from _event(event)
    yield "END:VCALENDAR"


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{timezone.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield from _times(event)
    yield f"SUMMARY:{_escaped(event.summary)}"
    for name, value in (("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if value:
            yield f"{name}:{_escaped(value)}"
    if event.url:
        yield f"URL:{event.url}"
    if event.reminds and not event.cancelled:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(event.summary)}")
        yield from ("TRIGGER:-P1D", "END:VALARM")
    yield "END:VEVENT"


def _times(event: Event) -> Iterator[str]:
    """A day has an end that is not part of it; a moment is given in Korea's zone."""
    if isinstance(event.when, datetime):
        begin = timezone.localtime(event.when)
        end = timezone.localtime(event.end) if event.end else begin + timedelta(hours=event.hours)
        yield f"DTSTART;TZID=Asia/Seoul:{begin:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID=Asia/Seoul:{end:%Y%m%dT%H%M%S}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.when:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.when + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"


def _escaped(text: str) -> str:
    r"""Escape text (RFC 5545, 3.3.11); whatever ends a line becomes \n, so that no value begins a line of its own."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join("".join(c for c in line if c.isprintable()) for line in escaped.splitlines())


def _folded(line: str) -> str:
    """Fold a line at 75 octets, never inside a character."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _OCTETS:
            parts.append("")
            size = 1  # the blank that continues a line
        parts[-1] += character
        size += octets
    return "\r\n ".join(parts)
