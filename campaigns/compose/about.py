"""What a campaign is about: an event or a survey of the department, whose facts fill the texts that are still empty."""

from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Event, EventState, Survey, SurveyState
from residents.spoken import moment

_MOST = 50  # of each kind that are offered
_GREETING = "{이름} 님, 안녕하세요."


def about_choices(user: User, current: Campaign | None = None) -> list[tuple[str, Any]]:
    """Return what the department may write about: events to come, open surveys, and what ``current`` is about."""
    own_event, own_survey = (current.event_id, current.survey_id) if current else (None, None)
    to_come = Q(state=EventState.PUBLISHED, ends_at__gt=timezone.now()) | Q(pk=own_event)
    events = Event.objects.visible_to(user).filter(to_come)[:_MOST]
    surveys = Survey.objects.visible_to(user).filter(Q(state=SurveyState.OPEN) | Q(pk=own_survey))[:_MOST]
    groups = [
        (_("Events"), [(f"event:{one.pk}", one.title) for one in events]),
        (_("Surveys"), [(f"survey:{one.pk}", one.title) for one in surveys]),
    ]
    return [("", _("Something else")), *((name, choices) for name, choices in groups if choices)]


def about_of(choice: str) -> dict[str, Event | Survey | None]:
    """Return the event or survey of a choice that was offered."""
    kind, _colon, number = choice.partition(":")
    return {
        "event": Event.objects.get(pk=int(number)) if kind == "event" else None,
        "survey": Survey.objects.get(pk=int(number)) if kind == "survey" else None,
    }


def fill(campaign: Campaign) -> dict[str, Any]:
    """Return values for the texts of ``campaign`` that are empty, from what it is about; in Korean, as it is sent."""
    with translation.override("ko"):
        found = _of_event(campaign.event) if campaign.event else _of_survey(campaign.survey) if campaign.survey else {}
    return {name: value for name, value in found.items() if value and not getattr(campaign, name)}


def _of_event(event: Event) -> dict[str, Any]:
    """Day, place and the way to register the mail adds by itself (``sending.letters``)."""
    return {
        "subject": event.title,
        "body": "\n\n".join(filter(None, (_GREETING, event.summary, event.body))),
        "sms": "{행사}\n{행사일시}\n{행사장소}",
        "contact": event.contact,
        "interest": event.interest,
    }


def _of_survey(survey: Survey) -> dict[str, Any]:
    anonymous = "누가 답했는지 알 수 없는 무기명 조사입니다." if survey.anonymous else ""
    until = f"{moment(survey.closes_at.isoformat())}까지 답하실 수 있습니다." if survey.closes_at else ""
    return {
        "subject": f"여러분의 생각을 들려주세요: {survey.title}"[:120],
        "body": "\n\n".join(filter(None, (_GREETING, survey.introduction, anonymous, until))),
        "sms": f"{survey.title} 설문에 답해 주세요.",
        "contact": survey.contact,
    }
