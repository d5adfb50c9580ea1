"""Trees of conditions: hostile ones are refused with the place and words; every condition has its SQL and its words."""

import json
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.audiences import asking
from campaigns.audiences.conditions import CONDITIONS
from campaigns.audiences.tree import DEEPEST, MOST_NODES, TreeRefused, as_json, lines, parse, words
from campaigns.models import Survey
from tests.campaigns.conftest import NOW
from tests.people import MAJANG, SONGJEONG

pytestmark = pytest.mark.django_db

EVERY: dict[str, dict[str, Any]] = {
    "interests": {"interests": ["3", "4"], "which": "all"},
    "dong": {"dongs": [MAJANG, SONGJEONG]},
    "age": {"from": 20, "to": 39},
    "sex": {"sex": "F"},
    "child": {"from": 3, "to": 7},
    "tong": {"dong": MAJANG, "from": 1, "to": 9},
    "language": {"language": "en"},
    "event": {"how": "came", "interest": "3", "months": 6},
    "survey": {},
    "unwritten": {"days": 14},
    "channel": {"channel": "sms"},
    "consent": {"kind": "promotional"},
    "everybody": {},
}


def leaf(slug: str, **more: Any) -> dict[str, Any]:
    return {"is": slug, **EVERY[slug], **more}


def refusal(given: object) -> TreeRefused:
    with pytest.raises(TreeRefused) as caught:
        parse(given)
    return caught.value


def deep(levels: int) -> dict[str, Any]:
    return leaf("sex") if levels == 0 else {"op": "and", "of": [deep(levels - 1)]}


def test_every_condition_is_among_these():
    assert set(EVERY) == set(CONDITIONS)


@pytest.mark.parametrize("slug", EVERY)
@pytest.mark.parametrize("negated", [False, True])
def test_every_condition_is_read_stored_asked_and_said(slug, negated):
    tree = {"op": "and", "of": [leaf(slug, **({"not": True} if negated else {}))]}
    node = parse(json.dumps(tree))
    assert as_json(node) == tree
    condition, parameters = asking.where(node, at=NOW)
    assert all(name.startswith("aud_") for name in parameters)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT r.resident_id FROM campaigns_reach AS r WHERE {condition}", parameters)
        assert cursor.fetchall() == []
    with translation.override("en"):
        plain = words(parse({"op": "and", "of": [leaf(slug)]}))
        assert words(node) == (f"not {plain}" if negated else plain)
        assert "%(" not in plain


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("", ""),
        ("{", ""),
        ("[" * 5_000, ""),
        ("1" * 50_000, ""),
        (None, ""),
        ([], ""),
        ({"op": "and", "of": []}, ""),
        ({"op": "xor", "of": [leaf("sex")]}, ""),
        ({"op": "and", "of": {"0": leaf("sex")}}, ""),
        ({"op": "and", "of": [leaf("sex"), "sex"]}, "2"),
        ({"op": "and", "of": [{"op": "or", "of": [leaf("sex"), leaf("age", to=10)]}]}, "1.2"),
        ({"op": "and", "of": [{"op": "or", "of": []}]}, "1"),
        ({"op": "and", "of": [{"is": "name", "name": "홍길동"}]}, "1"),
        ({"op": "and", "of": [leaf("sex", sex="x'; DROP TABLE residents_resident; --")]}, "1"),
        ({"op": "and", "of": [leaf("sex", sex=["F"])]}, "1"),
        ({"op": "and", "of": [leaf("sex", sql="TRUE")]}, "1"),
        ({"op": "and", "of": [leaf("sex", **{"not": "yes"})]}, "1"),
        ({"op": "and", "of": [leaf("dong", dongs=[])]}, "1"),
        ({"op": "and", "of": [leaf("dong", dongs=["9999999999"])]}, "1"),
        ({"op": "and", "of": [leaf("dong", dongs=[MAJANG, MAJANG])]}, "1"),
        ({"op": "and", "of": [leaf("dong", dongs=MAJANG)]}, "1"),
        ({"op": "and", "of": [leaf("age", **{"from": True})]}, "1"),
        ({"op": "and", "of": [leaf("age", **{"from": 1e400})]}, "1"),
        ({"op": "and", "of": [leaf("age", **{"from": -1})]}, "1"),
        ({"op": "and", "of": [leaf("age", **{"from": 10**30})]}, "1"),
        ({"op": "and", "of": [{"is": "age"}]}, "1"),
        ({"op": "and", "of": [leaf("child", to=19)]}, "1"),
        ({"op": "and", "of": [leaf("event", interest="0")]}, "1"),
        ({"op": "and", "of": [{"is": ["sex"]}]}, "1"),
        ({"op": "and", "of": [leaf("sex")] * (MOST_NODES + 1)}, ""),
        (deep(DEEPEST + 1), ".".join(["1"] * DEEPEST)),
    ],
)  # fmt: skip
def test_what_is_no_tree_is_refused_with_its_place_and_words(given, path):
    with translation.override("en"):
        refused = refusal(given)
    assert refused.path == path
    assert refused.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["op", "of", "is", "not", "from", "to", "dongs", "x"]), inner, max_size=4)
        | st.builds(lambda of: {"op": "and", "of": of}, st.lists(inner, max_size=3))
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_whatever_comes_in_is_a_tree_or_is_refused(given):
    try:
        node = parse(given)
    except TreeRefused as refused:
        assert refused.text
    else:
        assert parse(as_json(node)) == node


def test_a_tree_is_a_sentence():
    tree = parse(
        {"op": "and", "of": [leaf("sex"), {"op": "or", "of": [leaf("age"), leaf("dong")], "not": True}, leaf("child")]}
    )
    with translation.override("en"):
        assert words(tree) == (
            "women and not (aged 20 to 39 or living in 마장동·송정동) and of a household with a child aged 3 to 7"
        )
        assert lines(tree)[1] == "not (aged 20 to 39 or living in 마장동·송정동)"


def test_only_surveys_that_ask_for_names_can_be_asked_for():
    secret = Survey.objects.create(slug="a", title="익명", anonymous=True, state="open")
    named = Survey.objects.create(slug="b", title="기명", anonymous=False, state="open")
    assert refusal({"op": "and", "of": [leaf("survey", survey=str(secret.pk))]}).path == "1"
    with translation.override("en"):
        assert words(parse({"op": "and", "of": [leaf("survey", survey=str(named.pk))]})) == "who answered “기명”"
