"""How far an import is, for its page: in numbers, in a bar, and in one sentence that can be read out on the phone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import Dong
from residents.imports.tally import Reason, Tally
from residents.imports.undoing import enrolled_by
from residents.models import AT_WORK, ImportJob, ImportState
from residents.spoken import day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

EVERY = 2  # seconds between two looks of a page at what moves
STALLED = timedelta(minutes=1)  # without a page done, which takes a second or two

_TONES = {
    ImportState.MAPPING: "warning",
    ImportState.CHECKING: "info",
    ImportState.CHECKED: "warning",
    ImportState.RUNNING: "info",
    ImportState.PAUSED: "waiting",
    ImportState.FINISHED: "success",
    ImportState.CANCELLED: "neutral",
    ImportState.UNDOING: "info",
    ImportState.UNDONE: "neutral",
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar, as components/progress.html draws it."""

    label: "StrPromise"
    tone: str
    count: int
    percent: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One import as it stands now; ``every``: seconds until it is worth looking again, None when it stands still.

    ``stalled``: no worker has done anything for a while, though one should.
    """

    tone: str
    done: int
    total: int
    percent: int
    per_minute: int
    time_left: str
    said: str
    segments: list[Segment]
    every: int | None
    stalled: bool


def tone_of(job: ImportJob) -> str:
    return _TONES[ImportState(job.state)]


def picture_of(job: ImportJob) -> Picture:
    done, total = _progress(job)
    per_second = _pace(job, done)
    return Picture(
        tone=tone_of(job),
        done=done,
        total=total,
        percent=100 * done // total if total else 100,
        per_minute=round(per_second * 60),
        time_left=_left((total - done) / per_second) if per_second and done < total else "",
        said=sentence_of(job),
        segments=_segments(job, done, total),
        every=EVERY if job.state in AT_WORK else None,
        stalled=job.state in AT_WORK and job.moved_at is not None and timezone.now() - job.moved_at > STALLED,
    )


def tally_of(job: ImportJob) -> Tally:
    """Return what the run counted so far; before it, what the check counted."""
    return Tally.of(job.outcome or job.expected)


def dongs_of(tally: Tally) -> list[tuple[str, int]]:
    """Return how many people of each dong, by the dong's name, the most first."""
    names = dict(Dong.objects.filter(pk__in=list(tally.dongs)).values_list("pk", "name"))
    return [(names.get(code, code), count) for code, count in tally.dongs.most_common()]


def reasons_of(tally: Tally) -> list[Reason]:
    """Return why rows were rejected, the most frequent reason first."""
    return sorted(tally.reasons.values(), key=lambda reason: -reason.count)


def sentence_of(job: ImportJob) -> str:
    """Say what became of an import that has come to an end; empty for one that has not."""
    if job.state == ImportState.UNDONE:
        return _undone(job)
    if job.state not in (ImportState.FINISHED, ImportState.CANCELLED):
        return ""
    tally = Tally.of(job.outcome)
    if job.state == ImportState.CANCELLED and not tally.rows:
        return _("It was stopped before anybody was enrolled.")
    values = {
        "file": job.file_name,
        "day": day(timezone.localdate(job.uploaded_at).isoformat()),
        "done": f"{tally.rows:,}",
        "rows": f"{job.rows:,}",
        "created": f"{tally.created:,}",
        "duplicates": f"{tally.duplicates:,}",
        "rejected": f"{tally.rejected:,}",
    }
    if job.state == ImportState.CANCELLED:
        return (
            _(
                "%(file)s of %(day)s was stopped after %(done)s of %(rows)s rows: %(created)s enrolled, %(duplicates)s "
                "enrolled before, %(rejected)s rejected."
            )
            % values
        )
    return (
        _(
            "%(file)s of %(day)s had %(rows)s rows: %(created)s enrolled, %(duplicates)s enrolled before, "
            "%(rejected)s rejected."
        )
        % values
    )


def _undone(job: ImportJob) -> str:
    said = ngettext(
        "Undone: %(count)s person is no longer enrolled, and their data is destroyed.",
        "Undone: %(count)s people are no longer enrolled, and their data is destroyed.",
        job.undone,
    ) % {"count": f"{job.undone:,}"}
    if not job.kept:
        return said
    stay = ngettext(
        "%(count)s stays enrolled: they did more here themselves since, or got something meanwhile.",
        "%(count)s stay enrolled: they did more here themselves since, or got something meanwhile.",
        job.kept,
    ) % {"count": f"{job.kept:,}"}
    return f"{said} {stay}"


def _progress(job: ImportJob) -> tuple[int, int]:
    if job.state in (ImportState.UNDOING, ImportState.UNDONE):
        done = job.undone + job.kept
        return done, max(Tally.of(job.outcome).created, done)
    tally = Tally.of(job.expected if job.state in (ImportState.CHECKING, ImportState.CHECKED) else job.outcome)
    return tally.rows, job.rows


def _pace(job: ImportJob, done: int) -> float:
    """Return how many rows a second were done since the work last began; 0 while it stands still."""
    if job.state not in AT_WORK or job.began_at is None or job.moved_at is None:
        return 0.0
    seconds = (job.moved_at - job.began_at).total_seconds()
    return max(done - job.began_with, 0) / seconds if seconds > 0 else 0.0


def _left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    minutes = round(seconds / 60)
    return ngettext("about %(count)s minute left", "about %(count)s minutes left", minutes) % {"count": minutes}


def _segments(job: ImportJob, done: int, total: int) -> list[Segment]:
    if job.state in (ImportState.UNDOING, ImportState.UNDONE):
        counts = [
            (pgettext_lazy("an import", "Undone"), "neutral", job.undone),
            (gettext_lazy("Stay enrolled"), "success", job.kept),
        ]
    else:
        tally = Tally.of(job.expected if job.state in (ImportState.CHECKING, ImportState.CHECKED) else job.outcome)
        is_done = job.state not in (ImportState.CHECKING, ImportState.CHECKED)
        counts = [
            (
                pgettext_lazy("an import", "Enrolled") if is_done else gettext_lazy("Can be enrolled"),
                "success",
                tally.created,
            ),
            (gettext_lazy("Enrolled before"), "info", tally.duplicates),
            (gettext_lazy("Rejected"), "danger", tally.rejected),
        ]
    if total > done and job.state != ImportState.CANCELLED:
        counts.append((gettext_lazy("To come"), "waiting", total - done))
    return [Segment(label, tone, count, 100 * count / total if total else 0) for label, tone, count in counts]


def may_be_undone(job: ImportJob) -> bool:
    """Tell whether the page offers it; whether it is refused is asked when somebody wants to."""
    return job.state in (ImportState.FINISHED, ImportState.CANCELLED) and enrolled_by(job).exists()
