"""The interests by their names in the reader's language; they are stored under their Korean names."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, Promise] = {
    "교육·강좌": _("Education and lectures"),
    "문화·공연·축제": _("Culture, shows and festivals"),
    "도서관": _("Libraries"),
    "건강·보건": _("Health"),
    "복지": _("Welfare"),
    "보육·아동": _("Child care and children"),
    "청년": _("Young adults"),
    "어르신": _("Older people"),
    "일자리·경제": _("Jobs and business"),
    "체육": _("Sports"),
    "환경·청소": _("Environment and waste"),
    "교통·주차": _("Traffic and parking"),
    "안전·재난": _("Safety and disasters"),
    "주민참여": _("Taking part"),
    "동 소식": _("News of my dong"),
}


def interest_name(stored: str) -> str:
    """Return the name to show for the interest ``stored``; one that the office added itself stays as it is."""
    return str(NAMES.get(stored, stored))
