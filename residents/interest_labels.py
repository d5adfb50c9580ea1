"""What the interests are called in the language of the page; they are stored by their Korean names."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: "dict[str, StrPromise]" = {
    "교육·강좌": _("Lectures and courses"),
    "문화·공연·축제": _("Culture, shows and festivals"),
    "도서관": _("Libraries"),
    "건강·보건": _("Health"),
    "복지": _("Welfare"),
    "보육·아동": _("Child care"),
    "청년": _("Young adults"),
    "어르신": _("Seniors"),
    "일자리·경제": _("Jobs and business"),
    "체육": _("Sports"),
    "환경·청소": _("Environment and cleaning"),
    "교통·주차": _("Traffic and parking"),
    "안전·재난": _("Safety and disasters"),
    "주민참여": _("Taking part"),
    "동 소식": _("News of the dong"),
}


def interest_label(name: str) -> "StrPromise | str":
    """Return the label of an interest; its name where there is none."""
    return LABELS.get(name, name)
