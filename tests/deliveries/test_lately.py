"""Answers that cost a scan, remembered for the moment."""

import threading
from collections.abc import Iterator

import pytest

from deliveries import lately
from deliveries.lately import Lately


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(lately, "time", clock)
    return clock


class Asked:
    """Counts how often it is asked; each time takes ``seconds``."""

    def __init__(self, clock: Clock, seconds: float = 0.0) -> None:
        self.clock, self.seconds, self.times = clock, seconds, 0

    def __call__(self) -> int:
        self.times += 1
        self.clock.now += self.seconds
        return self.times


def test_an_answer_stands_for_two_seconds(clock):
    kept, ask = Lately[int](), Asked(clock)
    assert [kept.get("a", ask), kept.get("a", ask)] == [1, 1]
    clock.now += 1.9
    assert kept.get("a", ask) == 1
    clock.now += 0.2
    assert kept.get("a", ask) == 2


def test_what_takes_half_a_second_is_asked_every_ten(clock):
    kept, ask = Lately[int](), Asked(clock, seconds=0.5)
    kept.get("a", ask)
    clock.now += 9.9
    assert kept.get("a", ask) == 1
    clock.now += 0.2
    assert kept.get("a", ask) == 2


def test_a_fresh_answer_is_asked_for_and_stands_for_the_others(clock):
    kept, ask = Lately[int](), Asked(clock)
    kept.get("a", ask)
    assert kept.get("a", ask, fresh=True) == 2
    assert kept.get("a", ask) == 2


def test_questions_do_not_answer_for_one_another(clock):
    kept, ask = Lately[int](), Asked(clock)
    assert [kept.get("a", ask), kept.get("b", ask), kept.get("a", ask)] == [1, 2, 1]


def test_an_error_is_not_an_answer(clock):
    kept = Lately[int]()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_only_so_many_answers_are_kept(clock):
    kept, ask = Lately[int](), Asked(clock)
    for number in range(lately.KEPT + 50):
        kept.get(number, ask)
    assert len(kept._kept) == lately.KEPT


def test_while_one_asks_the_others_get_the_last_answer():
    kept = Lately[str]()
    kept.get("a", lambda: "old")
    kept._kept["a"].until = 0.0
    asking, done = threading.Event(), threading.Event()

    def slow() -> str:
        asking.set()
        assert done.wait(10)
        return "new"

    thread = threading.Thread(target=kept.get, args=("a", slow))
    thread.start()
    assert asking.wait(10)
    assert kept.get("a", lambda: "asked twice") == "old"
    done.set()
    thread.join()
    assert kept.get("a", lambda: "asked twice") == "new"


def test_where_there_is_no_answer_yet_the_others_wait_for_the_first():
    kept, asking, done = Lately[str](), threading.Event(), threading.Event()
    answers: list[str] = []

    def slow() -> str:
        asking.set()
        assert done.wait(10)
        return "first"

    threads = [threading.Thread(target=lambda: answers.append(kept.get("a", slow))) for _ in range(4)]
    threads[0].start()
    assert asking.wait(10)
    for thread in threads[1:]:
        thread.start()
    done.set()
    for thread in threads:
        thread.join()
    assert answers == ["first"] * 4
