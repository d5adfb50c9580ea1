"""The fields a composer may write into a text, as in “{이름} 님”: a small set, the same in Korean and in English."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from deliveries.content import place
from residents.spoken import moment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_FIELD = re.compile(r"\{\s*([^{}\n]{1,20}?)\s*\}")


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its names, what it stands for, and one as long as real ones.

    ``personal`` ones are filled in when the message is sent, the others when it is approved.
    """

    name: str
    korean: str
    about: "StrPromise"
    sample: str
    personal: bool = False


FIELDS = (
    Field("name", "이름", _("The reader’s name"), "홍길동", personal=True),
    Field("dong", "동", _("The dong in which the reader lives"), "마장동", personal=True),
    Field("district", "구청", _("The office’s name"), "성동구청"),
    Field("contact", "문의", _("Whom to ask, as entered above"), "문화과 02-0000-5000"),
    Field("event", "행사", _("The event’s title"), "겨울 음악회"),
    Field("event_time", "행사일시", _("When the event begins"), "2026년 12월 5일 (토) 오후 2:00"),
    Field("event_place", "행사장소", _("Where the event is"), "성동구청 3층 대강당"),
    Field("event_link", "행사링크", _("The address of the event’s page"), "", personal=True),
    Field("survey_link", "설문링크", _("The reader’s own address of the survey"), "", personal=True),
)
_BY_NAME = {name: field for field in FIELDS for name in (field.name, field.korean)}
_OF_EVENT = frozenset({"event", "event_time", "event_place", "event_link"})


def used_in(*texts: str) -> set[str]:
    """Return the names of the fields that ``texts`` hold."""
    return {_BY_NAME[name].name for name in _written(texts) if name in _BY_NAME}


def unknown_in(*texts: str) -> list[str]:
    """Return what stands in braces and is no field, each once."""
    return list(dict.fromkeys(name for name in _written(texts) if name not in _BY_NAME))


def without_subject(campaign: Campaign, *texts: str) -> list[str]:
    """Return the fields of an event or a survey that the campaign does not have."""
    used = used_in(*texts)
    lacking = (used & _OF_EVENT if campaign.event_id is None else set()) | (
        used & {"survey_link"} if campaign.survey_id is None else set()
    )
    return [field.korean for field in FIELDS if field.name in lacking]


def choices() -> str:
    """Name all fields, as they are written in Korean."""
    return ", ".join(f"{{{field.korean}}}" for field in FIELDS)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with its fields as in ``values``; what is no field stays as it was typed."""

    def value(match: re.Match[str]) -> str:
        field = _BY_NAME.get(match.group(1))
        return values.get(field.name, match.group()) if field else match.group()

    return _FIELD.sub(value, text)


def values_of(campaign: Campaign) -> dict[str, str]:
    """Return what each field becomes in a content: a text, or the place of each reader's own."""
    event = campaign.event
    with translation.override("ko"):
        when = moment(event.starts_at.isoformat()) if event else ""
    return {
        "name": place("name"),
        "dong": place("dong"),
        "district": f"{settings.DISTRICT_NAME}청",
        "contact": campaign.contact,
        "event": event.title if event else "",
        "event_time": when,
        "event_place": event.place if event else "",
        "survey_link": place("survey_link") if campaign.survey_id else "",
    }


def _written(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from (match.group(1) for match in _FIELD.finditer(text))
