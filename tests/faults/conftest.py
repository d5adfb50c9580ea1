"""Fixtures of the faults: a house of servers and processes for each module, and the trials of a test in it.

The faults have a database of their own, which stays while they run: flushing one under running workers would be a
fault that nobody meant.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from tests.faults.kinds import Kind
from tests.faults.table import PROPERTY, Figures, titles_of
from tests.faults.trials import Trials
from tests.own_postgres import django_at, migrated
from tests.stage import SMALL, Stage, stage_in


@pytest.fixture(scope="session")
def fault_database(django_db_blocker: Any) -> Iterator[str]:
    """The name of an empty database of Sotong's beside the tests' usual one."""
    name = f"faults_{os.getpid()}"
    with django_db_blocker.unblock():
        _statement(f"CREATE DATABASE {name}")
        with django_at(NAME=name):
            migrated()
        yield name
        _statement(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _statement(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)
    connection.close()


@pytest.fixture(scope="module")
def house(
    fault_database: str, planning_small: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A stage that the tests of a module share; the module says what runs in it."""
    folder = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), django_at(NAME=fault_database), stage_in(folder) as stage:
        yield stage


@pytest.fixture(scope="module")
def planning_small() -> Iterator[None]:
    """Have this process plan as small as the workers send."""
    sizes = {name: int(SMALL[name]) for name in ("DELIVERY_CHUNK", "DELIVERY_WINDOW")}
    with override_settings(**sizes):
        yield


@pytest.fixture
def trials(house: Stage, request: pytest.FixtureRequest, record_property: Any) -> Iterator[Trials]:
    """The trials of this fault. What they come to goes into the table, also when the test fails."""
    figures: dict[Kind | None, Figures] = {kind: Figures(title) for kind, title in titles_of(request.node).items()}
    yield Trials(house, figures)
    for measured in figures.values():
        record_property(PROPERTY, measured.as_json())
