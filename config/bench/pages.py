"""Pages: the search by each way and the office's lists, among few residents and among many, in turn in one run.

Two databases on one server, and one clerk in each; a page is asked for in one, then in the other, round after round.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from config.bench import people
from config.bench.failure import BenchFailed
from config.bench.options import Options
from config.navigation import ENTRIES
from residents.counter.finding import Answer, search
from residents.models import Channel, ContactPoint, Resident
from residents.searching import initials

SMALL = 300
ROUNDS = 6  # for each of --repeats
_LARGE_NAME = "sotong_bench_large"


@dataclass(frozen=True, slots=True)
class Page:
    """One request; ``typed`` goes into the search box, ``pressed`` is a button that leads back to a page."""

    name: str
    path: str
    typed: str = ""
    pressed: bool = False

    def ask(self, client: Client) -> int:
        """Ask for the page, and return how large the answer is."""
        options: dict[str, Any] = {"HTTP_HOST": settings.SITE_HOST, "secure": True}
        if self.pressed:
            answer = client.post(self.path, follow=True, **options)
        elif self.typed:
            answer = client.post(self.path, {"typed": self.typed}, **options)
        else:
            answer = client.get(self.path, **options)
        if answer.status_code != 200:
            raise BenchFailed(f"{self.name}: {answer.status_code}")
        return len(answer.content)


def measure(options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill both districts, and return for each page the queries of both and the ratio of the medians."""
    small, large = connections["default"], _another_database()
    for database, size in ((small, SMALL), (large, options.residents)):
        say(f"filling a district of {size:,}")
        with _using(database):
            people.fill(size)
    pages = _pages()
    clients = []
    for database in (small, large):
        with _using(database):
            client = Client()
            client.force_login(people.clerk())
            clients.append((database, client))
    figures: dict[str, Any] = {}
    with override_settings(STORAGES=_uncollected()):
        for page in pages:
            figures[page.name] = one = _figures(page, clients, options.repeats * ROUNDS)
            queries = f"{one['queries_small']} and {one['queries_large']} queries"
            say(f"{page.name}: {queries}, {one['time_ratio']} × the time")
    large.close()
    return figures


def _uncollected() -> dict[str, Any]:
    """Return the storages without the manifest of collected files: none are collected for a benchmark."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {**settings.STORAGES, "staticfiles": plain}


def _figures(page: Page, clients: list[tuple[Any, Client]], rounds: int) -> dict[str, Any]:
    queries = []
    for database, client in clients:
        with _using(database):
            page.ask(client)  # what is read once is read
            with CaptureQueriesContext(connection) as captured:
                page.ask(client)
            queries.append(len(captured))
    seconds: list[list[float]] = [[], []]
    for _ in range(rounds):
        for at, (database, client) in enumerate(clients):
            with _using(database):
                begun = time.perf_counter()
                page.ask(client)
                seconds[at].append(time.perf_counter() - begun)
    small, large = (statistics.median(one) for one in seconds)
    return {
        "queries_small": queries[0],
        "queries_large": queries[1],
        "time_ratio": round(large / small, 2),
        "_ms": [round(small * 1000, 1), round(large * 1000, 1)],
    }


def _pages() -> list[Page]:
    """Return the pages, the search first; everybody who is named is enrolled in both districts."""
    clerk = people.clerk()
    assert clerk.dong is not None  # noqa: S101  # for the types: it was made with a dong
    somebody = Resident.objects.filter(dong=clerk.dong).order_by("id").first()
    other = Resident.objects.exclude(dong=clerk.dong).order_by("id").first()
    if somebody is None or other is None:
        raise BenchFailed("the small district has nobody in one of its dongs")
    name, born = somebody.name or "", somebody.birth_date or ""
    number = ContactPoint.objects.get(resident=somebody, channel=Channel.SMS).address or ""
    ways = {
        "name": name,
        "two syllables": name[-2:],
        "initials": initials(name),
        "two initials": "ㄱㅇ",
        "initials and last four": f"{initials(name)} {number[-4:]}",
        "birth date": born.replace("-", ""),
        "birth year": born[:4],
        "year and 김": f"김 {born[:4]}",
        "last four": number[-4:],
        "whole number": number,
        "nobody": "쀍뛟",
        "another dong": f"{other.name} {(other.birth_date or '').replace('-', '')}",
    }
    empty = [way for way, typed in ways.items() if way != "nobody" and _is_empty(search(typed, clerk.dong))]
    if set(empty) - {"two initials"}:
        raise BenchFailed(f"nobody is found by {empty}")
    listed = dict.fromkeys(entry.url for entry in ENTRIES)
    return [
        *(Page(f"/counter/find ({way})", "/counter/find", typed) for way, typed in ways.items()),
        *(Page(url, url) for url in listed),
        Page("/staff/cockpit (counted anew)", "/staff/cockpit/count", pressed=True),
        Page("/counter/residents/1", f"/counter/residents/{somebody.pk}"),
    ]


def _is_empty(answer: Answer) -> bool:
    return not answer.people and not answer.elsewhere


def _another_database() -> Any:
    """Make a second database with the same tables, and return a connection to it."""
    default = connections["default"]
    parameters = default.get_connection_params()
    connections.close_all()
    maintenance = {key: value for key, value in parameters.items() if key in ("user", "password", "host", "port")}
    server = psycopg2.connect(dbname="postgres", **maintenance)
    server.autocommit = True  # CREATE DATABASE runs in no transaction
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {_LARGE_NAME} TEMPLATE "{default.settings_dict["NAME"]}"')
    server.close()
    return type(default)({**default.settings_dict, "NAME": _LARGE_NAME}, alias="default")


@contextmanager
def _using(database: Any) -> Iterator[None]:
    """Let everything that asks for the default database ask this one."""
    before = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = before
