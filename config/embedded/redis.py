"""The embedded Redis: a broker that may be lost at any moment, so it keeps nothing on disk."""

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from config.embedded import processes
from config.embedded.failure import server_failed
from config.embedded.places import Places
from config.embedded.programs import redis_program

NAME = "Redis"
ANSWER_SECONDS = 3.0
START_SECONDS = 15.0
STOP_SECONDS = 5.0


def url(places: Places) -> str:
    """Return the URL for the Redis client."""
    return f"unix://{quote(str(places.redis_socket))}"


def broker_url(places: Places) -> str:
    """Return the URL for Celery, which has its own word for a UNIX socket."""
    return f"redis+socket://{quote(str(places.redis_socket))}"


def answers(places: Places) -> bool:
    """Tell whether the server answers a PING."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_SECONDS)
        try:
            line.connect(str(places.redis_socket))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False


def pid(places: Places) -> int | None:
    """Return the id of the running server."""
    return processes.read_pid(places.redis / "redis.pid", places.redis)


def start(places: Places) -> None:
    """Start the server and wait until it answers. One that hangs is ended first: it holds nothing to lose."""
    processes.end(processes.living_in(places.redis), places.redis, (signal.SIGKILL, STOP_SECONDS))
    server = processes.launch(_command(places), folder=places.redis, log=_log(places), account=places.account)
    processes.wait_for(lambda: answers(places) or not processes.is_living_in(server, places.redis), START_SECONDS)
    if not answers(places):
        raise server_failed(NAME, _log(places))


def stop(places: Places) -> None:
    """End the server."""
    server = pid(places)
    if server is not None:
        processes.end([server], places.redis, (signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS))


def _log(places: Places) -> Path:
    return places.logs / "redis.log"


def _command(places: Places) -> list[str]:
    return [
        *(str(redis_program(places)), "--port", "0", "--unixsocket", str(places.redis_socket)),
        *("--unixsocketperm", "700", "--dir", str(places.redis), "--pidfile", str(places.redis / "redis.pid")),
        *("--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning"),
        *("--maxmemory-policy", "noeviction"),
    ]
