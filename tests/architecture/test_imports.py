"""The direction of imports, as the contracts in pyproject.toml say it."""

import subprocess
import sys
import tomllib

from tests.architecture.sources import ROOT


def test_every_import_contract_holds() -> None:
    command = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_room_is_left_out_of_the_contracts() -> None:
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]

    assert {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"} == set(linted)
