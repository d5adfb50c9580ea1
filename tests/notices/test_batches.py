import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from deliveries import dispatches
from deliveries.dispatches import CannotChange
from deliveries.models import Chunk, Delivery
from notices import batches
from notices.batches import BatchRefused, Intake
from notices.models import Batch, Notice, RegisterRow
from residents.spreadsheets import open_table
from tests.notices.taking import approved, file_of, taken
from tests.people import approver, officer, resident

pytestmark = pytest.mark.django_db
NUMBERS = ("0261126082900011111", "0261126082900022222")
SOON = {"교육일시": "2026-11-26 14:00"}


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(BatchRefused) as caught:
        act(*args, **kwargs)
    assert str(caught.value.reason)
    return caught.value.code


def waiting(*changes, slug="local_tax", uploaded_by=None) -> Batch:
    batch = taken(slug, *changes, uploaded_by=uploaded_by)
    batches.submit(batch, by=uploaded_by)
    return batch


def test_a_batch_starts_as_a_draft_with_its_counts():
    resident()
    batch = taken("local_tax", {}, {"성명": "임꺽정"})
    assert batch.dispatch.state == "draft"
    assert (batch.counts["rows"], batch.counts["recipients"], batch.counts["paper"]) == (2, 1, 1)
    assert not Notice.objects.exists()


def test_the_same_register_again_is_noticed_and_nothing_of_it_stays():
    first = taken("local_tax", {}, {})
    with pytest.raises(BatchRefused) as caught:
        taken("local_tax", {}, {})
    assert (caught.value.code, caught.value.batch) == ("same_register", first)
    assert first.title in str(caught.value.reason)
    assert Batch.objects.count() == 1
    assert RegisterRow.objects.count() == 2


def test_the_same_register_saved_again_in_another_order_and_under_another_name_is_noticed():
    one, two = ({"전자납부번호": number} for number in NUMBERS)
    taken("local_tax", one, two)
    assert refusal(taken, "local_tax", two, one, file_name="other.xlsx", title="다른 제목") == "same_register"


def test_the_same_register_with_a_bad_row_repaired_is_another_register():
    taken("local_tax", {}, {"성명": None})
    assert taken("local_tax", {}, {}).counts["rows"] == 2


def test_another_register_is_taken_in():
    taken("local_tax", {"전자납부번호": NUMBERS[0]})
    assert taken("local_tax", {"전자납부번호": NUMBERS[1]}).pk


def test_the_same_register_is_taken_in_when_it_is_said_expressly():
    taken()
    assert taken(again=True).pk


def test_after_a_cancelled_batch_the_same_register_may_come_again():
    dispatches.cancel(taken().dispatch, by=None)
    assert taken().pk


def test_a_register_without_one_good_row_is_never_the_same_register():
    taken("local_tax", {"성명": None})
    assert taken("local_tax", {"성명": None}).counts["invalid"] == 1


@pytest.mark.parametrize("field", ["title", "file_name"])
def test_a_title_or_file_name_with_an_rrn_is_refused(field):
    assert refusal(taken, "local_tax", {}, **{field: "홍길동 800131-1234567.xlsx"}) == "rrn"
    assert not Batch.objects.exists()


def test_approval_makes_a_notice_of_every_row_that_is_owed_and_a_delivery_for_each_channel():
    resident()
    batch = approved("local_tax", {}, {"성명": "임꺽정"}, {"성명": None})
    assert Notice.objects.filter(batch=batch).count() == 2
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email", "sms"]
    assert Chunk.objects.count() == 2
    batch.refresh_from_db()
    assert (batch.dispatch.state, batch.approved_by.username) == ("scheduled", "approver")


def test_links_of_notices_are_long_random_and_name_nobody():
    resident()
    batch = approved("local_tax", *({} for _ in range(50)))
    tokens = set(Notice.objects.filter(batch=batch).values_list("token", flat=True))
    assert len(tokens) == 50
    assert all(len(token) == 16 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_the_person_who_took_the_register_in_cannot_approve_it():
    mine = officer()
    batch = waiting(uploaded_by=mine)
    assert refusal(batches.approve, batch, by=mine, audience=batch.audience_hash) == "second_person"
    assert refusal(batches.approve, batch, by=None, audience=batch.audience_hash) == "second_person"
    assert not Delivery.objects.exists()


def test_where_the_setting_allows_it_one_person_is_enough(settings):
    settings.SELF_APPROVAL = True
    batch = waiting()
    assert batches.approve(batch, by=None, audience=batch.audience_hash) == 0


def test_only_the_audience_that_the_approver_saw_is_approved():
    resident()
    batch = waiting()
    assert refusal(batches.approve, batch, by=approver(), audience="0" * 64) == "audience_changed"


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.rows.update(outcome="paper"),
        lambda batch: batch.rows.update(sms_contact=None),
        lambda batch: batch.rows.update(resident=None),
        lambda batch: batch.dispatch.contents.filter(channel="sms").update(text="다른 말"),
        lambda batch: batch.dispatch.contents.filter(channel="email").update(subject="다른 제목"),
    ],
)
def test_an_audience_or_a_text_that_changed_since_it_was_frozen_is_refused(change):
    resident()
    batch = waiting()
    change(batch)
    assert refusal(batches.approve, batch, by=approver(), audience=batch.audience_hash) == "audience_changed"
    assert not Delivery.objects.exists()


def test_approving_twice_sends_once():
    resident()
    batch = waiting()
    second = approver()
    assert batches.approve(batch, by=second, audience=batch.audience_hash) == 2
    with pytest.raises(CannotChange):
        batches.approve(batch, by=second, audience=batch.audience_hash)
    assert Delivery.objects.count() == 2
    assert Notice.objects.count() == 1


def test_a_cancelled_batch_cannot_be_approved():
    resident()
    batch = waiting()
    dispatches.cancel(batch.dispatch, by=None)
    with pytest.raises(CannotChange):
        batches.approve(batch, by=approver(), audience=batch.audience_hash)
    assert not Delivery.objects.exists()


def civil_defence_member():
    from residents.models import Channel, ConsentKind

    return resident(
        services={"civil_defense": {Channel.SMS}}, consents={ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}
    )


def test_a_civil_defence_notice_less_than_seven_days_before_is_refused():
    civil_defence_member()
    batch = waiting(SOON, slug="civil_defense")
    assert refusal(batches.approve, batch, by=approver(), audience=batch.audience_hash) == "too_late"
    assert not Delivery.objects.exists()


def test_a_late_civil_defence_notice_goes_out_when_somebody_is_named_who_allows_it():
    civil_defence_member()
    batch = waiting(SOON, slug="civil_defense")
    batches.approve(batch, by=approver(), audience=batch.audience_hash, late_allowed_by="안전과장 정하늘")
    assert Batch.objects.get().late_allowed_by == "안전과장 정하늘"


def test_a_make_up_training_may_be_told_until_two_days_before():
    civil_defence_member()
    batch = waiting({**SOON, "교육구분": "보충 1차"}, slug="civil_defense")
    assert batches.approve(batch, by=approver(), audience=batch.audience_hash) == 1


def test_a_start_after_the_last_lawful_moment_is_refused_too():
    civil_defence_member()
    batch = waiting({"교육일시": "2027-12-15 14:00"}, slug="civil_defense")
    late = datetime(2027, 12, 8, 5, 1, tzinfo=UTC)
    assert refusal(batches.approve, batch, by=approver(), audience=batch.audience_hash, at=late) == "too_late"
    batches.approve(batch, by=approver("other"), audience=batch.audience_hash, at=late - timedelta(minutes=1))


def test_late_rows_on_paper_hold_nothing_up():
    batch = waiting(SOON, slug="civil_defense")
    assert batches.approve(batch, by=approver(), audience=batch.audience_hash) == 0


def test_a_time_to_start_is_kept():
    resident()
    batch = waiting()
    at = timezone.now() + timedelta(days=2)
    batches.approve(batch, by=approver(), audience=batch.audience_hash, at=at)
    assert Batch.objects.get().dispatch.scheduled_at == at


def test_a_department_sees_its_own_batches_only():
    taken("local_tax", {}, department="세무1과")
    assert Batch.objects.visible_to(officer()).count() == 1
    assert Batch.objects.visible_to(officer("stranger", department="민방위팀")).count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_register_taken_in_twice_at_the_same_moment_makes_one_batch():
    together = threading.Barrier(2)
    made, refused = [], []

    def hand_in(file) -> None:
        together.wait()
        try:
            with open_table(file, filename="a.xlsx") as table:
                made.append(batches.take_in(Intake("local_tax", "안내", "a.xlsx"), table))
        except BatchRefused as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in, args=[file_of("local_tax", {}, {})]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), refused) == (1, ["same_register"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_approvals_at_the_same_moment_send_once():
    resident()
    batch = waiting()
    second, together, planned, refused = approver(), threading.Barrier(2), [], []

    def approve() -> None:
        mine = Batch.objects.get(pk=batch.pk)
        together.wait()
        try:
            planned.append(batches.approve(mine, by=second, audience=batch.audience_hash))
        except CannotChange:
            refused.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (planned, refused) == ([2], [True])
    assert (Delivery.objects.count(), Chunk.objects.count(), Notice.objects.count()) == (2, 2, 1)
