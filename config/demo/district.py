"""A fictional district to show: enrolment forms and a tax register, made the same way every time.

Every person, number and address is invented.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from accounts.dongs import SEONGDONG_DONGS
from residents.cockpit.population_files import Line

SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍"
GIVEN_NAMES = (
    "서연", "민준", "지우", "하윤", "도윤", "예은", "시우", "수아", "주원", "지호", "하은", "준서", "유진", "현우",
    "다은", "성민", "영희", "철수", "미경", "상현", "은주", "재호", "정숙", "동현", "혜진",
)  # fmt: skip
STREETS = ("왕십리로", "마장로", "고산자로", "독서당로", "금호로", "성수이로", "무학로", "행당로")
TONGS = (1, 2)
CHANNELS = ("이메일+문자", "이메일", "문자", "")
INTERESTS = ("도서관", "교육·강좌", "문화·공연·축제", "건강·보건", "보육·아동", "어르신")
ENROLMENT_COLUMNS = (
    "접수번호", "접수일", "접수경로", "접수자", "성명", "생년월일", "성별", "행정동", "통", "반", "주소", "세대주여부",
    "휴대전화", "휴대전화확인일", "이메일", "이메일확인일", "지방세", "민방위", "취학통지", "행사소식", "관심분야",
    "수집이용동의", "홍보동의", "서명",
)  # fmt: skip
TAX_COLUMNS = (
    "연번", "성명", "생년월일", "행정동", "주소", "세목", "과세연도", "기분", "과세번호", "전자납부번호", "과세대상",
    "과세표준", "본세", "지방교육세", "납기내금액", "납부기한", "납기후금액", "납기후기한", "가상계좌", "담당부서",
    "연락처",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives in the sample district."""

    number: int
    name: str
    birth_date: date
    sex: str
    dong: str
    address: str
    enrolled: bool

    @property
    def mobile(self) -> str:
        return f"010-{9000 + self.number // 10_000}-{self.number % 10_000:04d}"

    @property
    def email(self) -> str:
        return f"resident{self.number}@example.com"


HONG = Person(
    1, "홍길동", date(1980, 1, 31), "남", "마장동", "서울특별시 성동구 마장로 209, 118동 303호", enrolled=True
)


def people(count: int, seed: int = 2026) -> list[Person]:
    """Return the district's people, the same for the same seed; the first is Hong Gil-dong, who shows the pages."""
    rng = random.Random(seed)  # noqa: S311  # sample data, not a secret
    return [HONG, *(_person(rng, number) for number in range(2, count + 1))]


def _person(rng: random.Random, number: int) -> Person:
    dong = rng.choice(SEONGDONG_DONGS)[1]
    street, house = rng.choice(STREETS), rng.randrange(1, 400)
    block, flat = rng.randrange(101, 120), rng.randrange(1, 25) * 100 + rng.randrange(1, 6)
    return Person(
        number=number,
        name=rng.choice(SURNAMES) + rng.choice(GIVEN_NAMES),
        birth_date=date(1945, 1, 1) + timedelta(days=rng.randrange(60 * 365)),
        sex=rng.choice("남여"),
        dong=dong,
        address=f"서울특별시 성동구 {street} {house}, {block}동 {flat}호",
        enrolled=rng.random() < 0.6,
    )


def write_enrolments(path: Path, everybody: list[Person]) -> Path:
    """Write the enrolment forms of who enrolled."""
    rng = random.Random(1)  # noqa: S311  # sample data, not a secret
    return _write(path, [ENROLMENT_COLUMNS, *(_form(rng, person) for person in everybody if person.enrolled)])


def _form(rng: random.Random, person: Person) -> tuple[object, ...]:
    route = "온라인" if person is HONG else rng.choice(("온라인", "창구", "통장"))
    proved = "2026-09-01" if person is HONG or rng.random() < 0.95 else ""
    tax = "이메일+문자" if person is HONG else rng.choice(CHANNELS)
    return (
        f"S-{person.number:06d}", _received_on(person).isoformat(), route, "" if route == "온라인" else "이담당",
        person.name, person.birth_date.isoformat(), person.sex, person.dong, rng.choice(TONGS), rng.randrange(1, 9),
        person.address, rng.choice("YN"), person.mobile, proved, _as_written(person), proved,
        tax, rng.choice(CHANNELS), rng.choice(CHANNELS), rng.choice(CHANNELS), ";".join(rng.sample(INTERESTS, 2)),
        "Y", rng.choice("YN"), "" if route == "온라인" else "Y",
    )  # fmt: skip


def _as_written(person: Person) -> str:
    """Return the email address of a form; some in Hong Gil-dong's dong are mistyped, for a clerk to call about."""
    mistyped = person.dong == HONG.dong and person is not HONG and person.number % 3 == 0
    return person.email.replace("example.com", "gmial.com") if mistyped else person.email


def _received_on(person: Person) -> date:
    """Return when a form came in: spread over the last twenty weeks, fewer of them towards the end."""
    return timezone.localdate() - timedelta(
        days=139 if person is HONG else 140 - int(139 * (person.number / 320) ** 1.5)
    )


def figures_of_living() -> list[Line]:
    """Return residents and households of each dong and tong: so many that the rates of the sample look real."""
    rng = random.Random(3)  # noqa: S311  # sample data, not a secret
    places = [(code, tong) for code, _ in SEONGDONG_DONGS for tong in TONGS]
    households = [rng.randrange(12, 17) for _ in places]
    return [
        Line(number, *place, count * 17 // 10, count)
        for number, (place, count) in enumerate(zip(places, households, strict=True))
    ]


def write_tax_register(path: Path, everybody: list[Person], *, due: date) -> Path:
    """Write a property-tax register with title rows above and a total below, as departments hand them in."""
    rows = [_bill(serial, person, due) for serial, person in enumerate(everybody, start=1)]
    total = ["합계", *[""] * 13, sum(int(str(row[14])) for row in rows), *[""] * 6]
    title = [f"{due.year}년 {due.month}월 재산세 고지 대장"]
    return _write(path, [title, ["작성부서: 세무1과"], [], list(TAX_COLUMNS), *rows, total])


def _bill(serial: int, person: Person, due: date) -> tuple[object, ...]:
    rng = random.Random(serial)  # noqa: S311  # sample data, not a secret
    base = rng.randrange(20_000_000, 400_000_000, 4_000)
    tax, late = base // 400, due + timedelta(days=31)
    amount = tax + tax // 5
    return (
        serial, person.name, person.birth_date.isoformat(), person.dong, person.address, "재산세(주택)", due.year,
        "2기분", f"{100_000 + serial}", f"{1_120_000_000_000_000_000 + serial:019d}", "서울특별시 성동구 ***", base,
        tax, tax // 5, amount, due.isoformat(), amount + amount * 3 // 100, late.isoformat(),
        f"우리 1002-000-{serial:06d}", "세무1과", "02-0000-5301",
    )  # fmt: skip


def _write(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path
