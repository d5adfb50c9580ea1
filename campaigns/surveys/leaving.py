"""Surveys and proposals of a resident: as papers of their locker, as what the office looks at, and what stays.

Of an anonymous survey nothing can be found, so nothing is: no name stands there.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import (
    Proposal,
    ProposalState,
    ProposalStep,
    ProposalSupport,
    SurveyAnswer,
    SurveyInvited,
    SurveyResponse,
    SurveyState,
)
from campaigns.proposals.making import WAITING
from campaigns.surveys.results import labels_of
from residents.destruction import Remains
from residents.locker import Paper

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ACTIONS: "dict[str, StrPromise]" = {
    "proposal_read": _("Read your proposal"),
    "survey_texts": _("Read what was written in a survey that you answered with your name"),
    "download_survey": _("Took the results of a survey that you answered with your name"),
    "download_survey_named": _("Took the answers to a survey, yours with your name among them"),
}
OFFICE_NAMES: "dict[str, StrPromise]" = {
    "proposal_read": _("Read a proposal"),
    "survey_texts": _("Read the free texts of a survey"),
    "download_survey": _("Took the results of a survey as a file"),
    "download_survey_named": _("Took answers with names as a file"),
}


class ListeningDrawer:
    """What a resident proposed, and answered with their name."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        proposals = Proposal.objects.filter(resident=resident_id).prefetch_related("steps")
        responses = SurveyResponse.objects.filter(resident=resident_id).select_related("survey")
        responses = responses.prefetch_related("answers__question")
        return [*map(_proposal, proposals), *map(_response, responses)]


def lists_holding(resident_id: int) -> Mapping[str, str]:
    """Return the subjects of the log of access that mean something of this resident: subject → title."""
    proposals = Proposal.objects.filter(resident=resident_id)
    surveys = SurveyResponse.objects.filter(resident=resident_id).values_list("survey_id", "survey__title")
    found = {f"proposal:{one.pk}": one.title or "" for one in proposals}
    return found | {f"survey:{survey}": title for survey, title in surveys}


def destroy(resident_id: int) -> Remains:
    """Empty what a resident wrote and take them out of what they took part in.

    What an officer released of a proposal holds no name and stays; so does a named survey's count, of nobody now.
    """
    proposals = 0
    for proposal in Proposal.objects.filter(resident=resident_id):
        if proposal.state in WAITING:
            proposal.state = ProposalState.TAKEN_BACK
            ProposalStep.objects.create(proposal=proposal, state=proposal.state)
            proposal.released_at = None
        proposal.title = proposal.text = ""
        proposal.save(update_fields=["title", "text", "state", "released_at"])
        for step in proposal.steps.all():
            step.answer = ""
            step.save(update_fields=["answer"])
        proposals += 1
    texts = 0
    for answer in SurveyAnswer.objects.filter(response__resident=resident_id):
        answer.text = ""
        answer.save(update_fields=["text"])
        texts += 1
    named = SurveyResponse.objects.filter(resident=resident_id).update(resident=None)
    supports, _by_table = ProposalSupport.objects.filter(resident=resident_id).delete()
    invited, _by_table = SurveyInvited.objects.filter(resident=resident_id).delete()
    return Remains(
        destroyed={
            "campaigns.Proposal": proposals,
            "campaigns.SurveyAnswer": texts,
            "campaigns.SurveyResponse resident": named,
            "campaigns.ProposalSupport": supports,
            "campaigns.SurveyInvited": invited,
        },
        kept={},
    )


def _proposal(proposal: Proposal) -> Paper:
    steps = {f"{step.at.isoformat()} {step.get_state_display()}": step.answer or "" for step in proposal.steps.all()}
    is_waiting = proposal.state in WAITING
    return Paper(
        kind=_("Proposal"),
        title=proposal.title or "",
        received_at=proposal.made_at,
        due=proposal.due_on if is_waiting else None,
        due_text="",
        state=ProposalState(proposal.state).label,
        tone="info" if is_waiting else "neutral",
        needs_me=False,
        url=reverse("my_proposals:one", args=[proposal.pk]),
        data={str(_("What you wrote")): proposal.text or "", **steps},
    )


def _response(response: SurveyResponse) -> Paper:
    survey = response.survey
    said = {}
    for answer in response.answers.all():
        labels = labels_of(answer.question)
        said[answer.question.text] = answer.text or ", ".join(labels.get(number, "") for number in answer.choices)
    is_open = survey.state == SurveyState.OPEN
    return Paper(
        kind=_("Survey, answered with your name"),
        title=survey.title,
        received_at=survey.opened_at or survey.created_at,
        due=None,
        due_text="",
        state=SurveyState(survey.state).label,
        tone="info" if is_open else "neutral",
        needs_me=False,
        url=reverse("my_surveys:answer" if is_open else "surveys:one", args=[survey.slug]),
        data=said,
    )
