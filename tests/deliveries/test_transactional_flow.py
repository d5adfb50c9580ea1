"""Codes and receipts through real processes: they arrive, a killed worker repeats none, a lost Redis only delays."""

from datetime import timedelta

import pytest

from deliveries.models import TransactionalMessage
from residents import codes
from residents.models import Channel, Purpose
from residents.outgoing import tell
from tests.own_redis import own_redis
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def states() -> dict[str, str]:
    """The state of each message, by its kind and channel; a second one of the same stands for both."""
    rows = TransactionalMessage.objects.order_by("id").values_list("kind", "channel", "state")
    return {f"{kind} {channel}": state for kind, channel, state in rows}


def ask(address: str) -> None:
    channel = Channel.EMAIL if "@" in address else Channel.SMS
    codes.send(channel, address, purpose=Purpose.ENROL, holder="phone", client="192.0.2.1")


def test_codes_go_out_at_once_a_killed_worker_repeats_none_and_redis_is_not_needed_to_ask(stage: Stage) -> None:
    with own_redis() as redis:
        stage.environment["REDIS_URL"] = redis.url
        stage.start_simulators()
        stage.start_workers()
        ask("01000001001")
        ask("p1@example.com")
        wait_until(lambda: states() == {"code sms": "accepted", "code email": "accepted"}, "both codes went out")
        took = [row.accepted_at - row.created_at for row in TransactionalMessage.objects.all()]
        assert max(took) < timedelta(seconds=15)  # the first of a worker that is just starting
        assert [sms["to"] for sms in stage.sms()] == ["01000001001"]
        assert [mail["to"] for mail in stage.mails()] == [["p1@example.com"]]

        TransactionalMessage.objects.all().delete()
        stage.empty()
        stage.gateway_fault(mode="slow", seconds=2.5, times=1)
        stage.mail_fault(stage="slow", seconds=1.5, times=1)
        ask("01000001002")
        tell("code", Channel.EMAIL, "p2@example.com", values={"code": "123456", "minutes": 5})
        wait_until(lambda: set(states().values()) == {"sending"} and len(states()) == 2, "both are in hand")
        stage.kill()
        stage.start_worker()
        wait_until(lambda: states() == {"code sms": "unknown", "code email": "unknown"}, "both are in doubt")

        TransactionalMessage.objects.all().delete()
        stage.empty()
        redis.kill()
        ask("01000001003")
        redis.start()
        wait_until(lambda: states() == {"code sms": "accepted"}, "it went out when Redis was back")
        assert [sms["to"] for sms in stage.sms()] == ["01000001003"]
        stage.processes.stop()
