"""The notice types, by the word that commands and subscriptions use for them."""

from notices.types.base import Field, Kind, Line, NoticeType, Row
from notices.types.civil_defense import CIVIL_DEFENSE
from notices.types.local_tax import LOCAL_TAX
from notices.types.school_entry import SCHOOL_ENTRY

NOTICE_TYPES: dict[str, NoticeType] = {kind.slug: kind for kind in (LOCAL_TAX, CIVIL_DEFENSE, SCHOOL_ENTRY)}

__all__ = ["NOTICE_TYPES", "Field", "Kind", "Line", "NoticeType", "Row"]
