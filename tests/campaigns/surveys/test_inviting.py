"""Who came to an event is asked how it was: once, by day, with a link of their own."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import Event, Registration, SurveyInvited
from campaigns.surveys import inviting
from campaigns.surveys.keys import resident_of
from tests.campaigns.surveys.asking import neighbour, opened
from tests.people import DEPARTMENT, KST

pytestmark = pytest.mark.django_db


def event(**values) -> Event:
    begin = timezone.now() - timedelta(days=1)
    return Event.objects.create(
        slug=f"event-{Event.objects.count()}", title="가을 독서 모임", department=DEPARTMENT, place="도서관",
        starts_at=begin, ends_at=begin + timedelta(hours=2), state="published", **values,
    )  # fmt: skip


def came(to: Event, resident, *, at=True) -> Registration:
    return Registration.objects.create(
        event=to, resident=resident, state="registered", route="web", came_at=timezone.now() if at else None
    )


def test_those_who_came_get_a_link_of_their_own_once(told) -> None:
    gathering = event()
    one, two, stayed_away = neighbour(1), neighbour(2, email=None), neighbour(3)
    came(gathering, one)
    came(gathering, two)
    came(gathering, stayed_away, at=False)
    survey = opened(event=gathering)
    assert inviting.to_invite(survey) == 2
    assert not inviting.invite_page(survey.pk) and not told  # nobody asked for it yet

    assert inviting.begin(survey)
    assert not inviting.invite_page(survey.pk)
    assert [(one["kind"], one["channel"]) for one in told] == [
        ("survey_invitation", "email"),
        ("survey_invitation", "sms"),
    ]
    key = told[0]["text"].split(f"/surveys/{survey.slug}/k/")[1].split()[0]
    assert resident_of(survey, key) == one.pk
    assert inviting.invited(survey) == 2

    inviting.invite_page(survey.pk)
    assert len(told) == 2 and not inviting.to_invite(survey)


def test_at_night_it_waits(told) -> None:
    gathering = event()
    came(gathering, neighbour(1))
    survey = opened(event=gathering)
    inviting.begin(survey)
    with time_machine.travel(datetime(2026, 11, 23, 22, tzinfo=KST)):
        assert not inviting.invite_page(survey.pk)
    assert not told and not SurveyInvited.objects.exists()
