"""An SMS that answers an invitation: what it does, and what goes back."""

import pytest
from django.utils import timezone

from campaigns import incoming
from campaigns.incoming import Incoming
from campaigns.models import Campaign, CampaignDispatch, EventQuestion, RegistrationState
from deliveries.models import Dispatch, TransactionalMessage
from residents.models import Channel
from tests.campaigns.events.making import event, join
from tests.campaigns.events.making import people as residents

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited():
    """An event with one seat and a companion, somebody who was invited to it, and what they can answer."""

    def invite(**values):
        made = event(**{"capacity": 2, "companions_at_most": 1} | values)
        dispatch = Dispatch.objects.create()
        campaign = Campaign.objects.create(title="초대", event=made)
        CampaignDispatch.objects.create(campaign=campaign, dispatch=dispatch)
        (somebody,) = residents(1)

        def reply(text: str, *, sure: bool = True, known: bool = True) -> bool:
            from campaigns.desk import replies

            return replies.take(
                Incoming(
                    Channel.SMS,
                    "01020000000",
                    text,
                    timezone.now(),
                    resident=somebody if known else None,
                    sure=sure,
                    dispatch_id=dispatch.pk,
                )
            )

        return made, reply

    return invite


def answers() -> list[str]:
    return [one.text or "" for one in TransactionalMessage.objects.order_by("pk")]


def test_the_reader_stands_before_conversations() -> None:
    assert incoming._readers["events"][0] == incoming.EVENTS < incoming.CONVERSATIONS


def test_an_answer_registers_and_one_sms_says_so(invited) -> None:
    made, reply = invited()

    assert reply("2명 신청합니다")

    one = made.registrations.get()
    assert (one.state, one.seats, one.route) == (RegistrationState.REGISTERED, 2, "sms")
    assert len(answers()) == 1 and made.title in answers()[0]


def test_the_same_answer_again_changes_nothing_and_says_where_it_stands(invited) -> None:
    made, reply = invited()
    reply("신청")
    assert reply("신청") and made.registrations.count() == 1 and len(answers()) == 2


def test_who_is_late_hears_the_number_on_the_waiting_list_or_that_it_is_over(invited) -> None:
    made, reply = invited(capacity=0)
    assert reply("신청") and made.registrations.get().state == RegistrationState.WAITING and "1" in answers()[0]
    assert reply("취소") and made.registrations.get().state == RegistrationState.CANCELLED
    type(made).objects.update(closes_at=timezone.now())
    assert reply("신청") and made.registrations.count() == 1 and len(answers()) == 3


def test_who_may_not_come_or_asks_for_too_much_hears_why(invited) -> None:
    made, reply = invited(age_from=90)
    assert reply("신청") and reply("5명 신청") and not made.registrations.exists() and len(answers()) == 2


def test_required_questions_are_answered_on_the_page(invited) -> None:
    made, reply = invited()
    EventQuestion.objects.create(event=made, place=1, text="알레르기?", required=True)
    assert reply("신청") and not made.registrations.exists() and f"/events/{made.slug}" in answers()[0]


def test_yes_takes_an_offered_place_and_means_nothing_otherwise(invited) -> None:
    made, reply = invited()
    assert not reply("네")
    reply("신청")
    made.registrations.update(state="offered", offered_until=timezone.now() + timezone.timedelta(hours=1))
    assert reply("네") and made.registrations.get().state == RegistrationState.REGISTERED


@pytest.mark.parametrize(
    ("text", "how"), [("신청 되나요?", {}), ("감사합니다", {}), ("신청", {"known": False}), ("1", {"sure": False})]
)
def test_what_is_not_certain_is_left_to_people(invited, text, how) -> None:
    made, reply = invited()
    assert not reply(text, **how)
    assert not made.registrations.exists() and not answers()


def test_an_answer_to_something_else_is_not_read(invited) -> None:
    made, reply = invited()
    CampaignDispatch.objects.all().delete()
    assert not reply("신청") and not join(made)


def without_an_invitation(resident, text: str) -> bool:
    from campaigns.desk import replies

    return replies.take(Incoming(Channel.SMS, "01020000000", text, timezone.now(), resident=resident, sure=False))


def test_what_the_list_itself_said_is_answered_too_where_one_registration_is_meant() -> None:
    made = event(capacity=1)
    somebody, other = residents(2)
    first, second = join(made, somebody, other)

    assert not without_an_invitation(somebody, "신청")
    assert not without_an_invitation(other, "네"), "nothing is offered yet"
    assert without_an_invitation(somebody, "취소")
    assert without_an_invitation(other, "네")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (RegistrationState.CANCELLED, RegistrationState.REGISTERED)


def test_with_two_registrations_people_find_out_which_is_meant() -> None:
    (somebody,) = residents(1)
    join(event(), somebody)
    join(event(slug="another"), somebody)

    assert not without_an_invitation(somebody, "취소")
