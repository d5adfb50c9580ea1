"""What a notice type is: the fields of its register, its addressee, and what makes two rows the same obligation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from residents.models import ConsentKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Row = Mapping[str, str]
"""A row's values as they are stored: text, ISO dates and times (KST), won as plain digits."""


class Kind(Enum):
    """How a cell is read; see ``notices.cells``."""

    TEXT = auto()
    NAME = auto()
    BIRTH_DATE = auto()
    DATE = auto()
    DUE_DATE = auto()
    DATETIME = auto()
    DATE_OR_DATETIME = auto()
    WON = auto()
    OPAQUE_NUMBER = auto()
    WHOLE_NUMBER = auto()
    DONG = auto()
    ADDRESS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a register: our name, the header names departments use, and whether a row is valid without it."""

    name: str
    titles: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False

    @property
    def title(self) -> str:
        """The header name to show: the first."""
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the letter that the resident reads: a label, the field, and how it is shown."""

    field: str
    label: StrPromise
    strong: bool = False


@dataclass(frozen=True, slots=True)
class NoticeType:
    """A kind of statutory notice; ``about`` tells a resident what comes with it.

    ``person`` and ``birth_date`` name the addressee's fields; ``obligation`` the fields that make two rows one
    obligation; ``latest`` the last moment at which a row's notice may go out, if the law sets one, and
    ``late_is_refused`` whether a later one needs somebody who allows it or is only warned of. ``adults_only``: its
    addressee is never a child.
    """

    slug: str
    label: StrPromise
    about: StrPromise
    fields: tuple[Field, ...]
    person: str
    birth_date: str
    obligation: Callable[[Row], Sequence[str]]
    lines: tuple[Line, ...]
    due: str
    consents: tuple[ConsentKind, ...] = (ConsentKind.COLLECTION_USE,)
    latest: Callable[[Row], datetime] | None = None
    late_is_refused: bool = False
    adults_only: bool = False

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)


# Columns that every register may have.
DONG = Field("dong", ("행정동", "동", "읍면동", "행정동명", "거주동"), Kind.DONG)
ADDRESS = Field("address", ("주소", "도로명주소", "주민등록주소", "거주지", "송달주소"), Kind.ADDRESS)
DEPARTMENT = Field("department", ("담당부서", "부서", "부서명", "담당과"))
CONTACT = Field("contact", ("연락처", "문의처", "담당부서연락처", "전화번호", "문의전화"))
