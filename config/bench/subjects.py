"""What can be measured, by the names that ``manage.py bench`` takes."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from config.bench import audience, email, importing, pages, planning, planning_campaign, scale, sms
from config.bench.district import fill
from config.bench.options import Options

SUBJECTS: dict[str, Callable[..., dict[str, Any]]] = {
    "email": email.measure,
    "sms": sms.measure,
    "plan": planning.measure,
    "scale": scale.measure,
    "import": importing.measure,
}


def measure(arguments: Namespace, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill the district with as many people as are needed, and measure one subject after the other."""
    options = Options(
        arguments.messages,
        arguments.peer_messages,
        repeats=arguments.repeats,
        residents=arguments.residents,
        planned=arguments.planned,
        log=arguments.log,
    )
    found: dict[str, Any] = {}
    if "pages" in arguments.subjects:  # first, while its databases are empty
        found["pages"] = pages.measure(options, say=say)
    if "audience" in arguments.subjects:  # fills tables of its own, which the next district empties
        found["audience"] = audience.measure(options, say=say)
    campaign = planning_campaign.measure(options, say=say) if "plan" in arguments.subjects else {}  # the same
    sending = [name for name in arguments.subjects if name not in ("pages", "audience")]
    if not sending:
        return found
    # Each of them has two contacts, so half as many people make a plan of that size.
    people = max(arguments.messages, arguments.planned // 2 if "plan" in arguments.subjects else 0)
    if arguments.subjects == ["import"]:
        people = 1  # who is enrolled then comes from its files
    say(f"filling a district of {people:,}")
    batch = fill(people)
    found |= {name: SUBJECTS[name](batch, options, say=say) for name in sending}
    if "plan" in found:
        found["plan"] |= campaign
    return found
