"""Who took part in surveys: as SQL where the survey names people, else by asking for the mark of each of a page.

Of an anonymous survey nobody is listed: whoever asks must have a list of residents and learns which of these took
part, never what they answered. No list of them is stored; audiences offer named surveys only.
"""

from collections.abc import Collection
from typing import Any

from campaigns.models import SurveyTaken
from campaigns.surveys.keys import marks_of


def answered(surveys: Collection[int], *, prefix: str = "srv") -> tuple[str, dict[str, Any]]:
    """Return ``SELECT resident_id …`` of who answered one of these named surveys, its parameters named ``prefix_…``."""
    sql = (
        "SELECT sr.resident_id FROM campaigns_surveyresponse AS sr"
        f" WHERE sr.survey_id = ANY(%({prefix}_surveys)s) AND sr.resident_id IS NOT NULL"
    )
    return sql, {f"{prefix}_surveys": list(surveys)}


def which_answered(survey_id: int, residents: Collection[int]) -> set[int]:
    """Return which of these residents answered the survey, named or anonymous, in one query."""
    whose = {mark: resident for resident in residents for mark in marks_of(survey_id, resident)}
    found = SurveyTaken.objects.filter(survey=survey_id, taker_hash__in=list(whose)).values_list(
        "taker_hash", flat=True
    )
    return {whose[bytes(mark)] for mark in found}
