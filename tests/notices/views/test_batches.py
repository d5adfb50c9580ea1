from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from deliveries import dispatches
from deliveries.models import Delivery
from notices import batches
from notices.models import Batch, Notice
from residents.models import Channel, ConsentKind
from tests.notices.taking import approved, file_of, taken
from tests.people import approver, clerk, officer, resident

pytestmark = pytest.mark.django_db
PAGES = ("home", "batch_new")
BATCH_PAGES = ("batch", "live", "rows", "rows_list", "paper_list")
ACTIONS = ("submit", "approve", "pause", "resume", "cancel")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name, batch) -> str:
    return reverse(f"staff:{name}", args=[batch.pk])


def upload(client, *changes, content=None, name="register.xlsx", slug="local_tax", **fields):
    file = SimpleUploadedFile(name, content if content is not None else file_of(slug, *(changes or ({},))).read())
    data = {"notice_type": "local_tax", "title": "2026년 12월 재산세", "file": file, **fields}
    return client.post(reverse("staff:batch_new"), data)


def waiting(by) -> Batch:
    batch = taken("local_tax", {}, uploaded_by=by)
    batches.submit(batch, by=by)
    return batch


def state(batch) -> str:
    return Batch.objects.get(pk=batch.pk).dispatch.state


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_sign_in(client, name):
    path = reverse(f"staff:{name}")
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={path}")


@pytest.mark.parametrize("name", BATCH_PAGES + ACTIONS)
def test_a_stranger_gets_no_page_of_a_batch_and_moves_nothing(client, name):
    batch = taken()
    assert client.post(at(name, batch)).status_code == 302
    assert client.get(at(name, batch)).url.startswith(reverse("login"))
    assert state(batch) == "draft"


@pytest.mark.parametrize("name", BATCH_PAGES + ACTIONS)
def test_a_counter_clerk_is_refused(name):
    batch = taken()
    client = signed_in(clerk())
    assert client.get(at(name, batch)).status_code == 403
    assert client.post(at(name, batch)).status_code == 403


def test_a_counter_clerk_finds_no_batches_on_the_home_page():
    taken("local_tax", {}, title="우리 재산세", department="")
    client = signed_in(clerk())
    assert client.get(reverse("staff:home")).url == reverse("landing")
    assert client.get(reverse("staff:batch_new")).status_code == 403


@pytest.mark.parametrize("name", BATCH_PAGES)
def test_another_departments_batch_is_as_if_it_did_not_exist(name):
    batch = taken()
    client = signed_in(approver("stranger", department="민방위팀"))
    assert client.get(at(name, batch)).status_code == 404
    assert client.get(reverse(f"staff:{name}", args=[batch.pk + 1000])).status_code == 404
    assert not AccessLogEntry.objects.exists()


@pytest.mark.parametrize("name", ACTIONS)
def test_another_department_moves_nothing(name):
    batch = waiting(officer())
    stranger = signed_in(approver("stranger", department="민방위팀"))
    assert stranger.post(at(name, batch), {"audience": batch.audience_hash}).status_code == 404
    assert state(batch) == "awaiting"


def test_the_home_page_lists_the_departments_batches_only():
    taken("local_tax", {}, title="우리 재산세")
    taken("local_tax", {"세목": "주민세"}, title="남의 주민세", department="세무2과", again=True)
    page = signed_in(officer()).get(reverse("staff:home")).content.decode()
    assert "우리 재산세" in page
    assert "남의 주민세" not in page


def test_the_home_page_shows_what_waits_for_me_and_not_what_i_uploaded():
    mine = officer()
    batch = waiting(mine)
    assert list(signed_in(mine).get(reverse("staff:home")).context["waiting"]) == []
    assert list(signed_in(approver()).get(reverse("staff:home")).context["waiting"]) == [batch]


def test_a_register_handed_in_is_taken_in_for_the_department():
    resident()
    mine = officer()
    response = upload(signed_in(mine))
    batch = Batch.objects.get()
    assert (response.status_code, response.url) == (302, at("batch", batch))
    assert (batch.uploaded_by, batch.department, batch.counts["recipients"]) == (mine, "세무1과", 1)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "register.xlsx"),
        (b"", "empty.xlsx"),
        (b"HWP Document File V3.00", "a.hwp"),
        (b"a,b\n1,2\n", "a.csv"),
    ],
)
def test_a_file_that_is_no_register_comes_back_with_a_sentence_beside_the_field(content, name):
    response = upload(signed_in(officer()), content=content, name=name)
    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert error in response.content.decode()
    assert not Batch.objects.exists()


def test_a_register_of_another_type_comes_back_with_a_sentence():
    response = upload(signed_in(officer()), slug="civil_defense")
    assert response.status_code == 422
    assert "file" in response.context["form"].errors


def test_an_upload_beyond_the_limit_comes_back_with_a_sentence(settings):
    settings.REGISTER_MAX_BYTES = 2**20
    response = upload(signed_in(officer()), content=b"x" * (2**20 + 1))
    assert response.status_code == 422
    (error,) = response.context["form"].errors["file"]
    assert "1 MB" in error


@pytest.mark.parametrize("field", ["title", "file"])
def test_an_rrn_in_title_or_file_name_comes_back_beside_its_field(field):
    fields = {"title": "홍길동 800131-1234567"} if field == "title" else {"name": "800131-1234567.xlsx"}
    response = upload(signed_in(officer()), **fields)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Batch.objects.exists()


def test_the_same_register_again_asks_to_tick_a_box():
    client = signed_in(officer())
    upload(client)
    response = upload(client)
    assert response.status_code == 422
    assert 'name="again"' in response.content.decode()
    assert response.context["form"].non_field_errors()
    assert upload(client, again="on").status_code == 302
    assert Batch.objects.count() == 2


def test_the_box_is_not_there_before_it_is_needed():
    assert 'name="again"' not in signed_in(officer()).get(reverse("staff:batch_new")).content.decode()


def test_who_only_approves_cannot_hand_in_a_register():
    from accounts.models import Role, User
    from accounts.roles import grant

    only = User.objects.create_user(username="only", password="a-long-password", name="최은우", department="세무1과")
    grant(user=only, role=Role.APPROVER, by=None)
    assert signed_in(only).get(reverse("staff:batch_new")).status_code == 403


def test_the_batch_page_shows_counts_reasons_and_real_messages():
    resident()
    batch = taken("local_tax", {}, {"성명": "임꺽정"})
    page = signed_in(officer()).get(at("batch", batch)).content.decode()
    assert "[성동구청] 2026년 12월 안내" in page
    assert "홍길동 님" in page


def test_a_title_that_no_sms_can_carry_still_has_a_page():
    resident()
    batch = taken("local_tax", {}, title="재산세 😀")
    response = signed_in(officer()).get(at("batch", batch))
    assert response.status_code == 200
    assert response.context["warnings"]


def test_submitting_waits_for_a_second_person():
    batch = taken()
    assert signed_in(officer()).post(at("submit", batch)).status_code == 302
    assert state(batch) == "awaiting"


def test_who_handed_the_register_in_cannot_approve_it():
    both = approver("both")
    batch = waiting(both)
    client = signed_in(both)
    response = client.post(at("approve", batch), {"audience": batch.audience_hash})
    assert response.status_code == 422
    assert response.context["approval"].non_field_errors()
    assert (state(batch), Delivery.objects.count()) == ("awaiting", 0)
    assert at("approve", batch) not in client.get(at("batch", batch)).content.decode()


def test_an_officer_without_the_right_cannot_approve():
    batch = waiting(officer("other"))
    assert signed_in(officer()).post(at("approve", batch), {"audience": batch.audience_hash}).status_code == 403
    assert state(batch) == "awaiting"


def test_a_second_persons_approval_plans_the_messages():
    resident()
    batch = waiting(officer())
    response = signed_in(approver()).post(at("approve", batch), {"audience": batch.audience_hash}, follow=True)
    assert response.status_code == 200
    assert (state(batch), Delivery.objects.count()) == ("scheduled", 2)
    assert "2" in str(next(iter(response.context["messages"])))


def test_a_double_click_on_approve_sends_once():
    resident()
    batch = waiting(officer())
    client = signed_in(approver())
    for _ in range(2):
        assert client.post(at("approve", batch), {"audience": batch.audience_hash}).status_code == 302
    assert (Delivery.objects.count(), Notice.objects.count(), state(batch)) == (2, 1, "scheduled")


def test_an_approval_of_other_recipients_than_were_shown_is_refused():
    resident()
    batch = waiting(officer())
    batch.rows.update(sms_contact=None)
    response = signed_in(approver()).post(at("approve", batch), {"audience": batch.audience_hash})
    assert response.status_code == 422
    assert not Delivery.objects.exists()


def test_a_late_civil_defence_batch_asks_for_the_name_of_who_allows_it():
    kinds = {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}
    resident(services={"civil_defense": {Channel.SMS}}, consents=kinds)
    soon = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d 14:00")
    batch = taken("civil_defense", {"교육일시": soon})
    batches.submit(batch, by=None)
    client = signed_in(approver())
    response = client.post(at("approve", batch), {"audience": batch.audience_hash})
    assert response.status_code == 422
    assert 'name="late_allowed_by"' in response.content.decode()
    client.post(at("approve", batch), {"audience": batch.audience_hash, "late_allowed_by": "안전과장 정하늘"})
    assert (state(batch), Batch.objects.get().late_allowed_by) == ("scheduled", "안전과장 정하늘")


def test_a_time_to_send_is_read_in_kst():
    batch = waiting(officer())
    signed_in(approver()).post(at("approve", batch), {"audience": batch.audience_hash, "at": "2027-01-04T09:00"})
    assert timezone.localtime(Batch.objects.get().dispatch.scheduled_at).isoformat() == "2027-01-04T09:00:00+09:00"


def test_pause_resume_and_cancel_move_the_batch():
    resident()
    batch = approved()
    dispatches.start(batch.dispatch)
    client = signed_in(officer())
    seen = []
    for action in ("pause", "resume", "pause", "cancel"):
        client.post(at(action, batch))
        seen.append(state(batch))
    assert seen == ["paused", "sending", "paused", "cancelled"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize("action", ["pause", "resume"])
def test_an_action_that_comes_too_late_says_so_and_changes_nothing(action):
    batch = taken()
    response = signed_in(officer()).post(at(action, batch), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert state(batch) == "draft"


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_is_done_by_following_a_link(action):
    batch = taken()
    assert signed_in(approver()).get(at(action, batch)).status_code == 405
    assert state(batch) == "draft"


def test_the_rows_page_shows_what_each_row_became_and_is_logged():
    resident()
    batch = approved("local_tax", {}, {"성명": "임꺽정"}, {"성명": None})
    mine = officer()
    response = signed_in(mine).get(at("rows", batch))
    assert [(row.number, row.outcome) for row in response.context["rows"]] == [
        (2, "recipient"),
        (3, "paper"),
        (4, "invalid"),
    ]
    entry = AccessLogEntry.objects.get()
    assert (entry.user, entry.action, entry.subject, entry.people) == (mine, "batch_rows", f"batch:{batch.pk}", 3)


def test_the_rows_page_can_be_narrowed_to_one_outcome():
    batch = taken("local_tax", {}, {"성명": None})
    client = signed_in(officer())
    assert [row.number for row in client.get(at("rows", batch) + "?outcome=invalid").context["rows"]] == [3]
    assert len(client.get(at("rows", batch) + "?outcome=nonsense").context["rows"]) == 2


@pytest.mark.parametrize(("name", "people"), [("rows_list", 2), ("paper_list", 1)])
def test_a_download_is_logged_with_its_purpose(name, people):
    resident()
    batch = approved("local_tax", {}, {"성명": "임꺽정"})
    response = signed_in(officer()).get(at(name, batch))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content).startswith(b"PK")
    entry = AccessLogEntry.objects.get()
    assert (entry.people, entry.subject, entry.address) == (people, f"batch:{batch.pk}", "127.0.0.1")
    assert entry.action.startswith("download_")
    assert entry.purpose


@pytest.mark.parametrize(
    ("message", "states", "rows"),
    [
        ("failed", ("failed", "accepted", "bounced", "accepted"), [2]),
        ("unknown", ("accepted", "unknown", "accepted", "accepted"), [3]),
        ("unsent", ("accepted", "skipped", "cancelled", "accepted"), [2, 3]),
        ("waiting", ("accepted", "accepted", "queued", "sending"), [2, 3]),
        ("nonsense", ("failed", "accepted", "accepted", "accepted"), [2, 3, 4]),
    ],
)
def test_the_rows_page_can_be_narrowed_to_what_became_of_the_messages(message, states, rows):
    resident()
    resident("임꺽정", sms="01012345679", email="lim@example.com")
    batch = approved("local_tax", {}, {"성명": "임꺽정"}, {"성명": None})
    people = {notice.pk: notice.row.number for notice in Notice.objects.select_related("row")}
    order = sorted(Delivery.objects.all(), key=lambda row: (row.channel, people[row.recipient]))
    for delivery, state in zip(order, states, strict=True):  # both emails, then both SMS
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
    response = signed_in(officer()).get(at("rows", batch), {"message": message})
    assert [row.number for row in response.context["rows"]] == rows
    assert AccessLogEntry.objects.get().people == len(rows)
