"""Planning a campaign: its whole verb, after a week of other news, against the bare INSERT … SELECT of the same rows.

Whom it asks for, consent, subscription, contact and suppression are asked of the narrow table, the budget of the week
of what was planned before. The same SELECT is inserted bare as well: what is left between them is ours.
"""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from campaigns.models import AudienceVersion, Campaign, CampaignDispatch
from campaigns.sending import drafts, recipients
from campaigns.sending.planning import plan
from config.bench import audience_district
from config.bench.options import Options
from deliveries.models import Chunk, Dispatch

COLUMNS = (
    "dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel"
)
# Of three other pieces of news in the week, each person got the first, every other the second, every fifth the third.
_NEWS_BEFORE = (1, 2, 5)
_GOT_IT = f"""
INSERT INTO deliveries_delivery ({COLUMNS})
SELECT %(dispatch)s, 'sms', r.resident_id, r.resident_id, r.resident_id, 'delivered', 0, 0, '', '', ''
  FROM campaigns_reach AS r WHERE r.resident_id %% %(step)s = 0
"""


def measure(options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Plan a campaign to everybody and insert its rows bare, in turn; return the ratios of the medians."""
    audience_district.fill(options.planned, say=say)
    at = timezone.now() + timedelta(hours=1)
    for step in _NEWS_BEFORE:
        _news(at, step)
    _run("VACUUM (ANALYZE) deliveries_delivery")
    campaign = _draft()
    rows, parameters = _rows(campaign, at)
    people = _run(f"CREATE TABLE bench_rows ({COLUMNS}) AS {rows} ORDER BY channel, recipient", parameters)
    into = f"INSERT INTO deliveries_delivery ({COLUMNS})"
    planned, bare, selected = [], [], []
    for _ in range(options.repeats):
        planned.append(_timed(lambda: plan(campaign, at=at, by=None)))
        bare.append(_timed(lambda: _run(f"{into} SELECT * FROM bench_rows")))
        selected.append(_timed(lambda: _run(f"{into} {rows}", parameters)))
        times = f"the bare insert {bare[-1]:.1f} s, of its SELECT {selected[-1]:.1f} s"
        say(f"campaign: {people:,} in {planned[-1]:.1f} s, {times}")
    _run("DROP TABLE bench_rows")
    return {
        "campaign_vs_bare": round(statistics.median(planned) / statistics.median(bare), 2),
        "campaign_vs_bare_selected": round(statistics.median(planned) / statistics.median(selected), 2),
        "_campaign_runs": {"deliveries": people, "planned": planned, "bare": bare, "selected": selected},
    }


def _draft() -> Campaign:
    everybody = AudienceVersion.objects.create(tree={"op": "and", "of": [{"is": "everybody"}]})
    return drafts.begin(
        None,
        department="문화과",
        title="겨울 음악회",
        is_advertisement=False,
        subject="겨울 음악회에 초대합니다",
        body="{이름} 님, 구청 대강당에서 음악회가 열립니다.",
        sms="{이름} 님, 12월 5일 겨울 음악회에 초대합니다.",
        channels=["email", "sms"],
        contact="문화과 02-0000-5100",
        audience=everybody,
    )


def _news(at: datetime, step: int) -> None:
    """Let another campaign have gone out a day before, to every ``step``-th person."""
    dispatch = Dispatch.objects.create(title="소식", source="campaigns", service="events", statutory=False)
    Dispatch.objects.filter(pk=dispatch.pk).update(state="finished", scheduled_at=at - timedelta(days=1))
    CampaignDispatch.objects.create(campaign=_draft(), dispatch=dispatch)
    people = _run(_GOT_IT, {"dispatch": dispatch.pk, "step": step})
    Chunk.objects.create(dispatch=dispatch, channel="sms", lo=1, hi=people)


def _rows(campaign: Campaign, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the SELECT of the rows that planning writes, for a dispatch behind all others."""
    audience, parameters = recipients.recipients(campaign, at=at)
    return (
        "SELECT 1000000000::bigint, a.*, 'queued', 0, 0, '', '', ''"
        f" FROM ({audience}) AS a (channel, recipient, resident_id, contact_id)",
        parameters,
    )


def _timed(act: Callable[[], object]) -> float:
    """Return the seconds of ``act``, which is taken back: the other news of the week must stay where they are."""
    with transaction.atomic():
        begun = time.monotonic()
        act()
        seconds = time.monotonic() - begun
        transaction.set_rollback(True)
    _run("VACUUM deliveries_delivery")
    return seconds


def _run(statement: str, parameters: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
