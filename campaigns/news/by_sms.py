"""Opting out by answering an SMS with one word; opting in takes more than that, and the answer says what.

A number free of charge for it (080) is a contract of the district with its carrier and calls, not messages: what is
refused there is entered by a clerk. Only the word by itself counts, never one within a sentence.
"""

import unicodedata

from campaigns.incoming import Incoming
from campaigns.news import SERVICE
from campaigns.news.telling import once_each, say
from residents import subscriptions
from residents.contacts import holders_of
from residents.models import Channel, Route

OUT = frozenset({"수신거부", "거부", "stop", "무료수신거부", "수신거절"})
IN = frozenset({"수신동의", "동의"})
_AROUND = " .,!~'\"()[]<>“”‘’·-"


def read(incoming: Incoming) -> bool:
    """Take a message that is nothing but a word to opt out, or in; return whether it was one."""
    word = _word(incoming.text)
    if incoming.channel != Channel.SMS or word not in OUT | IN:
        return False
    holders = [contact.resident for contact in holders_of(Channel.SMS, incoming.address)]
    if not holders:
        return False  # nobody's number that we know: a person looks at it
    language = holders[0].language
    if word in IN:
        say("news_how_to_start", Channel.SMS, incoming.address, language)
        return True
    with once_each():
        ended = [subscriptions.end(one.pk, service=SERVICE, channel=Channel.SMS, route=Route.PHONE) for one in holders]
        if not any(ended):
            say("news_none", Channel.SMS, incoming.address, language)
    return True


def _word(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_AROUND)
