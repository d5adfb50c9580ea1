"""Where the servers keep their files and sockets, worked out from ``SOTONG_DATA`` alone.

The answer is the same in every process and needs nothing running. No folder that was there before is ever
given other rights.
"""

import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.embedded import privileges
from config.embedded.failure import EmbeddedError, folder_failed
from config.embedded.privileges import Account
from config.words import say as _

ROOT = Path(__file__).resolve().parent.parent.parent
ELSEWHERE = Path("/var/lib/sotong")
PORT = 5432  # names the socket file; nothing listens on a port
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107  # bytes, unix(7): sun_path less its closing zero
LIST_SEPARATORS = frozenset(",\"'")  # PostgreSQL takes a comma in a socket folder for the start of another


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one installation and the account its servers run as."""

    data: Path
    home: Path
    sockets: Path
    account: Account

    @property
    def cluster(self) -> Path:
        return self.home / "postgres"

    @property
    def redis(self) -> Path:
        return self.home / "redis"

    @property
    def programs(self) -> Path:
        return self.home / "programs"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / f".s.PGSQL.{PORT}"

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    def make(self) -> None:
        """Make the folders that are missing. Raises EmbeddedError, with the reason, where that fails."""
        make_folder(self.data)
        # root serves an ordinary user's folder too, and then leaves that user its logs
        writer = privileges.owner_of(self.data) if privileges.is_root() else privileges.current_account()
        make_private(self.logs, writer)
        if self.home != self.data:
            make_folder(self.home)
            self._leave_word()
        if not self.account.can_enter(self.home):
            raise EmbeddedError(
                _("{account} cannot reach {folder}: a folder above it is closed to others.").format(
                    account=self.account.name, folder=self.home
                )
            )
        for folder in (self.sockets, self.redis):
            make_private(folder, self.account)

    def _leave_word(self) -> None:
        """Say in either folder where the other is."""
        text = _("The account {account} cannot reach this folder, so the embedded servers keep their files in {home}.")
        away = text.format(account=self.account.name, home=self.home)
        (self.data / "servers-are-elsewhere.txt").write_text(f"{away}\n", encoding="utf-8")
        (self.home / "data-folder.txt").write_text(f"{self.data}\n", encoding="utf-8")


def find() -> Places:
    """Work out the places of this installation from the environment."""
    data = Path(os.environ.get("SOTONG_DATA") or ROOT / "var").resolve()
    name = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    if not privileges.is_root():
        account = privileges.current_account()
        return Places(data, data, _sockets(data, name, account), account)
    home, account = _reachable(data, ELSEWHERE / name)
    return Places(data, home, _sockets(home, name, account), account)


def _reachable(data: Path, elsewhere: Path) -> tuple[Path, Account]:
    """Choose where root's servers live: where a database already is, else with the data where that can be reached."""
    for home in (elsewhere, data):
        if (home / "postgres").exists():
            owner = privileges.owner_of(home / "postgres")
            return home, owner if owner.uid else privileges.unprivileged_account()
    account = privileges.unprivileged_account()
    return (data if account.can_enter(data) else elsewhere), account


def _sockets(home: Path, name: str, account: Account) -> Path:
    """Choose a folder whose socket paths are short enough for the kernel and plain enough for PostgreSQL."""
    run = home / "run"
    if _fits(run):
        return run
    temporary = Path(tempfile.gettempdir()) / f"sotong-{account.uid}-{name}"
    if _fits(temporary) and account.can_enter(temporary.parent):
        return temporary
    return Path("/tmp") / temporary.name  # noqa: S108  # private and owner-checked in make_private


def _fits(folder: Path) -> bool:
    longest = folder / f".s.PGSQL.{PORT}"
    return len(os.fsencode(longest)) <= SOCKET_PATH_LIMIT and not LIST_SEPARATORS.intersection(str(folder))


def make_folder(folder: Path) -> None:
    """Make ``folder`` and what is missing above it: as root passable for the servers' account, else private."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711 if privileges.is_root() else 0o700)
    except OSError as error:
        raise folder_failed(folder, error) from error


def make_private(folder: Path, owner: Account) -> None:
    """Make ``folder`` for ``owner`` alone. Raises EmbeddedError where somebody else's stands in its place."""
    try:
        folder.mkdir(mode=0o700)
        if privileges.is_root():
            os.chown(folder, owner.uid, owner.gid)
    except FileExistsError:
        _check_private(folder, owner)
    except OSError as error:
        raise folder_failed(folder, error) from error


def _check_private(folder: Path, owner: Account) -> None:
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != owner.uid:
        raise EmbeddedError(
            _("{folder} is not a folder of {account}. Remove it, or start as its owner.").format(
                folder=folder, account=owner.name
            )
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)
