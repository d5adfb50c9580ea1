"""What the office does with proposals: taking one, passing it on, answering it, releasing it without names.

A proposal that is nobody's yet lies before every officer; one that a department has, only that department sees.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from campaigns.models import Proposal, ProposalState, ProposalStep
from campaigns.proposals.making import ANSWERED, WAITING, AlreadyEnded, tell_author

SETTABLE = (ProposalState.UNDER_REVIEW, ProposalState.TAKEN_UP, ProposalState.DONE, ProposalState.DECLINED)


def for_officer(user: User) -> "QuerySet[Proposal]":
    """Return the proposals of the officer's department and those that are nobody's yet: the one door."""
    return Proposal.objects.filter(Q(department=user.department) | Q(department=""))


def waiting(proposals: "QuerySet[Proposal]") -> "QuerySet[Proposal]":
    """Return those without an answer, what is due first standing first."""
    return proposals.filter(state__in=WAITING).order_by("due_on", "id")


def departments(*, but: str = "") -> list[str]:
    """Return the departments that have people here, to pass something on to."""
    names: Iterable[str] = (
        User.objects.filter(is_active=True).exclude(department__in=["", but]).values_list("department", flat=True)
    )
    return sorted(set(names))


@transaction.atomic
def take(proposal: Proposal, by: User) -> bool:
    """Make it one's own and the department's, and begin to look at it; return whether it was free to take."""
    current = _locked(proposal)
    if current.state not in WAITING or current.owner_id == by.pk:
        return False
    current.department, current.owner = by.department, by
    begins = current.state == ProposalState.RECEIVED
    current.state = ProposalState.UNDER_REVIEW
    current.save(update_fields=["department", "owner", "state"])
    if begins:
        ProposalStep.objects.create(proposal=current, state=current.state, by=by)
    return True


@transaction.atomic
def forward(proposal: Proposal, department: str, by: User) -> None:
    """Pass it on to another department; the resident reads to which. Raise AlreadyEnded."""
    current = _locked(proposal)
    if current.state not in WAITING:
        raise AlreadyEnded
    current.department, current.owner = department, None
    current.save(update_fields=["department", "owner"])
    language = current.resident.language if current.resident else "ko"
    with translation.override(language):
        said = gettext("Passed on to %(department)s.") % {"department": department}
    ProposalStep.objects.create(proposal=current, state=current.state, answer=said, by=by)


@transaction.atomic
def answer(proposal: Proposal, state: ProposalState, text: str, by: User) -> None:
    """Set how it stands and tell the resident why, in one transaction. Raise AlreadyEnded for what was taken back."""
    current = _locked(proposal)
    if current.state == ProposalState.TAKEN_BACK:
        raise AlreadyEnded
    current.state, current.owner = state, current.owner or by
    current.department = current.department or by.department
    current.save(update_fields=["state", "owner", "department"])
    step = ProposalStep.objects.create(proposal=current, state=state, answer=text, by=by)
    tell_author(current, "proposal_answered", step=step, is_final=state in ANSWERED)


@transaction.atomic
def release(proposal: Proposal, *, title: str, text: str) -> bool:
    """Let everybody read what an officer wrote of it; return False for what was taken back meanwhile."""
    current = _locked(proposal)
    if current.state == ProposalState.TAKEN_BACK:
        return False
    current.public_title, current.public_text = title, text
    current.released_at = current.released_at or timezone.now()
    current.save(update_fields=["public_title", "public_text", "released_at"])
    return True


def hold_back(proposal: Proposal) -> None:
    """Take it off the public list; the edited text stays for another time."""
    Proposal.objects.filter(pk=proposal.pk).update(released_at=None)


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("resident").get(pk=proposal.pk)
