"""The embedded PostgreSQL and Redis, started for real in folders of their own."""

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from config import embedded
from config.embedded import places, processes
from config.embedded import postgres as embedded_postgres
from config.embedded.privileges import Account

ROOT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another account")
with_proc = pytest.mark.skipif(not processes.PROC.is_dir(), reason="needs /proc")

Choose = Callable[[Path], Path]


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that every account may pass through, as most homes of services are."""
    folder = Path(tempfile.mkdtemp(prefix="sotong-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Choose]:
    """Make a folder the installation's data folder; its servers end with the test."""
    chosen: list[Path] = []

    def _choose(data: Path) -> Path:
        monkeypatch.setenv("SOTONG_DATA", str(data))
        chosen.append(data)
        return data

    yield _choose
    for data in chosen:
        monkeypatch.setenv("SOTONG_DATA", str(data))
        embedded.stop()
        _forget(places.find())


@pytest.fixture
def data(ground: Path, choose: Choose) -> Path:
    """The data folder of a new installation."""
    return choose(ground / "data")


@pytest.fixture(scope="module")
def _shared() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sotong-", dir="/tmp"))
    folder.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOTONG_DATA", str(folder))
        embedded.ensure()
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOTONG_DATA", str(folder))
        embedded.stop()
    shutil.rmtree(folder)


@pytest.fixture
def running(_shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation whose servers run; for tests that leave them as they are."""
    monkeypatch.setenv("SOTONG_DATA", str(_shared))
    return _shared


def _forget(found: places.Places) -> None:
    for folder in (found.home, found.sockets):
        if folder != found.data:
            shutil.rmtree(folder, ignore_errors=True)


def _ask(statement: str) -> Any:
    connection = psycopg2.connect(embedded.database_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def _ping() -> bool:
    with redis.Redis.from_url(embedded.redis_url()) as client:
        return bool(client.ping())


def _start_by_command(data: Path, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "config.embedded", "start"],
        cwd=ROOT,
        env={**os.environ, "SOTONG_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def test_both_servers_answer_after_ensure_and_are_gone_after_stop(data: Path) -> None:
    embedded.ensure()

    assert _ask("SELECT current_user || ' ' || current_database()") == "sotong sotong"
    assert _ping()
    found = embedded.status()
    assert found["postgres"]["running"] and found["redis"]["running"]

    embedded.stop()

    found = embedded.status()
    assert found["postgres"] == found["redis"] == {"running": False, "pid": None}


def test_a_second_ensure_starts_nothing_and_is_quick(running: Path) -> None:
    before = embedded.status()

    begin = time.perf_counter()
    embedded.ensure()
    took = time.perf_counter() - begin

    assert embedded.status() == before
    assert took < 0.5  # 5 ms where nothing else runs


def test_only_what_is_wanted_is_started(data: Path) -> None:
    embedded.ensure(postgres=False)

    found = embedded.status()
    assert found["redis"]["running"] and not found["postgres"]["running"]


def test_the_urls_are_known_before_anything_runs_and_leave_no_trace(data: Path) -> None:
    urls = embedded.database_url(), embedded.redis_url(), embedded.celery_broker_url()

    assert not data.exists()
    embedded.ensure()
    assert (embedded.database_url(), embedded.redis_url(), embedded.celery_broker_url()) == urls


def test_nothing_listens_on_a_port(running: Path) -> None:
    assert _ask("SHOW listen_addresses") == ""
    with redis.Redis.from_url(embedded.redis_url()) as client:
        assert client.config_get("port") == {"port": "0"}


def test_the_database_speaks_utf8_and_its_order_is_the_same_on_every_machine(running: Path) -> None:
    assert _ask("SHOW server_encoding") == "UTF8"
    assert _ask("SELECT upper('é') || datlocale FROM pg_database WHERE datname = 'sotong'") == "ÉC.UTF-8"


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(running: Path) -> None:
    assert _ask("SHOW fsync") == "on"
    assert _ask("SHOW synchronous_commit") == "on"


def test_the_role_of_the_application_is_no_superuser_but_may_create_test_databases(running: Path) -> None:
    assert _ask("SELECT rolsuper::text || rolcreatedb::text FROM pg_roles WHERE rolname = current_user") == "falsetrue"


def test_a_failing_statement_leaves_its_values_out_of_the_log(running: Path) -> None:
    _ask("CREATE TABLE resident (email text PRIMARY KEY)")
    _ask("INSERT INTO resident VALUES ('kim@sotong.example')")

    with pytest.raises(psycopg2.errors.UniqueViolation):
        _ask("INSERT INTO resident VALUES ('kim@sotong.example')")

    log = (running / "logs" / "postgres.log").read_text()
    assert "resident_pkey" in log
    assert "kim@sotong.example" not in log


@pytest.mark.fault
@with_proc
def test_after_kill_9_of_both_servers_ensure_brings_the_data_back(data: Path) -> None:
    embedded.ensure()
    _ask("CREATE TABLE kept AS SELECT 7 AS number")
    found = embedded.status()
    for server in ("postgres", "redis"):
        os.kill(found[server]["pid"], signal.SIGKILL)

    embedded.ensure()

    assert _ask("SELECT number FROM kept") == 7
    assert _ping()


@pytest.mark.fault
@with_proc
def test_a_lock_file_that_names_a_living_stranger_does_not_block_the_start(data: Path) -> None:
    embedded.ensure()
    found = places.find()
    os.kill(embedded.status()["postgres"]["pid"], signal.SIGKILL)
    assert processes.wait_for(lambda: not processes.living_in(found.cluster), 10)
    stranger = subprocess.Popen(["sleep", "60"], **found.account.options())
    try:
        for file in (found.cluster / "postmaster.pid", Path(f"{found.postgres_socket}.lock")):
            lines = file.read_text().split("\n")
            file.write_text("\n".join([str(stranger.pid), *lines[1:]]))

        embedded.ensure()
    finally:
        stranger.kill()
        stranger.wait()

    assert _ask("SELECT 1") == 1


@pytest.mark.fault
def test_a_server_that_lost_its_socket_file_is_started_anew(data: Path) -> None:
    embedded.ensure()
    places.find().postgres_socket.unlink()
    places.find().redis_socket.unlink()

    embedded.ensure()

    assert _ask("SELECT 1") == 1
    assert _ping()


@pytest.mark.fault
@with_proc
def test_a_redis_that_hangs_is_replaced(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.redis.ANSWER_SECONDS", 0.2)
    embedded.ensure(postgres=False)
    os.kill(embedded.status()["redis"]["pid"], signal.SIGSTOP)

    embedded.ensure(postgres=False)

    assert _ping()


def test_two_starts_at_once_end_in_one_pair_of_servers(data: Path) -> None:
    both = [_start_by_command(data), _start_by_command(data)]
    said = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert said[0] == said[1]
    assert _ask("SELECT 1") == 1


@pytest.mark.fault
def test_a_lay_out_that_was_killed_half_way_is_done_again(data: Path) -> None:
    start = _start_by_command(data, start_new_session=True)
    draft = data / "postgres.new"
    assert processes.wait_for(lambda: (draft / "PG_VERSION").exists(), 30)
    start.kill()
    start.communicate()
    assert draft.exists() and not (data / "postgres").exists()

    embedded.ensure()

    assert _ask("SELECT 1") == 1
    assert not draft.exists()


def test_the_servers_outlive_the_process_that_started_them(data: Path) -> None:
    start = _start_by_command(data, start_new_session=True)
    start.communicate(timeout=60)

    assert start.returncode == 0
    assert _ask("SELECT 1") == 1
    assert _ping()


@pytest.mark.parametrize("name", ["d" * 120, "a, b", "폴더 100%+"], ids=["too long", "comma", "Korean"])
def test_any_name_of_a_data_folder_will_do(ground: Path, choose: Choose, name: str) -> None:
    data = choose(ground / name)

    embedded.ensure()

    found = places.find()
    assert len(os.fsencode(found.postgres_socket)) <= places.SOCKET_PATH_LIMIT
    assert stat.S_IMODE(found.sockets.stat().st_mode) == 0o700
    assert found.home == data
    assert _ask("SELECT 1") == 1
    assert _ping()


def test_somebody_elses_folder_in_place_of_the_sockets_is_refused(ground: Path, choose: Choose) -> None:
    choose(ground / ("d" * 120))
    sockets = places.find().sockets
    sockets.symlink_to(ground)
    try:
        with pytest.raises(embedded.EmbeddedError, match=str(sockets)):
            embedded.ensure()
    finally:
        sockets.unlink()


def test_a_failed_start_says_what_failed_and_what_the_log_says(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedded_postgres.SETTINGS, "shared_buffers", "much")

    with pytest.raises(embedded.EmbeddedError) as failure:
        embedded.ensure(redis=False)

    assert "PostgreSQL" in str(failure.value)
    assert 'invalid value for parameter "shared_buffers"' in str(failure.value)


def test_a_full_disk_is_said_plainly(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.embedded.failure.ROOM_NEEDED", 2**60)

    with pytest.raises(embedded.EmbeddedError, match="MB"):
        embedded.ensure(redis=False)

    assert not (data / "postgres").exists()


def test_a_data_folder_that_cannot_be_made_is_named(ground: Path, choose: Choose) -> None:
    (ground / "file").write_text("in the way")
    choose(ground / "file" / "data")

    with pytest.raises(embedded.EmbeddedError, match=str(ground / "file")):
        embedded.ensure()


def test_the_command_tells_how_things_stand(data: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "config.embedded", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run("status").returncode == 3
    started = run("start", "--json")
    assert started.returncode == 0
    assert json.loads(started.stdout)["postgres"]["running"] is True
    assert run("status").returncode == 0
    assert json.loads(run("stop", "--json").stdout)["redis"]["running"] is False


@as_root
def test_root_runs_no_server_as_root_and_lets_nobody_else_reach_them(running: Path) -> None:
    found = embedded.status()
    for server in ("postgres", "redis"):
        assert (processes.PROC / str(found[server]["pid"])).stat().st_uid == places.find().account.uid != 0
    for folder in (running / "run", running / "postgres", running / "redis"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@as_root
def test_where_the_account_cannot_reach_the_data_folder_the_servers_live_elsewhere(
    ground: Path, choose: Choose
) -> None:
    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    data = choose(closed / "checkout" / "var")
    before = {path: path.stat().st_mode for path in (Path("/"), Path("/var"), Path("/var/lib"), ground, closed)}

    embedded.ensure()

    assert _ask("SELECT 1") == 1
    assert _ping()
    home = places.find().home
    assert home.parent == places.ELSEWHERE
    assert str(home) in (data / "servers-are-elsewhere.txt").read_text()
    assert (home / "data-folder.txt").read_text() == f"{data}\n"
    assert {path: path.stat().st_mode for path in before} == before


@as_root
def test_programs_the_account_cannot_reach_are_copied_beside_the_data(
    ground: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.embedded import programs

    closed = ground / "closed"
    closed.mkdir(mode=0o700)
    originals = {name: programs._wheel(name) for name in (programs.POSTGRES_WHEEL, programs.REDIS_WHEEL)}
    for wheel in originals.values():
        assert wheel is not None
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if part.exists():
                shutil.copytree(part, closed / part.name, symlinks=True)
    monkeypatch.setattr(programs, "_wheel", lambda name: closed / name)
    data = choose(ground / "data")

    embedded.ensure()

    assert _ask("SELECT 1") == 1
    assert _ping()
    server = (processes.PROC / str(embedded.status()["postgres"]["pid"]) / "exe").readlink()
    assert server.is_relative_to(data / "programs")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@as_root
def test_servers_that_an_ordinary_user_made_are_run_as_that_user_by_root(data: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = _python_for(nobody)
    if not Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid).can_enter(ROOT):
        pytest.skip("The checkout lies where an ordinary user cannot reach it.")
    data.mkdir()
    os.chown(data, nobody.pw_uid, nobody.pw_gid)

    def run(action: str) -> subprocess.CompletedProcess[str]:
        site = next(path for path in sys.path if path.endswith("site-packages"))
        return subprocess.run(
            [python, "-m", "config.embedded", action],
            cwd=ROOT,
            env={"PYTHONPATH": f"{ROOT}:{site}", "SOTONG_DATA": str(data), "PATH": "/usr/bin:/bin"},
            user=nobody.pw_uid,
            group=nobody.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )

    started = run("start")
    assert started.returncode == 0, started.stderr
    assert stat.S_IMODE((data / "run").stat().st_mode) == 0o700
    assert _ask("SELECT current_user") == "sotong"
    assert run("stop").returncode == 0

    embedded.ensure()

    assert embedded.status()["account"] == "nobody"
    assert _ask("SELECT 1") == 1


def _python_for(account: pwd.struct_passwd) -> str:
    """Find a Python that another account can run; root's own may lie in a closed home."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run(
                [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"],
                cwd=ROOT,
                user=account.pw_uid,
                group=account.pw_gid,
                extra_groups=[],
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("no Python that an ordinary account could run")
