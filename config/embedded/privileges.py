"""Who the servers run as: never root. As root they get an unprivileged account and only what it can reach."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.failure import EmbeddedError
from config.words import say as _

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that owns the servers and their files."""

    name: str
    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        """Return what ``subprocess`` needs to run a program as this account."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, folder: Path) -> bool:
        """Tell whether the account may pass through ``folder`` and all that is above it, as far as they exist."""
        return all(self._may_pass(step) for step in (folder, *folder.parents))

    def _may_pass(self, step: Path) -> bool:
        try:
            found = step.stat()
        except (FileNotFoundError, NotADirectoryError):
            return True
        if found.st_uid == self.uid:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.gid:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)


def is_root() -> bool:
    return os.geteuid() == 0


def current_account() -> Account:
    """Return the account this process runs as; it may have no name, as in many containers."""
    return _account(os.geteuid(), os.getegid())


def unprivileged_account() -> Account:
    """Return the account that root hands the servers to. Raises EmbeddedError where the machine has none."""
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        _("PostgreSQL never runs as root, and this machine has neither of the accounts {names}.").format(
            names=", ".join(UNPRIVILEGED)
        )
    )


def owner_of(path: Path) -> Account:
    """Return the account that owns ``path``."""
    found = path.stat()
    return _account(found.st_uid, found.st_gid)


def _account(uid: int, gid: int) -> Account:
    try:
        return Account(pwd.getpwuid(uid).pw_name, uid, gid)
    except KeyError:
        return Account(str(uid), uid, gid)
