"""School entry (취학): the reader is the guardian, told the school and the day by the dong head."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notices.types.base import ADDRESS, CONTACT, DEPARTMENT, DONG, Field, Kind, Line, NoticeType, Row


def latest(row: Row) -> datetime:
    """Return the end of the day by which the guardian is told, in the year before the entry (a setting)."""
    month, day = map(int, settings.SCHOOL_ENTRY_NOTICE_BY.split("-"))
    entry = date.fromisoformat(row["entry_date"])
    return timezone.make_aware(datetime(entry.year - 1, month, day, 23, 59, 59))


SCHOOL_ENTRY = NoticeType(
    slug="school_entry",
    label=_("School entry"),
    about=_("Your child’s school and the day to come"),
    adults_only=True,
    fields=(
        Field(
            "child_name",
            ("아동성명", "아동이름", "취학아동성명", "취학아동", "아동명"),
            Kind.NAME,
            required=True,
        ),
        Field("child_birth_date", ("아동생년월일", "취학아동생년월일"), Kind.BIRTH_DATE, required=True),
        Field("child_sex", ("아동성별", "성별")),
        Field("guardian_name", ("보호자성명", "보호자이름", "보호자", "보호자명"), Kind.NAME, required=True),
        Field("guardian_birth_date", ("보호자생년월일",), Kind.BIRTH_DATE, required=True),
        Field("relation", ("관계", "아동과의관계", "보호자관계")),
        DONG,
        ADDRESS,
        Field("school", ("배정학교", "취학학교", "학교", "배정초등학교", "학교명"), required=True),
        Field("orientation_at", ("예비소집일시", "예비소집일", "예비소집"), Kind.DATE_OR_DATETIME),
        Field("orientation_place", ("예비소집장소",)),
        Field("entry_date", ("입학일", "입학일자", "입학식", "입학일시"), Kind.DATE, required=True),
        Field("bring", ("지참물", "준비물")),
        DEPARTMENT,
        CONTACT,
    ),
    person="guardian_name",
    birth_date="guardian_birth_date",
    obligation=lambda row: (
        row["child_name"],
        row["child_birth_date"],
        row["guardian_name"],
        row["guardian_birth_date"],
    ),
    lines=(
        Line("child_name", _("Child"), strong=True),
        Line("school", _("School"), strong=True),
        Line("orientation_at", _("Orientation day"), strong=True),
        Line("orientation_place", _("Orientation place")),
        Line("entry_date", _("School starts")),
        Line("bring", pgettext_lazy("school entry", "Bring")),
        Line("department", _("Department")),
        Line("contact", _("Contact")),
    ),
    due="orientation_at",
    latest=latest,
)
