"""Who leaves takes their words and their name along; what was released without a name, and the counts, stay."""

import pytest

from campaigns.models import Proposal, ProposalSupport, SurveyInvited, SurveyResponse
from campaigns.proposals import desk, making
from residents import my_data
from residents.destruction import destroy
from residents.leaving import leave
from residents.models import Destruction
from tests import people
from tests.campaigns.surveys.asking import answered, neighbour, opened
from tests.campaigns.surveys.test_proposals import TEXT, proposed

pytestmark = pytest.mark.django_db


def _took_part():
    resident, officer = neighbour(1), people.officer()
    open_one, released = proposed(resident), proposed(resident)
    desk.answer(released, desk.SETTABLE[2], f"{resident.name} 님, 의자를 놓았습니다.", officer)
    desk.release(released, title="의자", text="의자가 필요합니다")
    making.support(proposed(neighbour(2)), resident)
    survey = opened(anonymous=False)
    answered(survey, resident, words="제 이름은 이웃1입니다")
    SurveyInvited.objects.create(survey=survey, resident=resident, told="email")
    return resident, open_one, released


def test_everything_of_theirs_is_emptied_and_proved() -> None:
    resident, open_one, released = _took_part()
    leave(resident, told=False)
    assert destroy(resident.pk)

    for proposal in (open_one, released):
        proposal.refresh_from_db()
        assert (proposal.title, proposal.text) == ("", "")
        assert not any(step.answer for step in proposal.steps.all())
    assert open_one.state == "taken_back"
    assert released.public_text == "의자가 필요합니다" and released.released_at
    response = SurveyResponse.objects.get()
    assert response.resident is None and not any(one.text for one in response.answers.all())
    assert response.answers.count() == 4  # they still count
    assert not ProposalSupport.objects.exists() and not SurveyInvited.objects.exists()
    assert Destruction.objects.get().destroyed["campaigns.Proposal"] == 2


def test_their_own_data_hold_what_they_said() -> None:
    resident, _open_one, _released = _took_part()
    held = str(my_data.as_json(resident))

    assert TEXT in held and "제 이름은 이웃1입니다" in held
    assert Proposal.objects.filter(resident=resident).count() == 2
