"""Every page of the office and every role, against one written table: who is let in, and that nobody else is.

A page that is added without a line here fails, so that somebody says in words who may. What a page shows to those whom
it lets in is limited further by department and dong; the tests below hold that for batches and requests.
"""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from accounts.models import Role, User
from accounts.permissions import pages
from accounts.roles import grant
from config import page_words
from notices.models import Batch
from residents import rights
from residents.models import RightsRequest
from tests import people
from tests.architecture.test_urls_are_guarded import _patterns
from tests.notices.taking import approved

pytestmark = pytest.mark.django_db

CLERK, PAPER_DESK, OFFICER, APPROVER = Role.CLERK, Role.PAPER_DESK, Role.OFFICER, Role.APPROVER
HEAD, AUDITOR, ADMINISTRATOR = Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR
EVERYBODY = set(Role)
SENDING = {OFFICER, APPROVER}

WHO_MAY: dict[str, set[Role]] = {
    "landing": EVERYBODY,
    # The counter and paper.
    "counter:home": {CLERK},
    "counter:begin": {CLERK},
    "counter:enrol": {CLERK},
    "counter:enrolled": {CLERK},
    "counter:give_up": {CLERK},
    "counter:keep": {CLERK},
    "counter:printed": {CLERK},
    "counter:prove": {CLERK},
    "counter:consent": {CLERK},
    "counter:contact": {CLERK},
    "counter:contact_proof": {CLERK},
    "counter:contact_remove": {CLERK},
    "counter:correct": {CLERK},
    "counter:find": {CLERK},
    "counter:leave": {CLERK},
    "counter:move_in": {CLERK},
    "counter:purpose": {CLERK},
    "counter:receipt": {CLERK},
    "counter:resident": {CLERK},
    "counter:services": {CLERK},
    "counter:undo": {CLERK},
    "bundles:list": {PAPER_DESK, CLERK},
    "bundles:close": {PAPER_DESK, CLERK},
    "bundles:count": {PAPER_DESK, CLERK},
    "bundles:form": {PAPER_DESK, CLERK},
    "bundles:gap": {PAPER_DESK, CLERK},
    "bundles:give_back": {PAPER_DESK, CLERK},
    "bundles:look_alikes": {PAPER_DESK, CLERK},
    "bundles:mismatch": {PAPER_DESK, CLERK},
    "bundles:new": {PAPER_DESK, CLERK},
    "bundles:next": {PAPER_DESK, CLERK},
    "bundles:one": {PAPER_DESK, CLERK},
    "bundles:page": {PAPER_DESK, CLERK},
    "bundles:queue": {PAPER_DESK, CLERK},
    "bundles:queue_next": {PAPER_DESK, CLERK},
    "bundles:reopen": {PAPER_DESK, CLERK},
    "bundles:scans": {PAPER_DESK, CLERK},
    "bundles:second": {PAPER_DESK, CLERK},
    "bundles:send_code": {PAPER_DESK, CLERK},
    "bundles:send_codes": {PAPER_DESK, CLERK},
    "bundles:take_out": {PAPER_DESK, CLERK},
    "repair:list": {CLERK},
    "repair:look": {CLERK},
    "repair:call": {CLERK},
    "repair:take": {CLERK},
    "repair:give_back": {CLERK},
    "repair:proof": {CLERK},
    "proofs:state": {CLERK, PAPER_DESK},
    "proofs:type": {CLERK, PAPER_DESK},
    "proofs:again": {CLERK, PAPER_DESK},
    "imports:list": {OFFICER},
    "imports:cancel": {OFFICER},
    "imports:choose_again": {OFFICER},
    "imports:columns": {OFFICER},
    "imports:live": {OFFICER},
    "imports:one": {OFFICER},
    "imports:pause": {OFFICER},
    "imports:rejected": {OFFICER},
    "imports:resume": {OFFICER},
    "imports:run": {OFFICER},
    "imports:undo": {OFFICER},
    # Figures, of which none is about one person.
    "cockpit:home": {OFFICER, APPROVER, CLERK, HEAD, ADMINISTRATOR},
    "cockpit:count": {OFFICER, APPROVER, CLERK, HEAD, ADMINISTRATOR},
    "cockpit:dong": {OFFICER, APPROVER, CLERK, HEAD, ADMINISTRATOR},
    "cockpit:population": {OFFICER, ADMINISTRATOR},
    "cockpit:report": {OFFICER, APPROVER, CLERK, HEAD, ADMINISTRATOR},
    "cockpit:workbook": {OFFICER, APPROVER, CLERK, HEAD, ADMINISTRATOR},
    "deliveries:health": {OFFICER, APPROVER, ADMINISTRATOR},
    "deliveries:health_live": {OFFICER, APPROVER, ADMINISTRATOR},
    # Residents' requests.
    "requests:list": {OFFICER},
    "requests:one": {OFFICER},
    # Batches.
    "staff:home": EVERYBODY,  # others than officers and approvers are led to their own page
    "staff:batch_new": {OFFICER},
    "staff:batch": SENDING,
    "staff:live": SENDING,
    "staff:rows": SENDING,
    "staff:settle": {OFFICER},
    "staff:rows_list": SENDING,
    "staff:paper_list": SENDING,
    "staff:submit": {OFFICER},
    "staff:approve": {APPROVER},
    "staff:pause": SENDING,
    "staff:resume": SENDING,
    "staff:cancel": SENDING,
    "staff:not_me_seen": SENDING,
    "staff:doubts_to_paper": SENDING,
    "staff:doubts_again": {APPROVER},
    # audiences
    "audiences:list": {OFFICER},
    "audiences:new": {OFFICER},
    "audiences:one": {OFFICER},
    "audiences:edit": {OFFICER},
    "audiences:count": {OFFICER},
    "audiences:put_away": {OFFICER},
    # campaigns
    "campaigns:list": SENDING,
    "campaigns:new": {OFFICER},
    "campaigns:keep": {OFFICER},
    "campaigns:library": {OFFICER},
    "campaigns:one": SENDING,
    "campaigns:edit": {OFFICER},
    "campaigns:mail": SENDING,
    "campaigns:live": SENDING,
    "campaigns:submit": {OFFICER},
    "campaigns:approve": SENDING,
    "campaigns:send_back": SENDING,
    "campaigns:pause": SENDING,
    "campaigns:resume": SENDING,
    "campaigns:stop": SENDING,
    "campaigns:choose": SENDING,
    "campaigns:correct": {OFFICER},
    "campaigns:copy": {OFFICER},
    "campaigns:remove": {OFFICER},
    "campaigns:restore": {OFFICER},
    # events_desk
    "events_desk:list": {OFFICER, CLERK},
    "events_desk:new": {OFFICER},
    "events_desk:by_link": {OFFICER, CLERK},
    "events_desk:choose": {CLERK},
    "events_desk:one": {OFFICER, CLERK},
    "events_desk:edit": {OFFICER},
    "events_desk:preview": {OFFICER},
    "events_desk:publish": {OFFICER},
    "events_desk:draw": {OFFICER},
    "events_desk:seats": {OFFICER},
    "events_desk:cancel": {OFFICER},
    "events_desk:duplicate": {OFFICER},
    "events_desk:take": {OFFICER},
    "events_desk:find": {OFFICER, CLERK},
    "events_desk:guest": {OFFICER, CLERK},
    "events_desk:register": {OFFICER, CLERK},
    "events_desk:registration": {OFFICER, CLERK},
    "events_desk:act": {OFFICER, CLERK},
    "events_desk:certificate": {OFFICER},
    "events_desk:door": {OFFICER, CLERK},
    "events_desk:door_send": {OFFICER, CLERK},
    "events_desk:check_in": {OFFICER, CLERK},
    # conversations
    "conversations:list": {OFFICER},
    "conversations:canned": {OFFICER},
    "conversations:canned_remove": {OFFICER},
    "conversations:one": {OFFICER},
    "conversations:note": {OFFICER},
    "conversations:take": {OFFICER},
    "conversations:give_back": {OFFICER},
    "conversations:close": {OFFICER},
    "conversations:move": {OFFICER},
    # surveys_desk
    "surveys_desk:list": {OFFICER},
    "surveys_desk:new": {OFFICER},
    "surveys_desk:one": {OFFICER},
    "surveys_desk:edit": {OFFICER},
    "surveys_desk:mend": {OFFICER},
    "surveys_desk:preview": {OFFICER},
    "surveys_desk:open": {OFFICER},
    "surveys_desk:close": {OFFICER},
    "surveys_desk:duplicate": {OFFICER},
    "surveys_desk:delete": {OFFICER},
    "surveys_desk:invite": {OFFICER},
    "surveys_desk:publish": {OFFICER},
    "surveys_desk:results": {OFFICER},
    "surveys_desk:workbook": {OFFICER},
    "surveys_desk:named": {OFFICER},
    "proposals_desk:list": {OFFICER},
    "proposals_desk:one": {OFFICER},
    "proposals_desk:take": {OFFICER},
    "proposals_desk:forward": {OFFICER},
    "proposals_desk:release": {OFFICER},
    "proposals_desk:hold_back": {OFFICER},
    "proposals_desk:outcomes": {OFFICER},
    "proposals_desk:outcome_new": {OFFICER},
    "proposals_desk:outcome": {OFFICER},
    "proposals_desk:outcome_edit": {OFFICER},
    "proposals_desk:outcome_publish": {OFFICER},
    # results
    "results:list": SENDING | {HEAD},
    "results:campaign": SENDING | {HEAD},
    "results:campaign_workbook": SENDING | {HEAD},
    "results:event": SENDING | {HEAD},
    "results:event_workbook": SENDING | {HEAD},
    "results:workbook": SENDING | {HEAD},
    "results:digest": SENDING,
    "results:digest_stop": SENDING,
    "results:digest_take_up": SENDING,
    # Who may do what, and who looked at whom.
    "office:access_log": {AUDITOR, ADMINISTRATOR},
    "office:access_log_review": {AUDITOR},
    "office:access_log_lines": {AUDITOR, ADMINISTRATOR},
    "office:access_log_download": {AUDITOR, ADMINISTRATOR},
    "office:password": EVERYBODY,
    "office:people": {AUDITOR, ADMINISTRATOR},
    "office:people_changes": {AUDITOR, ADMINISTRATOR},
    "office:people_roles": {AUDITOR, ADMINISTRATOR},
    "office:person": {AUDITOR, ADMINISTRATOR},
    "office:person_new": {ADMINISTRATOR},
    "office:person_rights": {ADMINISTRATOR},
    "office:person_place": {ADMINISTRATOR},
    "office:person_password": {ADMINISTRATOR},
    "office:person_deactivate": {ADMINISTRATOR},
    "office:person_reactivate": {ADMINISTRATOR},
}


def _guarded(resolver: object, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Yield name and address of every page that is not public, its placeholders filled with what is not there."""
    addresses = dict(_addresses(resolver, prefix))
    for _pattern, name, view in _patterns(resolver):
        if getattr(view, "required_roles", None):
            yield name, addresses[name]


def _addresses(resolver: object, prefix: str, names: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:  # type: ignore[attr-defined]  # a resolver
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern, path, (*names, pattern.namespace) if pattern.namespace else names)
        else:
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: "987654" if found[1] == "int" else "x", path)
            yield ":".join((*names, pattern.name or "")), filled


PAGES = dict(_guarded(get_resolver()))


def test_every_page_of_the_office_stands_in_the_table() -> None:
    missing = {name for name in PAGES if name not in WHO_MAY}

    assert missing == set(), "say in WHO_MAY who may open these"
    assert {name for name in WHO_MAY if name not in PAGES} == set(), "these pages are gone"
    assert not WHO_MAY.keys() & settings.PUBLIC_URL_NAMES


@pytest.mark.parametrize("role", Role)
def test_a_role_is_let_into_its_pages_and_into_no_other(role: Role) -> None:
    user = User.objects.create(username="somebody", name="아무개", password="!")  # opens nothing
    grant(user=user, role=role, by=None)
    client = Client(raise_request_exception=False)
    client.force_login(user)

    answers = {name: client.get(address).status_code for name, address in PAGES.items()}

    assert {name for name, status in answers.items() if status == 403} == {
        name for name in PAGES if role not in WHO_MAY.get(name, set())
    }
    assert {name: status for name, status in answers.items() if status >= 500} == {}


BATCH_PAGES = sorted(name for name, address in PAGES.items() if "/batches/987654" in address)


@pytest.fixture
def batch(db: None) -> Batch:
    people.resident()
    return approved("local_tax")


def test_every_page_of_a_batch_is_hidden_from_other_departments(batch: Batch) -> None:
    stranger = people.approver("stranger", department="민방위팀")
    client = Client()
    client.force_login(stranger)

    addresses = [PAGES[name].replace("987654", str(batch.pk)) for name in BATCH_PAGES]
    answers = {address: (client.get(address).status_code, client.post(address).status_code) for address in addresses}

    assert len(answers) >= 13
    assert {address: both for address, both in answers.items() if not set(both) <= {404, 405}} == {}
    assert any(404 in both for both in answers.values())
    assert not client.get("/staff/").context["page"].object_list


def test_requests_are_answered_by_the_officers_of_the_dong_and_of_the_district_office() -> None:
    asked = rights.ask(people.resident(), RightsRequest.Kind.ACCESS, "보여 주십시오")
    of_the_dong, of_another = people.officer("majang"), people.officer("songjeong")
    User.objects.filter(pk=of_the_dong.pk).update(dong=people.MAJANG)
    User.objects.filter(pk=of_another.pk).update(dong=people.SONGJEONG)

    answers = {}
    for user in (people.officer(), of_the_dong, of_another):
        client = Client()
        client.force_login(user)
        shown = len(client.get("/staff/requests/").context["open_requests"])
        answers[user.username] = (shown, client.get(f"/staff/requests/{asked.pk}").status_code)

    assert answers == {"officer": (1, 200), "majang": (1, 200), "songjeong": (0, 404)}


def test_every_guarded_page_has_words_and_no_words_are_left_over() -> None:
    assert {page.name for page in pages()} == set(page_words.WORDS)
    assert {page.area for page in pages()} == set(page_words.AREAS)
