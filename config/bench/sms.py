"""SMS: hundreds of messages a request against one, all into one gateway simulator."""

import contextlib
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from config.bench import contest, engine, place
from config.bench.contest import Run
from config.bench.options import Options
from notices.models import Batch

_SENDER = "0200005000"
# One request for each message, with the same bulk recording, or with one row recorded at a time.
SINGLE = {"SMS_MESSAGES_PER_REQUEST": "1"}
ROW_BY_ROW = {"SMS_MESSAGES_PER_REQUEST": "1", "DELIVERY_SMS_WINDOW": "1"}


def measure(batch: Batch, options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Run the three ways in turn and return the ratios of their medians."""
    contestants: dict[str, Callable[[], Run]] = {
        "bulk": lambda: _sotong(batch, options, options.messages, {}),
        "single": lambda: _sotong(batch, options, options.peer_messages, SINGLE),
        "row_by_row": lambda: _sotong(batch, options, options.peer_messages, ROW_BY_ROW),
    }
    runs = contest.interleaved(contestants, options.repeats, say=say)
    rates = {name: contest.rate(found) for name, found in runs.items()}
    return {
        "vs_single": round(rates["bulk"] / rates["single"], 2),
        "vs_row_by_row": round(rates["bulk"] / rates["row_by_row"], 2),
        **contest.raw(runs),
    }


def _sotong(batch: Batch, options: Options, messages: int, environment: dict[str, str]) -> Run:
    with _gateway() as url, engine.workers(options.log, environment={"SMS_URL": url, **environment}) as roots:
        engine.send(engine.planned(batch, channel="sms", messages=min(messages, 1_000), statutory=True), roots)
        return engine.send(engine.planned(batch, channel="sms", messages=messages, statutory=True), roots)


@contextlib.contextmanager
def _gateway() -> Iterator[str]:
    """Run an empty gateway simulator, which is strict and keeps everything; yield the URL of our account."""
    port, secret = place.free_port(), secrets.token_hex(16)
    command = ["config.simulators.sms_gateway", "--port", str(port), "--key", "bench", "--secret", secret]
    options = ["--senders", _SENDER, "--report-delay", "86400"]
    process = subprocess.Popen([sys.executable, "-m", *command, *options], stdout=subprocess.DEVNULL)
    try:
        place.wait_for_port(port, process)
        urllib.request.urlopen(f"http://{place.HOST}:{port}/health", timeout=10).close()
        yield f"solapi://bench:{secret}@{place.HOST}:{port}?from={_SENDER}&scheme=http"
    finally:
        process.terminate()
        process.wait()
