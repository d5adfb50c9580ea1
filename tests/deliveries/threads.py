"""Several workers at once: the same call in threads, each with its own connection to PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(number: int, call: Callable[[], T]) -> list[T]:
    """Run ``call`` in ``number`` threads that begin together; return what each returned."""
    begin = Barrier(number)

    def run(_: int) -> T:
        try:
            begin.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))
