"""How a batch stands, as sentences: why it is held and what to do about it, and how it ended, for the telephone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliveries import times
from deliveries.models import Delivery, Dispatch, DispatchEvent
from deliveries.progress import Progress
from deliveries.states import WENT_OUT, DeliveryState, DispatchState, HeldBecause
from notices.models import Batch, Notice, Outcome
from notices.paper import on_paper

_FAILED = frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED})


@dataclass(frozen=True, slots=True)
class Held:
    """Why a batch is held and what to do next; ``go_on`` is what the button says, ``grave`` that one thinks first."""

    title: str
    text: str
    go_on: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """What became of a batch's recipients as people, whatever the channels: reached by one of them, or on paper."""

    reached: int
    on_paper: int


def people_of(batch: Batch) -> People:
    """Count those with a message that a provider accepted, and those whom paper follows because none was."""
    went_out = Delivery.objects.filter(dispatch=batch.dispatch_id, recipient=OuterRef("pk"), state__in=WENT_OUT)
    recipients = Notice.objects.filter(batch=batch, row__outcome=Outcome.RECIPIENT)
    return People(
        reached=recipients.filter(Exists(went_out)).count(),
        on_paper=on_paper(batch).filter(row__outcome=Outcome.RECIPIENT).count(),
    )


def held(dispatch: Dispatch, progress: Progress) -> Held | None:
    """Say why a paused dispatch is held; None where it is not paused."""
    if dispatch.state != DispatchState.PAUSED:
        return None
    say = _HELD.get(dispatch.held_because, _by_person)
    return say(dispatch, progress)


def ended(batch: Batch, people: People) -> str:
    """Say when and how a batch ended, to be read out on the telephone; empty while it has not."""
    dispatch = batch.dispatch
    if dispatch.finished_at is None or dispatch.state not in (DispatchState.FINISHED, DispatchState.CANCELLED):
        return ""
    values = {
        "when": times.day_and_clock(dispatch.finished_at),
        "people": f"{batch.counts.get('recipients', 0):,}",
        "reached": f"{people.reached:,}",
    }
    said = (
        _("Cancelled on %(when)s: of %(people)s recipients, messages to %(reached)s had been accepted.")
        if dispatch.state == DispatchState.CANCELLED
        else _("Finished on %(when)s: of %(people)s recipients, messages to %(reached)s were accepted.")
    ) % values
    return f"{said} {_paper_follows(people)}".strip()


def _paper_follows(people: People) -> str:
    if not people.on_paper:
        return ""
    return ngettext("%(count)s person gets paper.", "%(count)s people get paper.", people.on_paper) % {
        "count": f"{people.on_paper:,}"
    }


def _by_person(dispatch: Dispatch, progress: Progress) -> Held:
    event = DispatchEvent.objects.filter(dispatch=dispatch, to_state=DispatchState.PAUSED).select_related("by").last()
    if event is None or event.by is None:
        title = _("Paused")
    else:
        title = _("%(name)s paused it, %(when)s") % {
            "name": event.by.name,
            "when": times.day_and_clock(event.at, today=timezone.now()),
        }
    return Held(title, _("Nothing more goes out until somebody goes on."), _("Go on sending"))


def _canary(dispatch: Dispatch, progress: Progress) -> Held:
    return Held(
        _("The first %(count)s messages went out") % {"count": f"{progress.total() - progress.in_flight:,}"},
        _("Have somebody who got one show you the screen. If it is right, let the rest follow: %(count)s wait.")
        % {"count": f"{progress.in_flight:,}"},
        _("Send the other %(count)s") % {"count": f"{progress.in_flight:,}"},
    )


def _losses(dispatch: Dispatch, progress: Progress) -> Held:
    failed = progress.in_states(_FAILED)
    share = 100 * failed / max(failed + progress.went_out, 1)
    return Held(
        _("It stopped by itself: %(percent)s %% of the messages were lost (%(count)s)")
        % {"count": f"{failed:,}", "percent": f"{share:.1f}".removesuffix(".0")},
        _("Look at who they are. If the addresses are the reason, going on is right; if it is the register, cancel."),
        _("Go on all the same"),
        grave=True,
    )


def _overdue(dispatch: Dispatch, progress: Progress) -> Held:
    due = times.day_and_clock(dispatch.scheduled_at) if dispatch.scheduled_at else "—"
    return Held(
        _("It was due on %(when)s and could not be sent then") % {"when": due},
        _("Ask whether the notice is still right and in time. If it is, send it now; if not, cancel and use paper."),
        _("Send it now"),
        grave=True,
    )


def _downtime(dispatch: Dispatch, progress: Progress) -> Held:
    return Held(
        _("The service stood still while this was being sent"),
        _(
            "Ask whoever runs it. If the database came back from a backup, what went out since is not known here "
            "and would go out twice; otherwise go on."
        ),
        _("Go on all the same"),
        grave=True,
    )


_HELD: dict[str, Callable[[Dispatch, Progress], Held]] = {
    HeldBecause.CANARY: _canary,
    HeldBecause.LOSSES: _losses,
    HeldBecause.OVERDUE: _overdue,
    HeldBecause.DOWNTIME: _downtime,
}
