"""The project's own files, as the architecture tests read them."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "residents", "deliveries", "notices", "campaigns", "config", "crispy_krds")


@cache
def own_files() -> tuple[Path, ...]:
    """Return what git tracks, and what it would track once added."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def room_files(suffix: str, *, rooms: tuple[str, ...] = ROOMS) -> Iterator[Path]:
    """Yield the rooms' files of one kind, without migrations."""
    for path in own_files():
        name = path.relative_to(ROOT)
        if name.parts[0] in rooms and path.suffix == suffix and "migrations" not in name.parts:
            yield path


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
