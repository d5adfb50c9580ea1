"""Events and people who want to come, for tests."""

from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.events import places
from campaigns.models import Event, EventState, Registration, RegistrationRoute, RegistrationState
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, Resident
from tests.people import KST, form

WEB, COUNTER, PHONE, SMS = (
    RegistrationRoute.WEB,
    RegistrationRoute.COUNTER,
    RegistrationRoute.PHONE,
    RegistrationRoute.SMS,
)
STARTS = datetime(2026, 12, 10, 14, tzinfo=KST)


def event(capacity: int | None = 2, *, slug: str = "lecture", **values) -> Event:
    """A public event in two weeks, unless said otherwise."""
    usual = {
        "slug": slug,
        "title": "겨울 인문학 강좌",
        "summary": "도서관에서 듣는 두 시간",
        "place": "성동구립도서관 3층 강당",
        "department": "세무1과",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "state": EventState.PUBLISHED,
        "published_at": timezone.now(),
        "capacity": capacity,
    }
    return Event.objects.create(**(usual | values))


def people(number: int, **usual) -> list[Resident]:
    """Enrol so many people who can be reached by SMS."""
    forms = [
        form(
            f"주민{n}",
            sms=f"010{20000000 + n}",
            email=None,
            address=f"서울특별시 성동구 마장로 {n}",
            services={"events": {Channel.SMS}},
            consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
            **usual,
        )
        for n in range(number)
    ]
    return list(Resident.objects.filter(pk__in=enrol(forms)).order_by("pk"))


def join(event: Event, *residents: Resident, seats: int = 1) -> list[Registration]:
    return [places.register(event, resident=one, route=WEB, seats=seats) for one in residents]


def states(event: Event) -> list[str]:
    return list(event.registrations.order_by("pk").values_list("state", flat=True))


def recount(event: Event) -> int:
    """Count the seats in use without the kept number."""
    holding = (RegistrationState.REGISTERED, RegistrationState.OFFERED)
    return sum(one.seats for one in Registration.objects.filter(event=event) if one.state in holding)
