"""Enrolment forms from a file: each row is enrolled, recognised as a repeated form, or rejected with its reason.

Rejected rows come back as a file with the reason in a last column, ready to mend and import again. What looked like a
resident registration number is masked there: it is written nowhere (DOMAIN.md R8).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.dongs import resolve_dong
from residents.addresses import read_address
from residents.ages import needs_guardian
from residents.answers import read_channels, read_interests, read_route, read_sex, read_yes_no
from residents.dates import read_birth_date, read_date
from residents.emails import read_email
from residents.enrolment import Contact, Enrolment, enrol
from residents.headers import BodyRow, body, find_header
from residents.models import Channel, ConsentKind, Route
from residents.names import read_name
from residents.numbers import read_whole_number
from residents.phones import read_mobile
from residents.spreadsheets import Table
from residents.text import is_blank, read_text
from residents.unreadable import UnreadableValue

PAGE = 1_000
KST = ZoneInfo("Asia/Seoul")
T = TypeVar("T")

TITLES: dict[str, tuple[str, ...]] = {
    "receipt_number": ("접수번호",),
    "received_on": ("접수일", "접수일자", "신청일", "신청일자"),
    "route": ("접수경로", "신청경로", "경로"),
    "collected_by": ("접수자", "수집자", "통장"),
    "name": ("성명", "이름", "신청인", "신청자"),
    "birth_date": ("생년월일", "생일"),
    "sex": ("성별",),
    "dong": ("행정동", "동", "읍면동"),
    "tong": ("통",),
    "ban": ("반",),
    "address": ("주소", "도로명주소"),
    "head": ("세대주여부", "세대주"),
    "mobile": ("휴대전화", "휴대폰", "핸드폰", "휴대전화번호", "휴대폰번호"),
    "mobile_verified": ("휴대전화확인일", "휴대폰확인일"),
    "email": ("이메일", "전자우편", "이메일주소", "메일"),
    "email_verified": ("이메일확인일", "전자우편확인일"),
    "local_tax": ("지방세", "지방세고지"),
    "civil_defense": ("민방위",),
    "school_entry": ("취학통지", "취학"),
    "events": ("행사소식", "행사", "소식"),
    "interests": ("관심분야", "관심"),
    "collection_use": ("수집이용동의", "개인정보수집이용동의", "수집·이용동의", "동의"),
    "promotional": ("홍보동의", "홍보성정보수신동의"),
    "third_party": ("제3자제공동의", "제3자동의"),
    "signed": ("서명", "서명여부"),
}
REQUIRED = ("name", "birth_date", "dong", "address", "collection_use")
SERVICES = ("local_tax", "civil_defense", "school_entry", "events")

# 개인정보의 수집 경로: on these the resident's signature is the proof of consent (DOMAIN.md, "The counter").
SIGNED_ROUTES = frozenset({Route.COUNTER, Route.TONG})


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not enrolled: its number, why, and its cells with anything like an RRN masked."""

    number: int
    code: str
    reason: str
    cells: Sequence[Any]


@dataclass(slots=True)
class Imported:
    """What a file became. ``rows`` = ``created`` + ``duplicates`` + ``rejected``."""

    created: int = 0
    duplicates: int = 0
    rejected: int = 0
    rejected_rows: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return self.created + self.duplicates + self.rejected


def import_enrolments(
    table: Table,
    *,
    rejected: Callable[[Rejected], None],
    progressed: Callable[[int], None] = lambda count: None,
) -> Imported:
    """Enrol every row of ``table`` that can be; hand each rejected one to ``rejected``.

    Pages of a thousand rows are written in a transaction each: interrupted, the file is simply imported again, for
    the forms already enrolled are recognised. Raises UnreadableFile for a file that holds no enrolments.
    """
    header = find_header(table, TITLES, required=REQUIRED)
    header.demand_complete({name: titles[0] for name, titles in TITLES.items()})
    result = Imported()
    rows = body(table, header)
    while page := list(islice(rows, PAGE)):
        enrolments, bad = read_page(page)
        ids = enrol(enrolments)
        for one in bad:
            rejected(one)
        result.rejected += len(bad)
        result.rejected_rows.update(one.code for one in bad)
        result.duplicates += ids.count(None)
        result.created += len(ids) - ids.count(None)
        progressed(len(page))
    return result


def read_page(page: Iterable[BodyRow]) -> tuple[list[Enrolment], list[Rejected]]:
    """Read forms: return those that can be enrolled, and the others with their reasons, each in the file's order."""
    enrolments, rejected = [], []
    for row in page:
        try:
            enrolments.append(read_enrolment(row))
        except UnreadableValue as error:
            rejected.append(Rejected(row.number, error.code, str(error.reason), row.masked_cells()))
    return enrolments, rejected


def read_enrolment(row: BodyRow) -> Enrolment:
    """Read one form; raise UnreadableValue with the first reason for which it cannot be enrolled."""
    if row.holds_rrn:
        raise UnreadableValue(
            "rrn",
            _("It holds what looks like a resident registration number. Take it out; the birth date is enough."),
        )
    cells = row.values
    received = _optional(read_date, cells.get("received_on")) or timezone.localdate()
    route = _optional(read_route, cells.get("route")) or Route.COUNTER
    birth_date = read_birth_date(cells.get("birth_date"), today=timezone.localdate())
    _check_consent(cells, route, birth_date, received)
    services = {name: read_channels(cells.get(name)) for name in SERVICES}
    return Enrolment(
        name=read_name(cells.get("name")),
        birth_date=birth_date,
        sex=_optional(read_sex, cells.get("sex")) or "",
        dong=_dong(cells.get("dong")),
        tong=_optional(read_whole_number, cells.get("tong")),
        ban=_optional(read_whole_number, cells.get("ban")),
        address=read_address(cells.get("address")),
        is_household_head=_yes(cells.get("head")),
        contacts=_contacts(cells),
        services={name: frozenset(map(Channel, channels)) for name, channels in services.items() if channels},
        consents=_consents(cells, services),
        route=route,
        received_on=received,
        signed=_yes(cells.get("signed")),
        collected_by=_optional(read_text, cells.get("collected_by")) or "",
        receipt_number=_optional(read_text, cells.get("receipt_number")) or "",
        interests=frozenset(read_interests(cells.get("interests"))),
    )


def _check_consent(cells: Mapping[str, Any], route: Route, birth_date: date, received: date) -> None:
    if not _yes(cells.get("collection_use")):
        raise UnreadableValue("no_consent", _("Without consent to collection and use nobody can be enrolled."))
    if route in SIGNED_ROUTES and not _yes(cells.get("signed")):
        raise UnreadableValue(
            "no_signature", _("A form from the counter or a tong chief needs the resident's signature.")
        )
    if needs_guardian(birth_date, on=received):
        raise UnreadableValue("guardian_needed", _("For a child under 14 the legal guardian has to consent."))


def _contacts(cells: Mapping[str, Any]) -> dict[Channel, Contact]:
    contacts = {}
    for channel, read, name in ((Channel.SMS, read_mobile, "mobile"), (Channel.EMAIL, read_email, "email")):
        if not is_blank(cells.get(name)):
            contacts[channel] = Contact(read(cells[name]), _verified(cells.get(f"{name}_verified")))
    if not contacts:
        raise UnreadableValue("no_contact", _("A mobile number or an email address is needed."))
    return contacts


def _verified(cell: Any) -> datetime | None:
    """Read the day on which a contact was proved; without a readable one it starts unverified."""
    day = _optional(read_date, cell)
    return datetime.combine(day, time(), tzinfo=KST) if day else None


def _consents(cells: Mapping[str, Any], services: Mapping[str, frozenset[str]]) -> frozenset[ConsentKind]:
    kinds = {ConsentKind.COLLECTION_USE}
    for kind in (ConsentKind.PROMOTIONAL, ConsentKind.THIRD_PARTY):
        if _yes(cells.get(kind.value)):
            kinds.add(kind)
    if services["civil_defense"]:
        kinds.add(ConsentKind.CIVIL_DEFENSE)  # choosing it on the form is the consent of its own type
    return frozenset(kinds)


def _dong(cell: Any) -> str:
    code = resolve_dong("" if cell is None else str(cell))
    if code is None:
        raise UnreadableValue(
            "unknown_dong", _("This is no dong of the district: write it as 성수1가제1동 or its code.")
        )
    return code


def _yes(cell: Any) -> bool:
    try:
        return bool(read_yes_no(cell))
    except UnreadableValue:
        return False


def _optional(read: Callable[[Any], T], cell: Any) -> T | None:
    try:
        return None if is_blank(cell) else read(cell)
    except UnreadableValue:
        return None
