"""The pages of audiences: composing with and without JavaScript, saving, versions, small ones, whose they are."""

import json
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLogEntry
from campaigns.audiences import saving
from campaigns.audiences.posted import tree_of
from campaigns.audiences.tree import TreeRefused
from campaigns.models import Audience, AudienceVersion
from config.demo import audiences as sample
from tests.campaigns.audiences.test_tree import leaf
from tests.campaigns.conftest import NOW
from tests.people import MAJANG, approver, officer, subscriber

pytestmark = pytest.mark.django_db

EVERYBODY = {"op": "and", "of": [{"is": "everybody"}]}
MAJANG_ONLY = {"op": "and", "of": [{"is": "dong", "dongs": [MAJANG]}]}


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(officer())
    return found


def people(number: int) -> None:
    for at in range(number):
        subscriber(f"주민{at}", email=f"v{at}@example.com", sms=None)


def posted(tree: object, **more: str) -> dict[str, Any]:
    return {"audience": json.dumps(tree), "name": "마장동 주민", **more}


def test_saving_counts_and_each_change_is_a_version(client):
    people(12)
    answer = client.post(reverse("audiences:new"), posted(EVERYBODY))
    audience = Audience.objects.get()
    assert answer.url == reverse("audiences:one", args=[audience.pk])
    assert AudienceVersion.objects.get().counted["reachable"] == 12
    edit = reverse("audiences:edit", args=[audience.pk])
    client.post(edit, posted(EVERYBODY))  # the same again is no version
    client.post(edit, posted(MAJANG_ONLY, name="마장동"))
    assert list(audience.versions.order_by("number").values_list("number", flat=True)) == [1, 2]
    page = client.get(answer.url, HTTP_ACCEPT_LANGUAGE="en")
    assert "living in 마장동" in page.content.decode()
    assert [(one.came, one.went) for one in page.context["told"]] == [
        (["living in 마장동"], ["everybody who is enrolled"]), ([], [])
    ]  # fmt: skip
    assert not AccessLogEntry.objects.exists()


def test_few_people_need_a_reason_which_the_auditor_sees(client, settings):
    settings.AUDIENCE_SMALL = 10
    people(9)
    answer = client.post(reverse("audiences:new"), posted(EVERYBODY))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"because"}
    assert not Audience.objects.exists()
    client.post(reverse("audiences:new"), posted(EVERYBODY, because="걷기 모임 아홉 분께 안내"))
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.people, entry.purpose) == ("audience_small", 9, "걷기 모임 아홉 분께 안내")
    assert entry.subject == f"audience:{Audience.objects.get().pk}"
    assert AudienceVersion.objects.get().small_because == entry.purpose


@pytest.mark.parametrize("field", ["name", "because"])
def test_a_registration_number_is_not_kept(client, field):
    answer = client.post(reverse("audiences:new"), {**posted(EVERYBODY, because="x"), field: "800131-1234567"})
    assert answer.status_code == 422
    assert not Audience.objects.exists()


def test_what_is_no_tree_is_said_and_a_name_is_had_once(client):
    people(10)
    answer = client.post(reverse("audiences:new"), posted({"op": "and", "of": [leaf("sex"), leaf("age", to=1)]}))
    assert answer.status_code == 422
    assert answer.context["refused"].path == "2"
    for tree in ("", "{", "[]", '{"op": "and", "of": "x"}', '{"op": "and", "of": []}'):
        assert client.post(reverse("audiences:new"), {"audience": tree, "name": "x"}).status_code == 422
    client.post(reverse("audiences:new"), posted(EVERYBODY))
    assert client.post(reverse("audiences:new"), posted(MAJANG_ONLY)).context["form"].errors.keys() == {"name"}
    client.post(reverse("audiences:put_away", args=[Audience.objects.get().pk]))
    assert client.post(reverse("audiences:new"), posted(MAJANG_ONLY)).status_code == 302


def test_another_departments_audience_is_absent(client):
    people(10)
    audience = saving.save(EVERYBODY, by=approver(), at=NOW, name="우리 것").audience
    assert client.get(reverse("audiences:one", args=[audience.pk])).status_code == 200
    stranger = Client()
    stranger.force_login(officer("other", department="문화체육과"))
    for name, ask in (
        ("one", stranger.get),
        ("edit", stranger.get),
        ("edit", stranger.post),
        ("put_away", stranger.post),
    ):
        assert ask(reverse(f"audiences:{name}", args=[audience.pk])).status_code == 404
    assert not stranger.get(reverse("audiences:list")).context["rows"]


def test_the_live_count_says_how_many_or_what_is_lacking(client):
    people(12)
    live = reverse("audiences:count")
    counted = client.post(live, {"audience": json.dumps(EVERYBODY), "channels": ["email"]})
    assert counted.context["picture"].count.by_channel == {"email": 12}
    lacking = client.post(live, {"audience": json.dumps({"op": "and", "of": [{"is": "age"}]})})
    assert lacking.context["refused"].path == "1"
    other = client.post(live, {"field": "who", "who": json.dumps(MAJANG_ONLY)})
    assert other.context["picture"].count.matching == 12
    assert client.post(live).status_code == 200


def test_without_javascript_one_condition_is_added_at_a_time(client):
    new = reverse("audiences:new")
    data = posted({"op": "and", "of": []})
    chosen = client.post(new, {**data, "step": "choose", "kind": "age", "op": "or"})
    assert chosen.context["adding"].condition.slug == "age"
    refused = client.post(new, {**data, "step": "add", "kind": "age", "op": "or"})
    assert (refused.status_code, bool(refused.context["adding"].non_field_errors())) == (422, True)
    grown = client.post(new, {**data, "step": "add", "kind": "age", "op": "or", "f_from": "20", "f_not": "on"})
    assert grown.context["tree"] == {"op": "or", "of": [{"is": "age", "from": "20", "not": True}]}
    assert grown.context["form"]["name"].value() == "마장동 주민"
    more = client.post(
        new, {**posted(grown.context["tree"]), "step": "add", "kind": "dong", "op": "or", "f_dongs": [MAJANG]}
    )
    assert len(more.context["chosen"]) == 2
    less = client.post(new, {**posted(more.context["tree"]), "step": "remove:0", "op": "or"})
    assert less.context["tree"]["of"] == MAJANG_ONLY["of"]
    assert not Audience.objects.exists()


def test_a_form_with_the_builder_holds_a_tree_or_a_saved_audience():
    people(10)
    mine = officer()
    audience = saving.save(EVERYBODY, by=mine, at=NOW, name="모두").audience
    assert tree_of({"audience": json.dumps(MAJANG_ONLY)}, name="audience", user=mine) == MAJANG_ONLY
    assert tree_of({"audience": "", "audience_saved": str(audience.pk)}, name="audience", user=mine) == EVERYBODY
    stranger = officer("other", department="문화체육과")
    with pytest.raises(TreeRefused):
        tree_of({"audience_saved": str(audience.pk)}, name="audience", user=stranger)


def test_the_list_costs_the_same_however_long_it_is(client):
    people(10)
    queries = []
    for number in (1, 8):
        for at in range(number):
            tree = {
                "op": "and",
                "of": [leaf("interests"), leaf("dong"), leaf("event"), {"is": "everybody", "not": True}],
            }
            saving.save(tree, by=officer(f"o{number}{at}"), at=NOW, name=f"{number} {at}", because="시험")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("audiences:list")).status_code == 200
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_a_version_whose_question_is_not_offered_any_more_is_still_told(client):
    people(10)
    audience = saving.save(EVERYBODY, by=officer("o2"), at=NOW, name="오래된 것").audience
    audience.versions.update(tree={"op": "and", "of": [{"is": "survey", "survey": "99"}]})
    page = client.get(reverse("audiences:one", args=[audience.pk]))
    assert page.context["picture"] is None
    assert client.get(reverse("audiences:edit", args=[audience.pk])).context["refused"]


def test_the_sample_district_has_its_audiences_once():
    by = officer()
    assert sample.load(by=by) == sample.load(by=by) == 5
    assert AudienceVersion.objects.count() == 6


def test_the_builder_begins_with_the_audience_that_the_address_names():
    by = officer()
    audience = saving.save(EVERYBODY, by=by, at=NOW, name="모두", because="시험").audience
    request = RequestFactory().get("/", {"audience": str(audience.pk)})
    request.user = by
    drawn = render_to_string("campaigns/audiences/_builder.html", {"name": "who", "tree": None}, request)
    assert "selected" in drawn
    assert 'name="who_saved"' in drawn
    assert "selected" not in render_to_string(
        "campaigns/audiences/_builder.html", {"name": "who", "tree": EVERYBODY}, request
    )
