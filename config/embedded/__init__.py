"""PostgreSQL and Redis from wheels, for a machine that has neither: started when needed, by whoever needs them.

They listen on UNIX sockets in a private folder, never on a port, and never run as root. Their URLs follow from
``SOTONG_DATA`` alone. Nothing here imports Django.
"""

from typing import Any

from config.embedded import places as _places
from config.embedded import postgres as _postgres
from config.embedded import redis as _redis
from config.embedded.failure import EmbeddedError
from config.embedded.starting import alone

__all__ = ["EmbeddedError", "celery_broker_url", "database_url", "ensure", "redis_url", "status", "stop"]


def ensure(*, postgres: bool = True, redis: bool = True) -> None:
    """Start what is wanted and not running, and return when it answers; quick when nothing is to be done.

    Raises EmbeddedError with what failed and the last lines of the log.
    """
    places = _places.find()
    wanted = [server for server, is_wanted in ((_postgres, postgres), (_redis, redis)) if is_wanted]
    if all(server.answers(places) for server in wanted):
        return
    _places.make_folder(places.data)
    with alone(places):
        places.make()  # within the lock: a second start must not see a folder before it has its owner
        for server in wanted:
            if not server.answers(places):
                server.start(places)


def stop() -> None:
    """End both servers. Raises EmbeddedError when one does not end."""
    places = _places.find()
    if not places.data.is_dir():
        return  # nothing was ever started here
    with alone(places):
        _redis.stop(places)
        _postgres.stop(places)


def status() -> dict[str, Any]:
    """Tell where the servers live, as whom they run, and which of them answer."""
    places = _places.find()
    return {
        "data": str(places.data),
        "home": str(places.home),
        "sockets": str(places.sockets),
        "account": places.account.name,
        "postgres": {"running": _postgres.answers(places), "pid": _postgres.pid(places)},
        "redis": {"running": _redis.answers(places), "pid": _redis.pid(places)},
    }


def database_url() -> str:
    """Return the URL of the embedded PostgreSQL, running or not."""
    return _postgres.url(_places.find())


def redis_url() -> str:
    """Return the URL of the embedded Redis, running or not."""
    return _redis.url(_places.find())


def celery_broker_url() -> str:
    """Return the URL of the embedded Redis as Celery wants it."""
    return _redis.broker_url(_places.find())
