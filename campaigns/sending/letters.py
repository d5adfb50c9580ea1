"""What a campaign's messages say: one content per channel, with places for each reader's values.

Written once by the composer; label, sender, the way out and that followed links are counted are added here
(``law``), so that no message can go without them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Event
from campaigns.sending import addresses, fields, law
from campaigns.writing import to_html, to_text
from deliveries.content import WAY_OUT, compile_content, fields_in, place
from deliveries.models import Content, Dispatch
from deliveries.sms import SMS_BYTES, NotAnSms, SmsKind, sms_kind, sms_size, unencodable
from deliveries.states import DeliveryChannel
from residents.spoken import moment

# A server that takes lines as they are takes 998 bytes of one (RFC 5321, 4.5.3.1.6); values come to what is stored.
LINE_BYTES = 900
FEW_BYTES = 20  # by which a text can be shortened and still say what it is about
COUNTED_IN_SMS = "(링크 누른 횟수 집계)"


class Samples(dict[str, str]):
    """Values of a reader who is nobody, each as long as real ones: short addresses too."""

    def __missing__(self, field: str) -> str:
        if field.startswith("link_"):
            return f"{settings.SITE_URL}/l/{'x' * 15}"
        if field == "survey_link":
            return f"{settings.SITE_URL}/surveys/{'x' * 12}/k/{'x' * 54}"
        raise KeyError(field)


SAMPLE: Mapping[str, str] = Samples(
    {field.name: field.sample for field in fields.FIELDS if field.sample}
    | {WAY_OUT: f"{settings.SITE_URL}/u/{'x' * 12}.{'9' * 9}.{'x' * 24}"}
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as somebody will get it; ``html`` of an email only, ``bytes`` and ``kind`` of an SMS only.

    ``kind`` is empty for an SMS that cannot be sent as it is; ``warnings`` say why.
    """

    subject: str
    text: str
    html: str = ""
    bytes: int = 0
    kind: str = ""
    warnings: tuple[Any, ...] = ()


def contents_of(campaign: Campaign, *, subject: str | None = None) -> dict[str, Content]:
    """Return what ``campaign`` says over each of its channels, not saved; ``subject`` in place of its first one."""
    with translation.override("ko"):
        writers = {
            DeliveryChannel.EMAIL: _email,
            DeliveryChannel.SMS: _sms,
            DeliveryChannel.ALIMTALK: _alimtalk,
        }
        words = campaign.subject if subject is None else subject
        return {channel: writers[DeliveryChannel(channel)](campaign, words) for channel in campaign.channels}


def write_contents(campaign: Campaign, dispatch: Dispatch, *, subject: str | None = None) -> None:
    """Write the contents of one of the campaign's dispatches, and keep the links that they hold."""
    addresses.keep_links(campaign)
    for content in contents_of(campaign, subject=subject).values():
        content.dispatch = dispatch
        content.save()


def preview(campaign: Campaign, channel: str, *, values: Mapping[str, str] = SAMPLE, subject: str = "") -> Preview:
    """Return the message over ``channel`` for a reader with these ``values``; a draft may be far from ready."""
    with translation.override("ko"):
        writer = {"email": _email, "sms": _sms, "alimtalk": _alimtalk}[str(channel)]
        compiled = compile_content(writer(campaign, subject or campaign.subject))
    shown, text = compiled.subject.render(values), compiled.text.render(values)
    if channel == DeliveryChannel.EMAIL:
        return Preview(shown, text, html=compiled.html.render(values) if compiled.html else "")
    return _counted(shown, text)


def _counted(subject: str, text: str) -> Preview:
    """Count an SMS as carriers do."""
    if bad := unencodable(text):
        warning = _("An SMS cannot carry these characters: %(characters)s. Take them out.") % {"characters": bad}
        return Preview(subject, text, warnings=(warning,))
    size = sms_size(text)
    try:
        kind = sms_kind(text)
    except NotAnSms:
        return Preview(subject, text, bytes=size, warnings=(_("It is too long even for an LMS: 2,000 bytes."),))
    if kind == SmsKind.LMS and 0 < size - SMS_BYTES <= FEW_BYTES:
        warning = _("It goes by LMS, which costs more. Shorter by %(count)s bytes it is one SMS.") % {
            "count": size - SMS_BYTES
        }
        return Preview(subject, text, bytes=size, kind=kind.value, warnings=(warning,))
    return Preview(subject if kind == SmsKind.LMS else "", text, bytes=size, kind=kind.value)


def _email(campaign: Campaign, subject: str) -> Content:
    rules, values = law.rules_of(campaign.is_advertisement), _values(campaign, DeliveryChannel.EMAIL)
    body = addresses.body_of(campaign)
    written = addresses.put_in_html(campaign, to_html(body), DeliveryChannel.EMAIL)
    plain = addresses.put_in_text(campaign, to_text(body), DeliveryChannel.EMAIL)
    context: dict[str, Any] = {
        "subject": fields.filled(subject, values),
        "sender": law.sender(),
        "department": campaign.department,
        "contact": campaign.contact,
        "is_advertisement": rules.is_advertisement,
        "mail_from": settings.MAIL_REPLY_TO,
        "office_address": settings.OFFICE_ADDRESS,
        "counted": bool(addresses.email_targets_of(campaign)),
        "preferences_url": addresses.preferences_address(),
        "unsubscribe_url": place(WAY_OUT),
        **_about(campaign, values, body),
    }
    html = render_to_string("campaigns/messages/email.html", {**context, "body": _filled_html(written, values)})
    text = render_to_string("campaigns/messages/email.txt", {**context, "body": fields.filled(plain, values)})
    return Content(
        channel=DeliveryChannel.EMAIL,
        subject=law.subject_under(rules, fields.filled(subject, values)),
        text=_lines(text),
        html=_lines(_INLINER.inline(html), blank=False),
    )


# Styles go to each element; what answers to dark mode stays in the head. It fetches nothing.
_INLINER = css_inline.CSSInliner(
    keep_at_rules=True, minify_css=True, load_remote_stylesheets=False, remove_inlined_selectors=False
)


def _filled_html(html: str, values: Mapping[str, str]) -> SafeString:
    """Fill in the fields of a composer's HTML: an office's own words are escaped, places are escaped when rendered."""
    escaped = {name: str(escape(value)) for name, value in values.items()}
    for name in ("event_link", "survey_link"):
        if escaped.get(name):
            escaped[name] = f'<a href="{escaped[name]}">{escaped[name]}</a>'
    return mark_safe(fields.filled(html, escaped))  # noqa: S308  # the markup's own HTML, and what was escaped above


def _about(campaign: Campaign, values: Mapping[str, str], written: str) -> dict[str, Any]:
    """Return the event's facts and the buttons, but for what the composer's words link to already."""
    used, event, survey = fields.used_in(written), campaign.event, campaign.survey
    event_told = "event_link" in used or (event is not None and addresses.event_address(event) in written)
    survey_told = "survey_link" in used or (survey is not None and addresses.survey_address(survey) in written)
    return {
        "event": None if "event_time" in used else event,
        "event_time": _spoken(event),
        "event_button": "" if event_told else values["event_link"],
        "survey_button": "" if survey_told else values["survey_link"],
    }


def _spoken(event: Event | None) -> str:
    return moment(event.starts_at.isoformat()) if event else ""


def _values(campaign: Campaign, channel: str) -> dict[str, str]:
    """Return what each field of the composer becomes over this channel."""
    return {**fields.values_of(campaign), "event_link": addresses.event_place(campaign, channel)}


def _sms(campaign: Campaign, subject: str, channel: str = DeliveryChannel.SMS) -> Content:
    rules, values = law.rules_of(campaign.is_advertisement), _values(campaign, channel)
    text = fields.filled(addresses.put_in_text(campaign, campaign.sms, channel), values)
    about = _about(campaign, values, campaign.sms)
    last = [address for address in (about["event_button"], about["survey_button"]) if address]
    if any(field.startswith("link_") for field in fields_in("".join([text, *last]))):
        last.append(COUNTED_IN_SMS)
    return Content(
        channel=channel,
        subject=law.subject_under(rules, fields.filled(subject or campaign.title, values)),
        text=law.sms_under(rules, text, contact=campaign.contact, last=tuple(last)),
    )


def _alimtalk(campaign: Campaign, subject: str) -> Content:
    """Write the variables that an 알림톡 template for news may use, and the SMS for phones without KakaoTalk."""
    channel = DeliveryChannel.ALIMTALK
    content, values = _sms(campaign, subject, channel), _values(campaign, channel)
    content.template_id = campaign.alimtalk_template
    content.template_values = {
        "#{이름}": place("name"),
        "#{제목}": fields.filled(subject or campaign.title, values),
        "#{내용}": fields.filled(addresses.put_in_text(campaign, campaign.sms, channel), values),
        "#{링크}": values["event_link"] or values["survey_link"] or addresses.preferences_address(),
        "#{문의}": campaign.contact,
    }
    return content


def _lines(text: str, *, blank: bool = True) -> str:
    """Return ``text`` without the white space around lines, none of them too long for a mail; see LINE_BYTES."""
    stripped = (line.strip() for line in text.strip().split("\n"))
    return "\n".join(piece for line in stripped if line or blank for piece in _pieces(line)) + "\n"


def _pieces(line: str) -> Iterator[str]:
    """Break a line at a space, or between the character references of a hostile text."""
    while len(line.encode()) > LINE_BYTES:
        fitting = line.encode()[:LINE_BYTES].decode(errors="ignore")
        end = max(fitting.rfind(" "), fitting.rfind(";")) + 1 or len(fitting)
        yield line[:end].rstrip(" ")
        line = line[end:]
    yield line
