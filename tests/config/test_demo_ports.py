"""The demo's ports: no two demos get the same one, and none ends in a traceback."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from config.demo import ports
from config.demo.failure import DemoFailed

FROM = 47_100  # nobody's usual port
ANOTHER = f"from config.demo.ports import free_port; print(free_port({FROM}), flush=True); input()"


@pytest.fixture(autouse=True)
def given_back() -> Iterator[None]:
    yield
    while ports._claims:
        ports._claims.popitem()[1].close()


def another_demo() -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", ANOTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_port_that_another_demo_was_given_is_not_taken_before_it_is_used_and_comes_back_when_that_ends() -> None:
    with another_demo() as other:
        assert other.stdout is not None
        theirs = int(other.stdout.readline())
        assert ports.free_port(theirs) > theirs
        other.communicate("\n")
    assert ports.free_port(theirs) == theirs


def test_the_same_demo_gives_no_port_out_twice_and_takes_none_that_is_listened_on() -> None:
    with socket.create_server((ports.HOST, 0)) as server:
        taken = server.getsockname()[1]
        first = ports.free_port(taken)
        assert taken < first < ports.free_port(taken)


def test_no_port_at_all_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "REACH", 0)
    with pytest.raises(DemoFailed, match="8000"):
        ports.free_port(8000)
