"""The house in front of a browser: web server and simulators for all tests, workers where one needs them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from config.demo import stage as demo
from config.demo.ports import HOST
from config.demo.processes import Processes
from residents.enrolment_files import import_enrolments
from residents.spreadsheets import open_table
from tests.e2e.browser import ARGUMENTS, PROGRAMS, Visitor, find_chromium
from tests.own_redis import own_redis
from tests.stage import SMALL, Stage, database_url, free_port


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    program = find_chromium()
    if program is None:
        missing = f"no Chromium ({', '.join(PROGRAMS)}): apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    database = connections["default"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, which Django takes for asynchronous code, and which
        # gives the thread another context: in that, Django would make a connection without the test's set-up.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        connections["default"] = database
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def house(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Web server with the collected static files, mail catcher and SMS gateway, around the test's database."""
    data = tmp_path_factory.mktemp("house")
    ports = demo.Ports(*(free_port() for _ in range(4)))
    with pytest.MonkeyPatch.context() as patch, own_redis() as redis:
        patch.setenv("DEMO_SMS_SECRET", "s" * 32)
        patch.setenv("DEMO_HOOK_SECRET", "h" * 32)
        own = {"DATABASE_URL": database_url(), "REDIS_URL": redis.url, "PYTEST_CURRENT_TEST": ""}
        own["CODE_RESEND_SECONDS"] = "1"  # somebody enrols and signs in at once
        environment = demo.environment_for(ports, data) | SMALL | own
        with Processes(environment, data / "logs") as processes:
            stage = Stage(processes, ports, environment)
            stage.start_simulators()
            stage.start_web()
            yield stage


@pytest.fixture
def stage(house: Stage, transactional_db: None, settings: Any) -> Stage:
    """The house, swept: no mail, no SMS, an empty database."""
    settings.SITE_URL = house.site
    for port in (house.ports.mail_viewer, house.ports.sms):
        httpx.delete(f"http://{HOST}:{port}/api/messages").raise_for_status()
    return house


@pytest.fixture
def workers(stage: Stage, tmp_path: Path) -> Iterator[None]:
    """A worker and a beat, gone before the database is emptied."""
    with Processes(stage.environment, tmp_path / "logs") as processes:
        demo.start_workers(processes)
        yield


@pytest.fixture
def visitor(browser: Browser, stage: Stage) -> Iterator[Callable[..., Visitor]]:
    """Open a window of a width, for one person."""
    windows: list[Visitor] = []

    def visit(width: int, **how: Any) -> Visitor:
        windows.append(Visitor(browser, width, **how))
        return windows[-1]

    yield visit
    for window in windows:
        window.close()


@pytest.fixture
def enrolled(transactional_db: None, samples: Path) -> None:
    with open_table(samples / "enrolments.xlsx", filename="enrolments.xlsx") as table:
        import_enrolments(table, rejected=lambda row: None)
