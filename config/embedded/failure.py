"""Say what went wrong with an embedded server, and how to mend it."""

import errno
import shutil
from pathlib import Path

from config.words import say as _

LAST_LINES = 15
LAST_BYTES = 16_384
ROOM_NEEDED = 200 * 1024 * 1024  # bytes; a new PostgreSQL cluster takes about 60 MB, its write-ahead log as much again


class EmbeddedError(Exception):
    """An embedded server could not be started or stopped; the message is meant for the person at the terminal."""


def server_failed(name: str, log: Path) -> EmbeddedError:
    """Describe a server that did not come up, in the last lines of its log, and a full disk in plain words."""
    said = last_lines(log)
    parts = [_("{name} could not be started.").format(name=name)]
    if _disk_is_full(log.parent, said):
        parts.append(_("The disk is full at {folder}: make room and start again.").format(folder=log.parent))
    parts.append(_("The last lines of {log}:").format(log=log))
    parts.append(said or _("(nothing was written)"))
    return EmbeddedError("\n".join(parts))


def folder_failed(folder: Path, error: OSError) -> EmbeddedError:
    """Describe a folder that cannot be made or written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EmbeddedError(_("The disk is full at {folder}: make room and start again.").format(folder=folder))
    return EmbeddedError(
        _("{folder} cannot be used ({reason}). Give another folder in SOTONG_DATA, or start as its owner.").format(
            folder=folder, reason=error.strerror or error
        )
    )


def demand_room(folder: Path) -> None:
    """Refuse to lay out a new database where the disk is nearly full."""
    free = shutil.disk_usage(folder).free
    if free < ROOM_NEEDED:
        raise EmbeddedError(
            _("The disk is full at {folder}: {free} MB are free, {needed} MB are needed.").format(
                folder=folder, free=free // 1024**2, needed=ROOM_NEEDED // 1024**2
            )
        )


def last_lines(log: Path) -> str:
    """Read the end of a log, or nothing where there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - LAST_BYTES))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-LAST_LINES:])
    except OSError:
        return ""


def _disk_is_full(folder: Path, said: str) -> bool:
    return "No space left on device" in said or shutil.disk_usage(folder).free < 1024**2
