"""Writes what the faults came to into docs/reliability.md: ``make faults`` loads it with ``-p tests.reliability``.

Figures come with the tests' reports, so that it is the same with several processes (``-n``). A fault that was not run
keeps the row it had.
"""

import pytest

from tests.faults.table import PAGE, PROPERTY, Figures, figures_of, with_rows

_measured: dict[str, Figures] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == PROPERTY:
                figures = figures_of(str(value))
                _measured[figures.title] = figures


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _measured and not hasattr(session.config, "workerinput"):
        PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), _measured), encoding="utf-8")
