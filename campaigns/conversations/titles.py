"""What a conversation is called: by what it is about, else by how it begins."""

import re

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaigns.models import Conversation

_LONGEST = 40  # characters of the resident's own words
# What mail programs put before a subject, in Korean and English, also numbered (“Re[2]:”) and many times over.
_MARK = re.compile(r"\s*(?:re|fwd?|회신|답장|답신|전달)\s*(?:\[\d+\])?\s*[::]\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\[([^\]]*)\]\s*")


def plain(subject: str) -> str:
    """Return the subject without the marks of replies and the office's own name in brackets before it."""
    left = " ".join(subject.split())
    while found := _MARK.match(left) or _of_the_office(left):
        left = left[found.end() :]
    return left


def without_marks(subject: str) -> str:
    """Return the subject without the marks of replies alone: as the office wrote it."""
    left = " ".join(subject.split())
    while found := _MARK.match(left):
        left = left[found.end() :]
    return left


def title_of(conversation: Conversation, first_words: str, about: str = "") -> str:
    """Return the title: of the message that it answers (``about``), its subject, or how its first words begin."""
    title = about or plain(conversation.subject or "") or _beginning(first_words)
    return title or _("A message without words")


def _of_the_office(subject: str) -> re.Match[str] | None:
    found = _BRACKET.match(subject)
    names = (settings.DISTRICT_NAME, settings.DISTRICT_NAME_EN, settings.MAIL_FROM_NAME)
    return found if found and any(name and name in found[1] for name in names) else None


def _beginning(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(_LONGEST)
