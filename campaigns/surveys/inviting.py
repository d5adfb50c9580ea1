"""Asking after an event: who came is invited to answer, once, with a link of their own."""

from django.db import transaction
from django.utils import timezone

from campaigns.models import Registration, Survey, SurveyInvited, SurveyState
from campaigns.surveys.keys import link_for
from campaigns.surveys.reaching import is_night, ways_of
from campaigns.surveys.writing import is_open
from deliveries.models import Delivery
from residents.outgoing import tell

PAGE = 200
MESSAGES = "campaigns/surveys/messages"


def to_invite(survey: Survey) -> int:
    """Return how many who came to the survey's event were not invited yet; guests have no page to answer on."""
    return len(_uninvited(survey))


def begin(survey: Survey) -> bool:
    """Have those who came invited from now on; return whether there is anybody to invite."""
    opened = Survey.objects.filter(pk=survey.pk, state=SurveyState.OPEN)
    return to_invite(survey) > 0 and opened.update(invites=True) == 1


def invite_page(survey_id: int) -> bool:
    """Invite the next of those who came; return whether more wait. Nobody is invited twice, whoever else runs this.

    At night nobody is: the next tick of the clock after the quiet hours goes on.
    """
    now = timezone.now()
    with transaction.atomic():
        survey = Survey.objects.select_for_update(of=("self",)).select_related("event").get(pk=survey_id)
        if not survey.invites or not is_open(survey, now) or is_night(now):
            return False
        waiting = _uninvited(survey)
        page = waiting[:PAGE]
        ways = ways_of(page)
        SurveyInvited.objects.bulk_create(
            SurveyInvited(survey=survey, resident_id=one, told=ways[one].channel if one in ways else "") for one in page
        )
        for number, way in ways.items():
            values = {"survey": survey, "link": link_for(survey, number)}
            tell(
                "survey_invitation", way.channel, way.address, language=way.language, values=values, templates=MESSAGES
            )
    return len(waiting) > PAGE


def invited(survey: Survey) -> int:
    """Return how many people were asked to answer: by campaigns, and after the event."""
    by_campaigns = Delivery.objects.filter(dispatch__campaign_part__campaign__survey=survey, accepted_at__isnull=False)
    after_event = survey.invited.exclude(told="").order_by().values_list("resident", flat=True)
    return by_campaigns.order_by().values_list("resident", flat=True).union(after_event).count()


def _uninvited(survey: Survey) -> list[int]:
    """Return who came and is neither invited nor gone, in the order of their numbers."""
    if survey.event_id is None:
        return []
    came = Registration.objects.filter(
        event=survey.event_id, came_at__isnull=False, resident__isnull=False, resident__left_at=None
    )
    invited = SurveyInvited.objects.filter(survey=survey).values("resident")
    numbers = came.exclude(resident__in=invited).values_list("resident", flat=True).distinct().order_by("resident")
    return [int(number) for number in numbers if number is not None]
