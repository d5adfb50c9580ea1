"""What a condition is: its fields in a form, its words, and what it asks of a row of ``campaigns_reach``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Values = Mapping[str, Any]
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a condition. ``many`` are boxes to tick, ``one`` a list to choose from, ``number`` a whole number.

    An optional ``one`` has "" for no choice, an optional ``number`` None.
    """

    name: str
    label: "StrPromise | str"
    kind: Literal["many", "one", "number"]
    options: Callable[[], Sequence[Option]] = tuple
    required: bool = True
    least: int = 0
    most: int = 0
    unit: "StrPromise | str" = ""
    any_word: "StrPromise | str" = ""


@dataclass(slots=True)
class Asked:
    """When is asked, and the parameters that the question has named so far."""

    at: datetime
    parameters: dict[str, Any] = field(default_factory=dict)

    def value(self, value: object) -> str:
        """Return the place of a parameter in SQL."""
        name = f"aud_{len(self.parameters)}"
        self.parameters[name] = value
        return f"%({name})s"

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    @property
    def year(self) -> int:
        return self.day.year

    def days_ago(self, days: int) -> str:
        return self.value(self.at - timedelta(days=days))


class Condition:
    """One kind of condition. Its SQL is about a row ``r`` of ``campaigns_reach``, and never NULL: so it has a “not”."""

    slug: str
    label: "StrPromise"
    hint: "StrPromise | str" = ""
    fields: Sequence[Field] = ()

    def fault(self, values: Values) -> "StrPromise | str":
        """Return in words what does not fit together among values that are each right, or nothing."""
        return ""

    def sql(self, values: Values, asked: Asked) -> str:
        raise NotImplementedError

    def words(self, values: Values) -> str:
        """Return a short phrase, as it stands in a sentence about residents."""
        raise NotImplementedError

    def label_of(self, name: str, value: object) -> str:
        """Return the word of an option."""
        options = next(one for one in self.fields if one.name == name).options()
        return dict(options).get(str(value), str(value))

    def labels_of(self, name: str, values: Values) -> str:
        """Return the words of the options chosen, as a list."""
        options = dict(next(one for one in self.fields if one.name == name).options())
        return "·".join(options.get(str(value), str(value)) for value in values[name])
