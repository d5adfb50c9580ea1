"""“Not me”: the address is stopped everywhere at once, and the department sees it until somebody has seen to it."""

import pytest
from django.urls import reverse

from accounts.models import AccessLogEntry
from deliveries import dispatches, worker
from deliveries.models import Chunk, Delivery
from notices.models import Batch, Notice, NoticeEvent
from notices.not_for_me import last_of, see_to, waiting_in
from notices.paper import on_paper
from notices.reading import not_me
from residents.models import Channel
from tests.deliveries.sending import Answering, answer_by
from tests.notices.taking import approved, only_notice
from tests.notices.views.test_batches import signed_in
from tests.people import approver, officer, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    resident()
    return only_notice(approved())


def home(user) -> str:
    return signed_in(user).get(reverse("staff:home"), headers={"accept-language": "en"}).content.decode()


def waiting() -> list[tuple[int, int]]:
    return [(one.batch.pk, one.count) for one in waiting_in(Batch.objects.all())]


def test_whatever_is_still_queued_to_that_address_stops_too_and_the_other_channel_goes_on(
    notice, monkeypatch, settings
) -> None:
    transport = Answering()
    answer_by(transport, monkeypatch, settings)
    other = only_notice(approved("local_tax", {"세목": "주민세"}, by=approver("second"), again=True))
    not_me(notice.token, Channel.SMS)
    for batch in (notice.batch, other.batch):
        dispatches.start(batch.dispatch)
    for chunk in Chunk.objects.all():
        worker.send_chunk(chunk.pk)

    found = set(Delivery.objects.values_list("channel", "state", "code"))
    assert found == {("sms", "skipped", "contact_stopped"), ("email", "accepted", "")}
    assert {message.address for message in transport.sent} == {"hong@example.com"}
    assert notice in on_paper(notice.batch)


def test_it_stands_on_the_first_page_of_the_department_until_somebody_has_seen_to_it(notice) -> None:
    user, batch = officer(), notice.batch
    assert "not for them" not in home(user)
    for _ in range(3):
        not_me(notice.token, Channel.EMAIL)
    assert "1 reader says that the message was not for them" in home(user)
    assert "not for them" not in home(officer("other", department="민방위팀"))

    client = signed_in(user)
    page = client.get(f"{reverse('staff:rows', args=[batch.pk])}?message=not_me", headers={"accept-language": "en"})
    assert "홍길동" in page.content.decode()
    assert f'name="through" value="{last_of(batch)}"' in page.content.decode()
    client.post(reverse("staff:not_me_seen", args=[batch.pk]), {"through": last_of(batch)})

    assert "not for them" not in home(user)
    logged = AccessLogEntry.objects.order_by("id").values_list("action", "subject", "people")
    assert list(logged) == [("batch_rows", f"batch:{batch.pk}", 1), ("not_me_seen", f"batch:{batch.pk}", 1)]
    event = NoticeEvent.objects.latest("id")
    assert (event.kind, event.by) == ("seen", user)


def test_what_comes_in_later_waits_again(notice) -> None:
    user, batch = officer(), notice.batch
    not_me(notice.token, Channel.EMAIL)
    seen = last_of(batch)
    assert see_to(batch, through=seen - 1, by=user) == 0
    assert see_to(batch, through=seen, by=user) == 1
    assert see_to(batch, through=seen, by=user) == 0
    assert waiting() == []
    not_me(notice.token, Channel.SMS)
    assert waiting() == [(batch.pk, 1)]


def test_another_department_can_neither_see_it_nor_note_it(notice) -> None:
    not_me(notice.token, Channel.EMAIL)
    client = signed_in(officer("other", department="민방위팀"))
    assert client.post(reverse("staff:not_me_seen", args=[notice.batch_id]), {"through": "999999"}).status_code == 404
    assert waiting() == [(notice.batch_id, 1)]


@pytest.mark.parametrize("through", ["", "abc", "-1", "٣", "9" * 30])
def test_a_mangled_form_notes_nothing_and_does_no_harm(notice, through) -> None:
    not_me(notice.token, Channel.EMAIL)
    client = signed_in(officer())
    assert client.post(reverse("staff:not_me_seen", args=[notice.batch_id]), {"through": through}).status_code == 302
    assert len(waiting()) == (0 if through == "9" * 30 else 1)
