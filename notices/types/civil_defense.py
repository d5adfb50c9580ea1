"""Civil defence (민방위): training notices, due at least seven days (make-up training: 48 hours) before."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notices.types.base import ADDRESS, CONTACT, DEPARTMENT, DONG, Field, Kind, Line, NoticeType, Row
from residents.models import ConsentKind


def latest(row: Row) -> datetime:
    """Return the last moment for the notice (민방위기본법 시행령; the hours are settings)."""
    make_up = "보충" in row.get("training_kind", "")
    hours = settings.CIVIL_DEFENSE_MAKE_UP_NOTICE_HOURS if make_up else settings.CIVIL_DEFENSE_NOTICE_HOURS
    return datetime.fromisoformat(row["training_at"]) - timedelta(hours=hours)


def obligation(row: Row) -> tuple[str, ...]:
    """The person and the training time; same-day namesakes of two dongs are two persons."""
    return (row["name"], row["birth_date"], row.get("dong") or row.get("address", ""), row["training_at"])


CIVIL_DEFENSE = NoticeType(
    slug="civil_defense",
    label=_("Civil defence"),
    about=_("Training dates and places"),
    adults_only=True,
    fields=(
        Field("name", ("성명", "대원성명", "이름", "대원명"), Kind.NAME, required=True),
        Field("birth_date", ("생년월일", "생일"), Kind.BIRTH_DATE, required=True),
        DONG,
        Field("tong", ("통", "통번호"), Kind.WHOLE_NUMBER),
        ADDRESS,
        Field("unit", ("소속", "소속대", "편성", "민방위대")),
        Field("service_year", ("연차", "년차", "편성연차"), Kind.WHOLE_NUMBER),
        Field("training_kind", ("교육구분", "교육종류", "훈련구분"), required=True),
        Field("training_at", ("교육일시", "훈련일시", "교육일자", "교육시작일시"), Kind.DATETIME, required=True),
        Field("place", ("교육장소", "훈련장소", "장소"), required=True),
        Field("duration", ("교육시간", "훈련시간")),
        Field("bring", ("준비물", "지참물")),
        Field("online_url", ("사이버교육주소", "사이버교육", "사이버교육URL")),
        Field("online_period", ("사이버교육기간",)),
        DEPARTMENT,
        CONTACT,
    ),
    person="name",
    birth_date="birth_date",
    obligation=obligation,
    lines=(
        Line("training_at", _("When"), strong=True),
        Line("place", _("Where"), strong=True),
        Line("training_kind", _("Training")),
        Line("duration", _("Length")),
        Line("bring", _("Bring")),
        Line("unit", _("Unit")),
        Line("service_year", _("Year of service")),
        Line("online_url", _("Online training")),
        Line("online_period", _("Online training period")),
        Line("department", _("Department")),
        Line("contact", _("Contact")),
    ),
    due="training_at",
    consents=(ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE),
    latest=latest,
    late_is_refused=True,
)
