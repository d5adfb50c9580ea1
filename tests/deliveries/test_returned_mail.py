"""What comes back moves its delivery on; what is not proven harms nobody."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from deliveries.models import Content, Delivery, Dispatch, Suppression
from deliveries.returned_mail import Fate, Returned, take
from residents.models import Resident
from tests import people
from tests.deliveries.returned import SAMPLES, sample
from tests.deliveries.rows import dispatch
from tests.deliveries.sending import contact_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> Iterator[None]:
    settings.BOUNCE_ADDRESS = "bounce@sotong.example"
    yield


@pytest.fixture
def hong() -> Resident:
    return people.resident()


def emailed(to: Resident, state: str = "accepted") -> Delivery:
    parent = dispatch(required_consents=1)
    Content.objects.bulk_create(Content(dispatch=parent, channel=channel, text="…") for channel in ("sms", "email"))
    return Delivery.objects.create(
        dispatch=parent, channel="email", recipient=to.pk, resident=to, contact=contact_of(to), state=state
    )


def took(row: Delivery, *names: str, proven: bool = True, recipient: str = "hong@example.com") -> list[str]:
    reference = f"{row.dispatch.token}.{row.pk}"
    return list(take([Returned(sample(name, reference, recipient=recipient, proven=proven)) for name in names]))


def became(row: Delivery) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.code


def suppressed() -> list[tuple[str, str]]:
    return list(Suppression.objects.values_list("channel", "reason"))


def channels(of: Dispatch) -> list[str]:
    return list(of.deliveries.order_by("id").values_list("channel", flat=True))


@pytest.mark.parametrize("state", ["accepted", "unknown", "sending"])
def test_a_dead_mailbox_is_suppressed_and_the_next_channel_takes_over(hong: Resident, state: str) -> None:
    row = emailed(hong, state)
    assert took(row, "postfix_no_such_user") == [Fate.TAKEN]
    assert became(row) == ("bounced", "550 5.1.1")
    assert suppressed() == [("email", "dead_address")]
    assert channels(row.dispatch) == ["email", "sms"]


@pytest.mark.parametrize(
    "name", ["postfix_mailbox_full", "postfix_expired", "gmail_blocked", "daum_style_mailbox_full"]
)
def test_a_bounce_that_says_nothing_of_the_address_suppresses_nothing(hong: Resident, name: str) -> None:
    row = emailed(hong)
    took(row, name)
    assert became(row)[0] == "bounced"
    assert suppressed() == []
    assert channels(row.dispatch) == ["email", "sms"]


@pytest.mark.parametrize("name", ["postfix_delayed", "postfix_relayed", "vacation", "vacation_korean", "read_receipt"])
def test_what_is_no_failure_changes_nothing(hong: Resident, name: str) -> None:
    row = emailed(hong)
    (fate,) = took(row, name)
    assert Fate(fate).settled
    assert became(row) == ("accepted", "")
    assert (suppressed(), channels(row.dispatch)) == ([], ["email"])


def test_a_delay_ends_the_doubt_whether_the_message_was_taken(hong: Resident) -> None:
    row = emailed(hong, "unknown")
    took(row, "postfix_delayed")
    assert became(row) == ("accepted", "4.4.1")


def test_a_report_of_delivery_is_believed_when_proven(hong: Resident) -> None:
    row = emailed(hong)
    assert took(row, "postfix_delivered", proven=False) == [Fate.AUTOMATIC]
    assert became(row)[0] == "accepted"
    assert took(row, "postfix_delivered") == [Fate.TAKEN]
    assert became(row)[0] == "delivered"


@pytest.mark.parametrize("state", ["accepted", "delivered"])
def test_a_complaint_ends_the_sending_to_that_address(hong: Resident, state: str) -> None:
    row = emailed(hong, state)
    assert took(row, "complaint_abuse") == [Fate.COMPLAINT]
    assert became(row)[0] == "delivered"
    assert suppressed() == [("email", "complaint")]
    assert channels(row.dispatch) == ["email"]


def test_a_complaint_that_anybody_could_have_written_ends_nothing(hong: Resident) -> None:
    row = emailed(hong)
    assert took(row, "complaint_abuse", proven=False) == [Fate.UNPROVEN]
    assert (became(row)[0], suppressed()) == ("accepted", [])


@pytest.mark.parametrize("name", ["feedback_not_spam", "feedback_auth_failure"])
def test_feedback_that_no_recipient_gave_is_no_complaint(hong: Resident, name: str) -> None:
    took(emailed(hong), name)
    assert suppressed() == []


def test_without_proof_a_bounce_of_the_very_address_is_believed_but_suppresses_nothing(hong: Resident) -> None:
    row = emailed(hong)
    assert took(row, "postfix_no_such_user", proven=False) == [Fate.TAKEN]
    assert (became(row)[0], suppressed()) == ("bounced", [])


def test_without_proof_a_bounce_of_another_address_is_not_believed(hong: Resident) -> None:
    row = emailed(hong)
    assert took(row, "postfix_no_such_user", proven=False, recipient="kim@example.com") == [Fate.UNPROVEN]
    assert became(row)[0] == "accepted"


def test_where_it_was_forwarded_to_says_nothing_of_the_address_it_was_sent_to(hong: Resident) -> None:
    row = emailed(hong)
    assert took(row, "forwarded_to_nowhere") == [Fate.TAKEN]
    assert (became(row)[0], suppressed()) == ("bounced", [])


def test_an_alias_of_which_one_is_reached_did_not_fail(hong: Resident) -> None:
    row = emailed(hong)
    took(row, "alias_partly_failed")
    assert became(row)[0] == "accepted"


def test_the_address_is_the_same_in_another_case(hong: Resident) -> None:
    row = emailed(hong)
    took(row, "postfix_no_such_user", recipient="Hong@Example.COM")
    assert suppressed() == [("email", "dead_address")]


def test_a_bounce_of_another_dispatch_or_of_no_message_is_not_believed(hong: Resident) -> None:
    row = emailed(hong)
    raws = [sample("postfix_no_such_user", f"0123456789ab.{row.pk}"), sample("postfix_no_such_user", f"{'0' * 12}.999")]
    assert take([Returned(raw) for raw in raws]) == [Fate.UNPROVEN, Fate.UNPROVEN]
    assert became(row)[0] == "accepted"


def test_a_bounce_names_no_sms(hong: Resident) -> None:
    row = emailed(hong)
    Delivery.objects.filter(pk=row.pk).update(channel="sms")
    assert took(row, "postfix_no_such_user") == [Fate.UNPROVEN]
    assert became(row)[0] == "accepted"


def test_what_overtakes_the_recording_of_its_message_is_brought_again(hong: Resident) -> None:
    row = emailed(hong, "queued")
    assert took(row, "postfix_no_such_user") == [Fate.EARLY]
    assert (became(row)[0], suppressed()) == ("queued", [])
    Delivery.objects.filter(pk=row.pk).update(state="accepted")
    assert took(row, "postfix_no_such_user") == [Fate.TAKEN]
    assert became(row)[0] == "bounced"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_again_changes_nothing(hong: Resident, name: str) -> None:
    row = emailed(hong)
    first = took(row, name)
    stored = (became(row), suppressed(), channels(row.dispatch))
    assert took(row, name, name) == first * 2
    assert (became(row), suppressed(), channels(row.dispatch)) == stored


@pytest.mark.parametrize("end", ["delivered", "failed", "cancelled", "skipped"])
def test_a_bounce_overwrites_no_end(hong: Resident, end: str) -> None:
    row = emailed(hong, end)
    took(row, "postfix_no_such_user")
    assert (became(row)[0], suppressed()) == (end, [])


def test_what_cannot_be_read_keeps_nothing_else_from_being_taken(hong: Resident) -> None:
    row = emailed(hong)
    good = sample("postfix_no_such_user", f"{row.dispatch.token}.{row.pk}")
    fates = take([Returned(raw) for raw in (b"", b"\xff\x00" * 999, good, b"Content-Type: multipart/report\n\n--")])
    assert fates == [Fate.NOT_UNDERSTOOD, Fate.NOT_UNDERSTOOD, Fate.TAKEN, Fate.NOT_UNDERSTOOD]
    assert became(row)[0] == "bounced"


def test_an_address_in_no_charset_keeps_nothing_else_from_being_taken(hong: Resident) -> None:
    row = emailed(hong)
    strange = sample("postfix_no_such_user", f"{row.dispatch.token}.{row.pk}", recipient="h\udcffng@example.com")
    assert take([Returned(strange)]) == [Fate.TAKEN]
    assert (became(row)[0], suppressed()) == ("bounced", [])


def test_nothing_is_nothing() -> None:
    assert take([]) == []
