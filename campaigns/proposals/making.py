"""What a resident does with proposals: making one, following it, taking it back, standing behind somebody else's."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Dong
from campaigns.models import Proposal, ProposalState, ProposalStep, ProposalSupport
from campaigns.surveys.reaching import way_of
from residents.contacts import locked
from residents.models import Interest, Resident
from residents.outgoing import tell
from residents.working_days import next_working_day

MESSAGES = "campaigns/proposals/messages"
WAITING = frozenset({ProposalState.RECEIVED, ProposalState.UNDER_REVIEW})
ANSWERED = frozenset({ProposalState.TAKEN_UP, ProposalState.DONE, ProposalState.DECLINED})


class AlreadyEnded(Exception):
    """The proposal was answered or taken back before."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way as the page draws it: “done”, “active” or “todo”."""

    label: str
    state: str


def due_day(made_on: date) -> date:
    """Return by which day the office means to answer what was proposed on that day."""
    return next_working_day(made_on + timedelta(days=settings.PROPOSAL_DAYS))


@transaction.atomic
def propose(resident: Resident, *, title: str, text: str, interest: Interest | None, dong: Dong | None) -> Proposal:
    """Hand a proposal in and say so to the resident. Raise HasLeft."""
    current = locked(resident)
    proposal = Proposal.objects.create(
        resident=current, title=title, text=text, interest=interest, dong=dong, due_on=due_day(timezone.localdate())
    )
    ProposalStep.objects.create(proposal=proposal, state=proposal.state)
    tell_author(proposal, "proposal_received")
    return proposal


@transaction.atomic
def take_back(proposal: Proposal) -> None:
    """Take a proposal back that nobody has answered; it is no longer public then. Raise AlreadyEnded."""
    current = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if current.state not in WAITING:
        raise AlreadyEnded
    current.state, current.released_at = ProposalState.TAKEN_BACK, None
    current.save(update_fields=["state", "released_at"])
    ProposalStep.objects.create(proposal=current, state=current.state)


def released() -> "QuerySet[Proposal]":
    """Return what everybody may read."""
    return Proposal.objects.filter(released_at__isnull=False).exclude(state=ProposalState.TAKEN_BACK)


def support(proposal: Proposal, resident: Resident) -> bool:
    """Stand behind a proposal, once; return whether that is new. One's own needs no support."""
    if proposal.resident_id == resident.pk:
        return False
    _row, is_new = ProposalSupport.objects.get_or_create(proposal=proposal, resident=resident)
    return is_new


def withdraw_support(proposal: Proposal, resident: Resident) -> bool:
    """Stand behind a proposal no longer; return whether one did."""
    return proposal.supports.filter(resident=resident).delete()[0] > 0


def way_of_proposal(proposal: Proposal) -> list[Step]:
    """Return the steps of a proposal with the one at which it stands."""
    state = ProposalState(proposal.state)
    if state == ProposalState.TAKEN_BACK:
        return [Step(str(ProposalState.RECEIVED.label), "done"), Step(str(state.label), "active")]
    ends = [_("Answered")]
    if state in (ProposalState.TAKEN_UP, ProposalState.DONE):
        ends = [str(ProposalState.TAKEN_UP.label), str(ProposalState.DONE.label)]
    elif state == ProposalState.DECLINED:
        ends = [str(state.label)]
    labels = [str(ProposalState.RECEIVED.label), str(ProposalState.UNDER_REVIEW.label), *ends]
    at = {ProposalState.RECEIVED: 0, ProposalState.UNDER_REVIEW: 1, ProposalState.DONE: 3}.get(state, 2)
    return [Step(label, "done" if n < at else "active" if n == at else "todo") for n, label in enumerate(labels)]


def tell_author(proposal: Proposal, kind: str, **values: object) -> None:
    """Say something of a proposal to whose it is, in the caller's transaction; who left is told nothing."""
    if proposal.resident is None or proposal.resident.left_at:
        return
    way = way_of(proposal.resident)
    if way is not None:
        address = f"{settings.SITE_URL}/my/proposals/{proposal.pk}"
        said = {"proposal": proposal, "address": address, **values}
        tell(kind, way.channel, way.address, language=way.language, values=said, templates=MESSAGES)
