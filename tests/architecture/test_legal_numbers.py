"""What the law counts is a setting with its citation, and stands nowhere else."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.sources import ROOT, room_files, shown

SETTINGS = (ROOT / "config/settings.py").read_text()
LINES = SETTINGS.splitlines()
SECTION = "# --- The law and the office"
BESIDES = {"QUIET_HOURS_BEGIN", "QUIET_HOURS_END"}  # legal numbers that stand beside what they are used for
CITATION = re.compile(r"#.*[가-힣]*(?:법|시행령|기준)(?: 시행령)? 제\d+조")
ROOMS = ("accounts", "residents", "deliveries", "notices", "campaigns")


def _section() -> range:
    begin = next(number for number, line in enumerate(LINES, start=1) if line.startswith(SECTION))
    return range(begin, next(n for n, line in enumerate(LINES[begin:], start=begin + 1) if line.startswith("# ---")))


def _is_number(node: ast.AST) -> bool:
    """Tell whether a value is one that a law would set: a number, or a day such as 12-20."""
    value = getattr(node, "value", None)
    if isinstance(value, str):
        return bool(re.fullmatch(r"\d\d-\d\d", value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _legal_numbers() -> Iterator[tuple[str, int]]:
    """Yield the names of the legal numbers, and the lines on which they stand."""
    section = _section()
    for node in ast.parse(SETTINGS).body:
        if not isinstance(node, ast.Assign):
            continue
        names = {part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        if BESIDES & names or (node.lineno in section and any(map(_is_number, ast.walk(node.value)))):
            yield from ((name, node.lineno) for name in sorted(names))


def _comment_of(line: int) -> str:
    """Return the comment beside a line, and the one above it or above the settings it stands among."""
    above = line - 2
    while above > 0 and LINES[above] and not LINES[above].startswith("#"):
        above -= 1
    comment = []
    while LINES[above].startswith("#"):
        comment.append(LINES[above])
        above -= 1
    beside = LINES[line - 1].partition("#")
    return "# " + " ".join([*reversed(comment), beside[2]])


LEGAL = dict(_legal_numbers())


def test_the_legal_numbers_are_found() -> None:
    assert {"CIVIL_DEFENSE_NOTICE_HOURS", "SCHOOL_ENTRY_NOTICE_BY", "ACCESS_LOG_DAYS", *BESIDES} <= set(LEGAL)


@pytest.mark.parametrize("name", sorted(LEGAL))
def test_every_legal_number_cites_its_article(name) -> None:
    comment = _comment_of(LEGAL[name])

    assert CITATION.search(comment), (
        f"{name}: name the law, as “민방위기본법 시행령 제34조”, beside or above it. {comment}"
    )


def _periods() -> set[timedelta]:
    return {
        timedelta(hours=settings.CIVIL_DEFENSE_NOTICE_HOURS),
        timedelta(hours=settings.CIVIL_DEFENSE_MAKE_UP_NOTICE_HOURS),
        timedelta(days=settings.ACCESS_LOG_DAYS),
        timedelta(days=2 * 365),
    }


def _ages_and_hours() -> set[int]:
    return {settings.GUARDIAN_CONSENT_BELOW_AGE, settings.QUIET_HOURS_BEGIN, settings.QUIET_HOURS_END}


def _counted(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield lines that hold a legal number themselves: a period, an age, an hour of the day, a day of the year."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "timedelta" and _literal_period(node) in _periods():
            yield node.lineno, "a period"
        if isinstance(node, ast.Compare) and _compares_with_the_law(node):
            yield node.lineno, "an age or an hour"
        if isinstance(node, ast.Constant) and node.value == settings.SCHOOL_ENTRY_NOTICE_BY:
            yield node.lineno, "a day of the year"


def _compares_with_the_law(node: ast.Compare) -> bool:
    numbers = {getattr(other, "value", None) for other in node.comparators}
    return bool(re.search(r"(?:^|_)(?:age|hour)$", _name(_called(node.left))) and numbers & _ages_and_hours())


def _called(node: ast.AST) -> ast.AST:
    return node.func if isinstance(node, ast.Call) else node


def _name(node: ast.AST) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _literal_period(call: ast.Call) -> timedelta | None:
    try:
        return timedelta(
            *(ast.literal_eval(value) for value in call.args),
            **{str(word.arg): ast.literal_eval(word.value) for word in call.keywords},
        )
    except ValueError:
        return None


@pytest.mark.parametrize("path", sorted(room_files(".py", rooms=ROOMS)), ids=shown)
def test_no_legal_number_stands_in_the_code(path: Path) -> None:
    found = list(_counted(ast.parse(path.read_text())))

    assert found == [], f"{shown(path)}: take these from the settings"


@pytest.mark.parametrize(
    "line",
    [
        "timedelta(days=7)",
        "timedelta(hours=48)",
        "datetime.timedelta(weeks=1)",
        "age < 14",
        "_age(born, today) >= 14",
        "now.hour >= 21",
        "by = '12-20'",
    ],
)
def test_a_legal_number_in_code_would_be_found(line) -> None:
    assert list(_counted(ast.parse(line)))


def test_the_access_log_is_kept_as_long_as_its_trigger_demands() -> None:
    trigger = (ROOT / "accounts/migrations/0002_dongs_and_access_log.py").read_text()

    assert "interval '2 years'" in trigger
    assert settings.ACCESS_LOG_DAYS > 2 * 365
