"""The embedded PostgreSQL: laid out once, started when needed, reached over a UNIX socket only."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from config.embedded import processes
from config.embedded.failure import EmbeddedError, demand_room, server_failed
from config.embedded.places import PORT, Places, make_private
from config.embedded.programs import postgres_program, postgres_programs
from config.words import say as _

NAME = "PostgreSQL"
DATABASE = ROLE = "sotong"
OWNER = "postgres"  # the cluster's superuser; the application's role may only create databases
START_SECONDS = 300.0  # recovery after a crash replays the write-ahead log first
STOP_SECONDS = 30.0
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # postgres(1): end sessions and write out; end at once

# For two cores and a few GB. A failing statement and its values stay out of the log: they hold residents' data.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "cluster_name": "sotong",
}


def url(places: Places) -> str:
    """Return the URL that libpq and Django's settings both read."""
    return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(places.sockets))}&port={PORT}"


def answers(places: Places) -> bool:
    """Tell whether the server takes connections."""
    if not places.postgres_socket.exists():
        return False
    program = postgres_program("pg_isready")
    command = [str(program), "-q", "-h", str(places.sockets), "-p", str(PORT), "-d", DATABASE, "-U", ROLE, "-t", "3"]
    return subprocess.run(command, env=processes.plain_environment(), check=False).returncode == 0


def pid(places: Places) -> int | None:
    """Return the id of the running postmaster."""
    return processes.read_pid(places.cluster / "postmaster.pid", places.cluster)


def start(places: Places) -> None:
    """Start the server and wait until it takes connections. Raises EmbeddedError with the reason."""
    programs = postgres_programs(places)
    if not (places.cluster / "PG_VERSION").exists():
        _lay_out(places, programs)
    if _was_starting(places):
        return
    _clear_away(places)
    server = processes.launch(
        _command(places, programs), folder=places.cluster, log=_log(places), account=places.account
    )
    processes.wait_for(lambda: answers(places) or not processes.is_living_in(server, places.cluster), START_SECONDS)
    if not answers(places):
        raise server_failed(NAME, _log(places))


def stop(places: Places) -> None:
    """End the server, sessions first; written data is kept."""
    server = pid(places)
    if server is None:
        return
    if not processes.end([server], places.cluster, (FAST, STOP_SECONDS), (IMMEDIATE, STOP_SECONDS)):
        raise EmbeddedError(_("{name} does not end (process {pid}).").format(name=NAME, pid=server))


def _log(places: Places) -> Path:
    return places.logs / "postgres.log"


def _command(places: Places, programs: Path) -> list[str]:
    settings = {**SETTINGS, "unix_socket_directories": str(places.sockets)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(places.cluster), *options]


def _was_starting(places: Places) -> bool:
    """Wait for a server that somebody else started; one that lost its socket file is ended, to be started anew."""
    server = pid(places)
    if server is None:
        return False
    processes.wait_for(
        lambda: answers(places) or not processes.is_living_in(server, places.cluster) or _lost_socket(places),
        START_SECONDS,
    )
    if answers(places):
        return True
    stop(places)
    return False


def _lost_socket(places: Places) -> bool:
    lines = (places.cluster / "postmaster.pid").read_text().split("\n") if pid(places) else []
    return len(lines) > 7 and lines[7].strip() == "ready" and not places.postgres_socket.exists()


def _clear_away(places: Places) -> None:
    """End what a killed server left behind: backends that still run, and lock files that name a reused process id."""
    orphans = processes.living_in(places.cluster)
    processes.end(orphans, places.cluster, (IMMEDIATE, 5.0), (signal.SIGKILL, 5.0))
    if not processes.PROC.is_dir():
        return
    for file in (
        places.cluster / "postmaster.pid",
        places.postgres_socket.with_name(f"{places.postgres_socket.name}.lock"),
    ):
        _drop_reused(file)


def _drop_reused(file: Path) -> None:
    """Remove a lock file whose process id now belongs to another program: PostgreSQL would take it for a server.

    One that names a dead process is left to PostgreSQL, which makes sure that no memory is still shared.
    """
    try:
        named = int(file.read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return
    except ValueError:
        file.unlink()  # cut off while it was written
        return
    if (processes.PROC / str(named)).exists():
        file.unlink()


def _lay_out(places: Places, programs: Path) -> None:
    """Make the cluster under another name and rename it when whole, so that a killed start leaves no half of one."""
    demand_room(places.home)
    draft = places.home / "postgres.new"
    processes.end(processes.living_in(draft), draft, (signal.SIGKILL, 5.0))
    shutil.rmtree(draft, ignore_errors=True)
    make_private(draft, places.account)
    _run(places, draft, _initdb(programs, draft))
    _run(places, draft, _single(programs, draft), f"CREATE ROLE {ROLE} LOGIN CREATEDB;\n")
    _run(places, draft, _single(programs, draft), f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n")
    draft.rename(places.cluster)


def _initdb(programs: Path, cluster: Path) -> list[str]:
    """Compose the call of initdb: UTF-8 with PostgreSQL's own collation, which is the same on every machine.

    Whoever reaches the private socket folder is trusted; nobody comes in over the network.
    """
    return [
        *(str(programs / "initdb"), "-D", str(cluster), "-U", OWNER, "--encoding=UTF8", "--locale=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions"),
    ]


def _single(programs: Path, cluster: Path) -> list[str]:
    return [str(programs / "postgres"), "--single", "-j", "-D", str(cluster), "-c", "log_min_messages=error", OWNER]


def _run(places: Places, folder: Path, command: list[str], statement: str = "") -> None:
    """Run one step of the lay-out in ``folder``, its words going to the log."""
    with processes.open_log(_log(places)) as log:
        done = subprocess.run(
            command,
            input=statement.encode(),
            stdout=log,
            stderr=log,
            cwd=folder,
            env=processes.plain_environment(),
            check=False,
            start_new_session=True,
            **places.account.options(),
        )
    if done.returncode:
        raise server_failed(NAME, _log(places))
