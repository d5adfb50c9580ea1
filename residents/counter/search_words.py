"""What was typed into the search box, as answers of the enrolment: whoever was not found is not asked for it twice."""

import re

from crispy_krds.fields import read_date
from residents.emails import read_email
from residents.forms.enrol_fields import read_written_name
from residents.phones import format_mobile, read_mobile
from residents.text import folded
from residents.unreadable import UnreadableValue

_INITIALS = re.compile("[ㄱ-ㅎ\u1100-\u1112]")


def fields_of(text: str) -> dict[str, str]:
    """Return name, birth date, mobile number and email address of ``text``, each where it is there whole.

    Four digits, initials or half a date found somebody or nobody, and tell nothing of somebody new.
    """
    fields: dict[str, str] = {}
    names = []
    for word in folded(text).split():
        if born := read_date(word):
            fields["birth_date"] = f"{born:%Y%m%d}"
        elif any(letter.isdigit() for letter in word) or "@" in word:
            fields.update(_contact(word))
        elif not _INITIALS.search(word):
            names.append(word)
    return {**_name(" ".join(names)), **fields}


def _contact(word: str) -> dict[str, str]:
    try:
        return {"email": read_email(word)} if "@" in word else {"mobile": format_mobile(read_mobile(word))}
    except UnreadableValue:
        return {}


def _name(text: str) -> dict[str, str]:
    try:
        return {"name": read_written_name(text)} if text else {}
    except UnreadableValue:
        return {}
