"""The gateway's own screen: each number as a phone with its messages."""

from datetime import datetime
from html import escape
from urllib.parse import quote

from config.simulators import page
from config.simulators.sms_answers import Answers, Typed
from config.simulators.sms_message import COMPLETE, TAKEN, WITH_CARRIER, ShortMessage
from config.simulators.sms_store import SmsStore
from config.simulators.web import Answer, html_answer
from config.words import say as _

SHOWN = 200


def phones(store: SmsStore, to: str, answers: Answers | None = None) -> Answer:
    """Show the phone of ``to``, or of whoever got the newest message; with a box to answer in."""
    numbers = store.numbers()[:SHOWN]
    chosen = to or (numbers[0][0] if numbers else "")
    nav = page.choices(
        _("Phones"), [(readable(number), str(count), _address(number)) for number, count in numbers], _address(chosen)
    )
    messages = list(reversed(store.newest(chosen)[:SHOWN])) if chosen else []
    typed = answers.of(chosen) if answers and chosen else []
    shown = sorted(
        [(message.date_created, _bubble(message)) for message in messages] + [(one.at, _typed(one)) for one in typed],
        key=lambda bubble: datetime.fromisoformat(bubble[0]),
    )
    bubbles = f'<ul class="bubbles">{"".join(html for _at, html in shown)}</ul>' if shown else _nothing()
    box = _box(chosen) if answers and messages else ""
    body = nav + page.phone(readable(chosen) if chosen else _("No phone yet"), bubbles, below=box)
    summary = _("Text messages that the demo has sent. They never leave this machine.")
    return html_answer(
        page.page(_("Caught text messages"), summary, body, total=store.total),
        Content_Security_Policy=page.ANSWERING_POLICY,
    )


def readable(number: str) -> str:
    """Write a mobile number with hyphens."""
    return f"{number[:3]}-{number[3:-4]}-{number[-4:]}" if len(number) in (10, 11) else number


def _address(number: str) -> str:
    return f"/?to={quote(number)}"


def _nothing() -> str:
    return page.empty(_("No message has arrived yet."))


def _bubble(message: ShortMessage) -> str:
    subject = f"<b>{escape(message.subject)}</b>" if message.subject else ""
    size = _("{bytes} bytes").format(bytes=message.size)
    sender = _("from {number}").format(number=message.sender)
    return (
        f'<li><p class="bubble">{subject}{page.linked(message.text)}</p>'
        f'<span class="soft"><span class="badge">{escape(message.type)}</span>{escape(size)} · '
        f"{page.moment(message.date_created)} · {escape(_state(message))} · "
        f"{escape(sender)}</span></li>"
    )


def _typed(typed: Typed) -> str:
    words, at = page.linked(typed.text), page.moment(typed.at)
    return f'<li class="mine"><p class="bubble">{words}</p><span class="soft">{at}</span></li>'


def _box(number: str) -> str:
    return page.answer_box(f"/reply?from={quote(number)}", _("Answer by text message"))


def _state(message: ShortMessage) -> str:
    if message.status_code in (TAKEN, WITH_CARRIER):
        return _("on its way")
    if message.status_code == COMPLETE:
        return _("delivered")
    return _("failed ({code})").format(code=message.status_code)
