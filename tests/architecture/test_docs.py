"""What can be set or run is written down in README.md or docs/."""

import os
import re
import subprocess
import sys

from django.core.management import get_commands

from tests.architecture.sources import ROOMS, ROOT, own_files

READ = [
    re.compile(r"""\benv\.\w+\(\s*["']([A-Z][A-Z0-9_]+)["']"""),
    re.compile(r"""\benviron(?:ment)?\.get\(\s*["']([A-Z][A-Z0-9_]+)["']"""),
    re.compile(r"""\benviron(?:ment)?\[["']([A-Z][A-Z0-9_]+)["']\]"""),
]
READERS = ("config/settings.py", "config/environment.py", "config/secrets.py")
MAKE_TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)


def _documentation() -> str:
    pages = [path for path in own_files() if path.suffix == ".md" and path.parent in {ROOT, *ROOT.glob("docs/**/")}]
    return "\n".join(page.read_text() for page in pages)


def _variables() -> set[str]:
    sources = [(ROOT / name).read_text() for name in READERS]
    return {name for source in sources for pattern in READ for name in pattern.findall(source)}


def _commands() -> set[str]:
    return {name for name, app in get_commands().items() if str(app) in ROOMS}


def _without(words: set[str], form: str = "{}") -> list[str]:
    text = _documentation()
    return [word for word in sorted(words) if not re.search(rf"\b{re.escape(form.format(word))}\b", text)]


def test_the_variables_and_commands_are_found() -> None:
    assert {"DATABASE_URL", "SOTONG_SELF_APPROVAL", "FIELD_KEYS"} <= _variables()
    assert {"import_residents", "send_notices", "demo", "embedded"} <= _commands()


def test_every_variable_of_the_environment_is_documented() -> None:
    assert _without(_variables()) == [], "say in README.md what these do"


def test_every_management_command_is_documented() -> None:
    assert _without(_commands(), "manage.py {}") == [], "say in README.md or docs/ what these do"


def test_every_target_of_make_is_documented() -> None:
    targets = set(MAKE_TARGET.findall((ROOT / "Makefile").read_text())) - {"help"}  # `make` alone shows it

    assert "demo" in targets
    assert _without(targets, "make {}") == [], "say in README.md or docs/ what these do"


def test_the_command_that_takes_the_pictures_starts_without_settings() -> None:
    settled = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", "import tests.e2e.screens"], cwd=ROOT, env=settled, check=True)
