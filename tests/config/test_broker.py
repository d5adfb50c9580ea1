"""Redis is lost while a task is in hand: the channel closes all the same, so that the worker can connect again."""

import pytest
from kombu import Connection
from kombu.transport import redis

from config.broker import ForgivingQoS
from config.celery import app
from tests.own_redis import own_redis


def test_the_channels_of_a_worker_are_of_this_kind():
    assert app is not None
    assert redis.Channel.QoS is ForgivingQoS


def test_a_channel_closes_though_redis_and_its_connection_have_gone():
    with own_redis() as server:
        connection = Connection(server.url)
        queue = connection.SimpleQueue("task")
        queue.put({"id": 1})
        assert queue.get(timeout=5).payload == {"id": 1}  # and it is not acknowledged
        channel = queue.channel
        server.kill()
        channel._disconnect_pools()  # as the transport does with a connection that broke
        channel.connection.client = None

        channel.qos.restore_unacked_once()


def test_other_faults_are_not_hidden(monkeypatch):
    def refuse(self: redis.QoS) -> None:
        raise OSError("full")

    monkeypatch.setattr(redis.QoS, "restore_unacked_once", lambda self, stderr=None: refuse(self))
    with pytest.raises(OSError, match="full"):
        ForgivingQoS.restore_unacked_once(object.__new__(ForgivingQoS))
