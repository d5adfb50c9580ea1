"""Writes what the faults came to into docs/reliability.md: ``make faults`` loads it with ``-p tests.reliability``.

Figures come with the tests' reports, so that it is the same with several processes (``-n``). A fault that was not run
keeps the row it had. The table is imported late: a plugin is loaded before Django has its settings.
"""

import pytest

_measured: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "teardown":
        _measured.extend(str(value) for name, value in report.user_properties if name == "fault")


def pytest_sessionfinish(session: pytest.Session) -> None:
    from tests.faults.table import PAGE, figures_of, with_rows

    if _measured and not hasattr(session.config, "workerinput"):
        measured = {figures.title: figures for figures in map(figures_of, _measured) if figures.trials}
        PAGE.write_text(with_rows(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
