"""Email: Sotong against the usual ways of sending and the limit, all into one ``smtp-sink``."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from config.bench import contest, engine, limit, place, usual
from config.bench.contest import Run
from config.bench.options import Options
from deliveries.content import compiled_content
from deliveries.mime import build_email, stationery
from deliveries.sources import source_of
from deliveries.transports.base import Message
from notices.models import Batch

# The limit is measured at its best number of connections.
CONNECTIONS = (2, 4, 8, 16)


def measure(batch: Batch, options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Run all contestants in turn and return the ratios of their medians."""
    port = place.free_port()
    os.environ["EMAIL_URL"] = f"smtp://{place.HOST}:{port}"
    with place.sink(port):
        body = _one_email(batch)
        say(f"email: {len(body)} bytes each, {options.messages:,} for Sotong, {options.peer_messages:,} for its peers")
        best = _best_connections(port, body, options.messages // 4, say)
        contestants: dict[str, Callable[[], Run]] = {
            "campaign": lambda: _sotong(batch, options, statutory=False),
            "statutory": lambda: _sotong(batch, options, statutory=True),
            "celery": lambda: usual.one_task(options.peer_messages, options.log),
            "post_office": lambda: usual.post_office(options.peer_messages, options.log),
            "notify": lambda: usual.two_tasks(options.peer_messages, options.log),
            "limit": lambda: limit.push(port, body, options.messages, best),
        }
        runs = contest.interleaved(contestants, options.repeats, say=say)
    return _result(runs, best)


def _sotong(batch: Batch, options: Options, *, statutory: bool) -> Run:
    with engine.workers(options.log) as roots:
        # Connections are made and contents compiled before the run that counts, as in a worker that is up for long.
        engine.send(engine.planned(batch, channel="email", messages=2_000, statutory=statutory), roots)
        dispatch = engine.planned(batch, channel="email", messages=options.messages, statutory=statutory)
        return engine.send(dispatch, roots)


def _one_email(batch: Batch) -> bytes:
    """Return one of the batch's emails as it goes out."""
    dispatch = engine.planned(batch, channel="email", messages=1, statutory=False)
    (delivery,) = dispatch.deliveries.all()
    values = source_of("notices").values_for(dispatch.pk, [delivery.recipient])[delivery.recipient]
    content = compiled_content(dispatch.pk, "email")
    message = Message(delivery.pk, f"{dispatch.token}.{delivery.pk}", "resident1@example.com", content, values)
    return build_email(message, on=stationery(datetime.now(UTC)), eight_bit=True)


def _best_connections(port: int, body: bytes, messages: int, say: Callable[[str], None]) -> int:
    rates = {number: limit.push(port, body, messages, number).per_second for number in CONNECTIONS}
    best = max(rates, key=lambda number: rates[number])
    say("limit: " + ", ".join(f"{number} connections {rate:,.0f}/s" for number, rate in rates.items()))
    return best


def _result(runs: dict[str, list[Run]], best: int) -> dict[str, Any]:
    rates = {name: contest.rate(found) for name, found in runs.items()}
    cpu = {name: contest.cpu(found) for name, found in runs.items()}
    mine = rates["campaign"]
    return {
        "vs_celery": round(mine / rates["celery"], 2),
        "vs_post_office": round(mine / rates["post_office"], 2),
        "vs_notify": round(mine / rates["notify"], 2),
        "vs_limit": round(mine / rates["limit"], 3),
        "cpu_vs_celery": round(cpu["campaign"] / cpu["celery"], 4),
        "statutory_vs_campaign": round(rates["statutory"] / mine, 3),
        "statutory_vs_celery": round(rates["statutory"] / rates["celery"], 2),
        "limit_connections": best,
        **contest.raw(runs),
    }
