"""My page is for residents only, and each sees their own."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from deliveries.models import Dispatch
from notices.models import Notice
from residents import rights
from residents.models import RightsRequest
from tests.architecture.test_urls_are_guarded import ADDRESSES
from tests.notices.taking import approved
from tests.people import resident
from tests.residents.visiting import visiting

OPEN = {"my:sign_in", "my:code", "my:again", "my:who", "my:sign_out", "my:signed_out", "my:left"}
MINE = [
    (name, view)
    for _address, name, view in ADDRESSES
    if name.partition(":")[0] in ("my", "my_notices", "my_conversations")
]


def test_every_page_but_those_of_the_way_in_and_out_is_for_residents_only() -> None:
    assert len(MINE) > 30
    assert {name for name, view in MINE if not getattr(view, "residents_only", False)} == OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_or_changes_what_belongs_to_another(method) -> None:
    owner = resident()
    other = resident("임꺽정", sms="01099998888", email="im@example.com")
    batch = approved()
    Dispatch.objects.update(started_at=timezone.now())
    notice = Notice.objects.get(batch=batch)
    asked = rights.ask(owner, RightsRequest.Kind.ACCESS, "보여 주십시오")
    numbers = {"my_notices": notice.pk, "my": asked.pk}
    browser, secrets = visiting(other), ("홍길동", "01012345678", "hong@example.com", "929,520")

    seen = {}
    for address, name, _view in ADDRESSES:
        room = name.partition(":")[0]
        if room not in numbers or name in OPEN or name == "my:leave":
            continue
        arguments = {"kwargs": {"pk": numbers[room]}} if "<int:pk>" in address else {}
        if "<str:" in address:
            arguments = {"args": ["sms" if "channel" in address else "promotional"]}
        answer = getattr(browser, method)(reverse(name, **arguments))
        if "<int:pk>" in address:
            seen[name] = answer.status_code
        text = answer.content.decode(errors="replace")
        assert not [secret for secret in secrets if secret in text], name

    assert set(seen.values()) <= {404, 405} and len(seen) == 5
    asked.refresh_from_db()
    notice.refresh_from_db()
    assert (asked.state, notice.opened_at, notice.confirmed_at) == ("open", None, None)
    assert Client().get("/my/").status_code == 302
