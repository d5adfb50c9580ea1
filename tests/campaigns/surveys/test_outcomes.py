"""“You said, we did”: everybody who said it is told once, whatever is run twice; and everybody may read it."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from campaigns.models import OutcomeTold, SaidAndDone
from campaigns.proposals import desk, making, outcomes, telling
from campaigns.surveys import sweeping
from residents.leaving import leave
from tests import people
from tests.campaigns.surveys.asking import answered, neighbour, opened
from tests.campaigns.surveys.test_inviting import came, event
from tests.campaigns.surveys.test_proposals import proposed
from tests.people import KST
from tests.residents.visiting import ENGLISH

pytestmark = pytest.mark.django_db


def written(*proposals, **values) -> SaidAndDone:
    by = User.objects.filter(username="officer").first() or people.officer()
    given = {
        "title": "정류장에 의자가 생겼습니다",
        "said": "앉을 곳이 없다고 하셨습니다.",
        "did": "의자 두 개를 놓았습니다.",
    }
    return outcomes.begin(by, proposals, **{**given, **values})


def tell_all(outcome: SaidAndDone) -> None:
    while telling.tell_page(outcome.pk):
        pass


def addresses(told) -> list[str]:
    return sorted(one["address"] for one in told if one["kind"] == "outcome")


def test_each_person_is_told_once_however_they_took_part(told, monkeypatch) -> None:
    author, supporter, guest, _nobody = (neighbour(number) for number in range(1, 5))
    proposal, gathering = proposed(author), event()
    making.support(proposal, supporter)
    named = opened(anonymous=False)
    answered(named, author, supporter)  # they took part twice
    came(gathering, guest)
    outcome = written(proposal, survey=named, event=gathering)
    monkeypatch.setattr(telling, "PAGE", 2)
    tell_all(outcome)
    assert not addresses(told)  # a draft is told to nobody

    assert outcomes.publish(outcome) and not outcomes.publish(outcome)
    tell_all(outcome)
    assert addresses(told) == ["neighbour1@example.com", "neighbour2@example.com", "neighbour3@example.com"]
    outcome.refresh_from_db()
    assert outcome.told == {"email": 3, "unreached": 0} and outcome.told_at
    SaidAndDone.objects.update(told_at=None, told_up_to=0)  # as if it had been forgotten that it was done
    tell_all(outcome)
    assert len(addresses(told)) == 3


def test_who_answered_an_anonymous_survey_is_told_without_a_list_of_them(told, monkeypatch) -> None:
    taker, _other = neighbour(1), neighbour(2)
    survey = opened()
    answered(survey, taker)
    outcome = written(survey=survey)
    assert telling.at_most(outcome) == 1
    outcomes.publish(outcome)
    monkeypatch.setattr(telling, "PAGE", 1)
    tell_all(outcome)

    assert addresses(told) == ["neighbour1@example.com"]
    assert OutcomeTold.objects.count() == 1
    assert {field.name for field in OutcomeTold._meta.concrete_fields} == {"id", "outcome", "told_hash"}


def test_who_left_unproved_or_wants_quiet_is_not_told(told) -> None:
    gone, unproved, quiet, texted = (
        neighbour(1), neighbour(2, verified=None), neighbour(3), neighbour(4, email=None)
    )  # fmt: skip
    gathering = event()
    for one in (gone, unproved, quiet, texted):
        came(gathering, one)
    leave(gone, told=False)
    quiet.quiet_until = date(2026, 12, 24)
    quiet.save()
    outcome = written(event=gathering)
    outcomes.publish(outcome)
    tell_all(outcome)

    assert addresses(told) == ["01010000004"]
    outcome.refresh_from_db()
    assert outcome.told == {"sms": 1, "unreached": 2}


def test_at_night_nobody_is_told_and_the_morning_goes_on(told) -> None:
    outcome = written(proposed())
    outcomes.publish(outcome)
    with time_machine.travel(datetime(2026, 11, 23, 23, tzinfo=KST)):
        sweeping.sweep()
    assert not addresses(told)
    with time_machine.travel(datetime(2026, 11, 24, 8, tzinfo=KST)):
        sweeping.sweep()

    assert len(addresses(told)) == 1


def test_where_nobody_was_checked_in_those_count_who_had_a_place(told) -> None:
    gathering = event()
    came(gathering, neighbour(1), at=False)
    outcome = written(event=gathering)
    outcomes.publish(outcome)
    tell_all(outcome)

    assert len(addresses(told)) == 1


def test_once_published_only_its_words_change() -> None:
    proposal, other = proposed(neighbour(1)), proposed(neighbour(2))
    outcome = written(proposal)
    outcomes.publish(outcome)
    outcomes.change(outcome, [proposal], title="의자", said="말", did="일", interest=None, survey=None, event=None)
    with pytest.raises(outcomes.AlreadyPublished):
        outcomes.change(outcome, [other], title="의자", said="말", did="일", interest=None, survey=None, event=None)

    outcome.refresh_from_db()
    assert outcome.did == "일" and outcome.proposals.get() == proposal


def test_the_office_writes_publishes_and_everybody_reads(client) -> None:
    office = Client(headers=ENGLISH)
    proposal, officer = proposed(), people.officer()
    office.force_login(officer)
    desk.take(proposal, officer)
    desk.release(proposal, title="정류장에 의자를", text="앉을 곳이 없습니다")
    data = {"title": "의자 두 개", "said": "앉을 곳이 없다", "did": "의자를 놓았다", "proposals": [proposal.pk]}
    assert office.post(reverse("proposals_desk:outcome_new"), {**data, "did": ""}).status_code == 422
    office.post(reverse("proposals_desk:outcome_new"), data)
    outcome = SaidAndDone.objects.get()
    one = reverse("you_said:one", args=[outcome.pk])
    assert client.get(one).status_code == 404
    page = office.get(reverse("proposals_desk:outcome", args=[outcome.pk])).content.decode()
    assert "tell 1 person at most" in page
    office.post(reverse("proposals_desk:outcome_edit", args=[outcome.pk]), {**data, "title": "의자 세 개"})
    office.post(reverse("proposals_desk:outcome_publish", args=[outcome.pk]))

    public = client.get(one, headers=ENGLISH).content.decode()
    assert "의자 세 개" in public and "정류장에 의자를" in public and 'property="og:title"' in public
    assert "의자 세 개" in client.get(reverse("you_said:list"), headers=ENGLISH).content.decode()
    assert "의자 세 개" in office.get(reverse("proposals_desk:outcomes")).content.decode()
    assert client.get(reverse("you_said:list"), {"interest": "x"}).status_code == 200


def test_another_department_does_not_see_it() -> None:
    outcome, client = written(), Client()
    client.force_login(people.officer("road", department="도로과"))

    assert client.get(reverse("proposals_desk:outcome", args=[outcome.pk])).status_code == 404


def test_months_stand_with_the_newest_first(client) -> None:
    for number, day in enumerate((date(2026, 9, 1), date(2026, 11, 2), date(2026, 11, 20))):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=KST)
        SaidAndDone.objects.create(title=f"결과 {number}", said="말", did="일", published_at=at, told_at=timezone.now())
    page = client.get(reverse("you_said:list"), headers=ENGLISH).content.decode()

    assert page.index("November 2026") < page.index("결과 2") < page.index("결과 1") < page.index("September 2026")
