"""Events that stand in a weekly digest, who wants one, and the letter as they get it."""

from datetime import datetime, timedelta

from campaigns.digests.letters import DigestValues
from campaigns.models import DigestWish, Event
from deliveries.content import WAY_OUT, compile_content
from deliveries.models import Content, Delivery
from deliveries.unsubscribing import url_for
from residents.models import Interest, Resident
from tests.deliveries.rows import reference
from tests.people import KST, subscriber

THURSDAY = datetime(2026, 11, 26, 10, 5, tzinfo=KST)


def event(title: str = "겨울 강좌", *, interest: str = "도서관", days: int = 10, **values: object) -> Event:
    starts = THURSDAY + timedelta(days=days)
    usual = {
        "state": "published",
        "place": "성동구립도서관",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
    }
    usual["slug"] = f"{title}-{Event.objects.count()}"
    return Event.objects.create(title=title, interest=Interest.objects.get(name=interest), **(usual | values))


def reader(name: str = "홍길동", *interests: str, **values: object) -> Resident:
    at = Resident.objects.count()
    values = {"sms": f"010123456{at:02}", "email": f"reader{at}@example.com"} | values
    found = subscriber(name, interests=interests or ("도서관",), **values)
    DigestWish.objects.create(resident=found)
    return found


def letter_of(one: Resident) -> tuple[str, str, str]:
    """Return subject, text and HTML of the digest that was planned for somebody."""
    row = Delivery.objects.get(recipient=one.pk)
    content = compile_content(Content.objects.get(dispatch=row.dispatch))
    values = {**DigestValues().values_for(row.dispatch_id, [one.pk])[one.pk], WAY_OUT: url_for(reference(row))}
    assert content.html is not None
    return content.subject.render(values), content.text.render(values), content.html.render(values)
