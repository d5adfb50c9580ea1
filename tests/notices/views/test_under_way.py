"""A batch's page under way: its moving part, what stopped it, and the manner that its approver chose."""

import pytest
from django.urls import reverse
from django.utils import timezone

from deliveries import dispatches
from deliveries.models import Delivery, Dispatch
from notices.models import Batch
from tests.notices.taking import approved, taken
from tests.notices.views.test_batches import at, signed_in, state, waiting
from tests.people import approver, officer, resident

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("because", ["canary", "losses", "overdue", "downtime"])
def test_the_home_page_shows_what_stopped_and_waits_for_a_person(because):
    batch = taken()
    Dispatch.objects.update(state="paused", held_because=because)
    assert list(signed_in(officer()).get(reverse("staff:home")).context["held"]) == [batch]


@pytest.mark.parametrize("because", ["", "person"])
def test_what_a_person_paused_does_not_ask_for_another(because):
    taken()
    Dispatch.objects.update(state="paused", held_because=because)
    assert list(signed_in(officer()).get(reverse("staff:home")).context["held"]) == []


MANNER = {"canary": "200", "halt_percent": "5", "per_second": "20", "lane": "urgent"}


def test_the_approver_chooses_the_manner_before_anything_is_planned():
    resident()
    batch = waiting(officer())
    client = signed_in(approver())
    client.post(at("approve", batch), {"audience": batch.audience_hash, **MANNER})
    dispatch = Dispatch.objects.get()
    assert (dispatch.state, dispatch.canary, dispatch.halt_percent) == ("scheduled", 200, 5)
    assert (dispatch.per_second, dispatch.lane) == (20, "urgent")
    assert len(client.get(at("batch", batch)).context["manner"]) == 4


def test_without_choice_all_of_it_goes_at_once():
    batch = waiting(officer())
    client = signed_in(approver())
    client.post(at("approve", batch), {"audience": batch.audience_hash})
    dispatch = Dispatch.objects.get()
    assert (dispatch.canary, dispatch.halt_percent, dispatch.per_second, dispatch.lane) == (0, None, None, "notice")
    assert client.get(at("batch", batch)).context["manner"] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("canary", "0"),
        ("canary", "-1"),
        ("canary", "99999999999999999999"),
        ("canary", "많이"),
        ("halt_percent", "0"),
        ("halt_percent", "101"),
        ("per_second", "0"),
        ("per_second", "1e9"),
        ("per_second", "nan"),
        ("lane", "sneaky"),
    ],
)
def test_a_manner_that_makes_no_sense_comes_back_unfolded_and_sends_nothing(field, value):
    resident()
    batch = waiting(officer())
    response = signed_in(approver()).post(at("approve", batch), {"audience": batch.audience_hash, field: value})
    assert response.status_code == 422
    assert response.context["approval"].errors[field]
    assert '<details class="s-fold" open>' in response.content.decode()
    assert (state(batch), Delivery.objects.count()) == ("awaiting", 0)


def test_the_manner_is_folded_away_until_it_is_wanted():
    batch = waiting(officer())
    page = signed_in(approver()).get(at("batch", batch)).content.decode()
    assert '<details class="s-fold">' in page
    assert 'name="canary"' in page


def under_way() -> Batch:
    resident()
    batch = approved()
    dispatches.start(batch.dispatch)
    return batch


def test_the_moving_part_leaves_the_buttons_alone_while_nothing_but_numbers_changes():
    batch = under_way()
    client = signed_in(officer())
    picture = client.get(at("live", batch)).context["picture"]
    part = client.get(at("live", batch), {"stage": picture.stage, "tenth": picture.tenth}).content.decode()
    assert "hx-swap-oob" not in part
    assert at("pause", batch) not in part
    assert f"stage={picture.stage}&amp;tenth={picture.tenth}" in part


def test_the_moving_part_brings_what_to_press_when_the_batch_was_stopped():
    batch = under_way()
    client = signed_in(officer())
    shown = client.get(at("live", batch)).context["picture"]
    Dispatch.objects.update(state="paused", held_because="canary")
    part = client.get(at("live", batch), {"stage": shown.stage, "tenth": shown.tenth}).content.decode()
    assert [name for name in ("said", "state", "brake", "doubts") if f'"innerHTML:#{name}"' in part] == [
        "said",
        "state",
        "brake",
        "doubts",
    ]
    assert at("resume", batch) in part


def test_a_screen_reader_hears_every_tenth():
    batch = under_way()
    client = signed_in(officer())
    stage = client.get(at("live", batch)).context["picture"].stage
    part = client.get(at("live", batch), {"stage": stage, "tenth": "9"}).content.decode()
    assert '"innerHTML:#said"' in part
    assert '"innerHTML:#brake"' not in part


@pytest.mark.parametrize("end", ["finished", "cancelled"])
def test_the_moving_part_stops_asking_when_it_is_over(end):
    batch = under_way()
    client = signed_in(officer())
    assert "hx-get" in client.get(at("live", batch)).content.decode()
    Dispatch.objects.update(state=end, finished_at=timezone.now())
    assert "hx-get" not in client.get(at("live", batch)).content.decode()


def test_without_javascript_a_link_shows_how_far_it_is():
    batch = under_way()
    page = signed_in(officer()).get(at("batch", batch)).content.decode()
    assert f'<p class="s-no-js"><a class="s-link" href="{at("batch", batch)}">' in " ".join(page.split()).replace(
        "> <", "><"
    )


def test_the_moving_part_of_the_page_counts_the_messages():
    resident()
    batch = approved()
    Delivery.objects.filter(channel="sms").update(state="delivered")
    picture = signed_in(officer()).get(at("live", batch)).context["picture"]
    assert (picture.total, picture.done, picture.percent, picture.open) == (2, 1, 50, 1)
