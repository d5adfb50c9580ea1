"""Names of files, their size, and what never stands in them."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, own_files, shown

NAMELESS = {"utils", "util", "helpers", "helper", "services", "common", "misc"}
MOST_LINES = 460
BINARY = {".xlsx", ".xls", ".png", ".jpg", ".ico", ".pdf", ".zip", ".woff2", ".csv"}
# Put together from pieces, so that this file itself holds none of them.
REGISTRIES = ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "npm" + "mirror", "yarn" + "pkg.com"]
MACHINE = [
    re.compile("|".join(re.escape(host) for host in REGISTRIES)),
    re.compile(r"(?:index-url|find-links|registry)\s*[= ]\s*(?:https?|file)" + "://"),
    re.compile(r"(?<![\w.<}~])/(?:home|Users|root)" + r"/[\w.]"),
]


def _texts() -> list[Path]:
    return [path for path in own_files() if path.suffix not in BINARY]


def test_no_file_is_named_after_nothing() -> None:
    assert [shown(path) for path in own_files() if path.stem in NAMELESS] == [], "name it after its idea"


def test_no_python_file_is_too_long() -> None:
    lengths = {shown(path): len(path.read_text().splitlines()) for path in own_files() if path.suffix == ".py"}

    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}, "these are two ideas each"


@pytest.mark.parametrize("pattern", [*MACHINE, re.compile(re.escape(str(ROOT)) + r"\b")], ids=range(4))
def test_no_file_names_a_registry_or_a_place_on_one_machine(pattern) -> None:
    found = [
        f"{shown(path)}:{number}: {line.strip()[:100]}"
        for path in _texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE[0], "https://files." + REGISTRIES[1] + ".org/packages/x.whl"),
        (MACHINE[1], "--index-url " + "https://packages.example/simple"),
        (MACHINE[1], "registry=" + "http://127.0.0.1:4873/"),
        (MACHINE[2], 'open("/home' + '/hong/x")'),
        (MACHINE[2], "/root" + "/.cache"),
    ],
)
def test_such_a_line_would_be_found(pattern, line) -> None:
    assert pattern.search(line)


def test_the_locks_carry_a_hash_for_every_package() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        packages = (ROOT / name).read_text().split("\n\n")[0].replace("\\\n", " ").splitlines()
        pinned = [line for line in packages if re.match(r"\w[\w.\[\],-]*==", line)]

        assert pinned and [line for line in pinned if "--hash=sha256:" not in line] == []
