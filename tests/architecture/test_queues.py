"""Every task has a queue, every queue a worker, every timer a task."""

import pytest
from django.conf import settings

from config.celery import app
from config.queues import BEAT_SCHEDULE, PRIORITY_STEPS, QUEUES, ROUTES, UrgentFirst
from deliveries.enqueueing import PRIORITY_OF, QUEUE_OF, URGENT_QUEUE
from deliveries.states import DeliveryChannel, Lane
from tests.architecture.sources import ROOMS

DECLARED = {queue.name for queue in QUEUES}


@pytest.fixture(scope="module")
def our_tasks() -> set[str]:
    app.loader.import_default_modules()
    app.finalize()
    return {name for name, task in app.tasks.items() if task.__module__.split(".")[0] in ROOMS}


def test_there_are_tasks_to_look_at(our_tasks) -> None:
    assert "deliveries.send_chunk" in our_tasks


def test_every_task_has_a_route_and_every_route_a_task(our_tasks) -> None:
    assert our_tasks == set(ROUTES)


def test_every_task_goes_to_a_declared_queue(our_tasks) -> None:
    assert {app.amqp.router.route({}, name)["queue"].name for name in our_tasks} <= DECLARED


def test_every_channel_has_its_queue() -> None:
    assert set(QUEUE_OF) == set(DeliveryChannel)
    assert {URGENT_QUEUE, *QUEUE_OF.values()} <= DECLARED


def test_every_queue_gets_something() -> None:
    assert {route["queue"] for route in ROUTES.values()} | {URGENT_QUEUE, *QUEUE_OF.values()} == DECLARED


def test_every_lane_has_a_list_of_its_own_and_the_urgent_one_comes_first() -> None:
    assert set(PRIORITY_OF) == set(Lane)
    assert sorted(PRIORITY_OF.values()) == PRIORITY_STEPS == settings.CELERY_BROKER_TRANSPORT_OPTIONS["priority_steps"]
    assert min(PRIORITY_OF, key=lambda lane: PRIORITY_OF[lane]) == Lane.URGENT


def test_whatever_a_worker_serves_it_looks_at_what_is_urgent_first_and_the_channels_take_turns() -> None:
    order = UrgentFirst()
    order.update(["sms", "email", "reports", "housekeeping", "urgent"])
    assert order.consume(5) == ["urgent", "housekeeping", "reports", "sms", "email"]
    order.rotate("sms")
    assert order.consume(5) == ["urgent", "housekeeping", "reports", "email", "sms"]
    order.rotate("urgent")
    assert order.consume(5)[0] == "urgent"


def test_kombu_takes_that_order_for_a_worker() -> None:
    with app.connection_for_read() as connection:
        assert isinstance(connection.default_channel._queue_cycle, UrgentFirst)


def test_a_worker_without_a_choice_of_queues_serves_all_of_them() -> None:
    assert set(app.amqp.queues.consume_from) == DECLARED


def test_no_queue_comes_into_being_by_a_slip_of_the_pen() -> None:
    assert not settings.CELERY_TASK_CREATE_MISSING_QUEUES
    assert settings.CELERY_TASK_DEFAULT_QUEUE in DECLARED


def test_every_timer_names_a_task(our_tasks) -> None:
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= our_tasks


def test_a_tick_that_nobody_took_in_time_expires() -> None:
    assert [name for name, entry in BEAT_SCHEDULE.items() if not entry["options"].get("expires")] == []
