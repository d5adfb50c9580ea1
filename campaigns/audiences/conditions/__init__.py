"""The conditions that an audience can be made of, in the order in which they are offered.

A new one is a class with its fields, its SQL and its words, and a place in this list; the builder, the form without
JavaScript, the check of what comes in and the counting take it from here.
"""

from campaigns.audiences.conditions.base import Asked, Condition, Field, Values
from campaigns.audiences.conditions.dealings import AnsweredSurvey, Consenting, NotWrittenTo, Reachable, TookPart
from campaigns.audiences.conditions.people import (
    Everybody,
    InDong,
    Interested,
    InTong,
    OfAge,
    OfSex,
    Reading,
    WithChild,
)

CONDITIONS: dict[str, Condition] = {
    condition.slug: condition
    for condition in (
        Interested(),
        InDong(),
        OfAge(),
        OfSex(),
        WithChild(),
        InTong(),
        Reading(),
        TookPart(),
        AnsweredSurvey(),
        NotWrittenTo(),
        Reachable(),
        Consenting(),
        Everybody(),
    )
}

__all__ = ["CONDITIONS", "Asked", "Condition", "Field", "Values"]
