"""The Celery application. Tasks carry ids of chunks, never content or addresses."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, task_prerun, worker_init
from django.db import close_old_connections

from config.broker import outlive_redis
from config.environment import start_missing_servers
from deliveries.signing import BadSigningKey, signer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

outlive_redis()
app = Celery("sotong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["CELERY_DB_REUSE_MAX"] = 10_000  # Celery's Django fixup would otherwise close the connection around every task
app.conf.beat_scheduler = "config.beat:ClockProofScheduler"
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _start_missing_servers(**_: Any) -> None:
    start_missing_servers()


@task_prerun.connect
def _drop_dead_connection(**_: Any) -> None:
    """Let go of a connection that PostgreSQL ended, as Django does before a request: Celery keeps it over tasks."""
    close_old_connections()


@worker_init.connect
def _refuse_a_bad_signing_key(**_: Any) -> None:
    """End a worker that could sign no email; Celery runs the system checks but does not heed them."""
    try:
        signer()
    except BadSigningKey as error:
        raise SystemExit(str(error)) from error
