"""A small cast of people with fixed rights and fixed wishes, for tests to name. All of them are fictional."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from accounts.models import Role, User
from accounts.roles import grant
from residents.enrolment import Contact, Enrolment, enrol
from residents.models import Channel, ConsentKind, Interest, Resident, Route

KST = ZoneInfo("Asia/Seoul")
DEPARTMENT = "세무1과"
VERIFIED = datetime(2026, 9, 1, tzinfo=KST)
MAJANG, SONGJEONG = "1120054000", "1120072000"


def officer(username: str = "officer", department: str = DEPARTMENT) -> User:
    """Han-gyeol takes registers in and submits them."""
    return _user(username, "김한결", department, Role.OFFICER)


def approver(username: str = "approver", department: str = DEPARTMENT) -> User:
    """Seo-yeon is the second person."""
    return _user(username, "이서연", department, Role.OFFICER, Role.APPROVER)


def clerk(username: str = "clerk", dong: str = MAJANG) -> User:
    """Do-yun stands at the counter of 마장동."""
    return _user(username, "박도윤", "", Role.CLERK, dong=dong)


def paper_desk(username: str = "paper") -> User:
    """Ha-eun types forms."""
    return _user(username, "정하은", "", Role.PAPER_DESK)


def head(username: str = "head") -> User:
    return _user(username, "한지우", DEPARTMENT, Role.HEAD)


def auditor(username: str = "auditor") -> User:
    return _user(username, "오시우", "", Role.AUDITOR)


def administrator(username: str = "admin") -> User:
    return _user(username, "최주원", "", Role.ADMINISTRATOR)


def _user(username: str, name: str, department: str, *roles: Role, dong: str | None = None) -> User:
    user = User.objects.create(
        username=username, password=_hashed("a-long-password"), name=name, department=department, dong_id=dong
    )
    for role in roles:
        grant(user=user, role=role, by=None)
    return user


@cache
def _hashed(password: str) -> str:
    """Hash a password once for all: that is slow, and on purpose."""
    return make_password(password)


def form(
    name: str = "홍길동",
    birth_date: date = date(1980, 1, 31),
    *,
    dong: str = MAJANG,
    address: str = "서울특별시 성동구 마장로 209, 118동 303호",
    sms: str | None = "01012345678",
    email: str | None = "hong@example.com",
    verified: datetime | None = VERIFIED,
    services: dict[str, set[Channel]] | None = None,
    consents: set[ConsentKind] | None = None,
) -> Enrolment:
    """An enrolment form of somebody who wants local tax by email and SMS, unless said otherwise."""
    chosen = services if services is not None else {"local_tax": {Channel.EMAIL, Channel.SMS}}
    contacts = {Channel.SMS: sms, Channel.EMAIL: email}
    return Enrolment(
        name=name,
        birth_date=birth_date,
        sex="M",
        dong=dong,
        tong=3,
        ban=2,
        address=address,
        is_household_head=True,
        contacts={channel: Contact(value, verified) for channel, value in contacts.items() if value},
        services={service: frozenset(channels) for service, channels in chosen.items()},
        consents=frozenset({ConsentKind.COLLECTION_USE} if consents is None else consents),
        route=Route.ONLINE,
        received_on=date(2026, 9, 1),
        signed=False,
    )


def resident(*args, **kwargs) -> Resident:
    """Enrol one person and return the resident."""
    (pk,) = enrol([form(*args, **kwargs)])
    return Resident.objects.get(pk=pk)


def subscriber(*args, interests: tuple[str, ...] = (), channels: frozenset[Channel] = frozenset(Channel), **kwargs):
    """Enrol somebody who consented to news and gets them by email and SMS, unless said otherwise."""
    found = resident(
        *args,
        services={"events": set(channels)},
        consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
        **kwargs,
    )
    found.interests.set(Interest.objects.filter(name__in=interests))
    return found
