"""What a draft still lacks before it may be submitted: each with the field where it is mended, in the page's order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.links import is_web_address
from campaigns.models import Campaign, EventState, SurveyState
from campaigns.sending import addresses, fields, law
from campaigns.sending.letters import preview
from campaigns.writing import pictures_in, pictures_without_words
from deliveries.states import DeliveryChannel
from residents.rrn import looks_like_rrn

MOBILE = frozenset({DeliveryChannel.SMS.value, DeliveryChannel.ALIMTALK.value})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be mended: the field of the draft where, and how."""

    field: str
    text: Any


def faults_of(campaign: Campaign) -> list[Fault]:
    """Return what keeps ``campaign`` from being submitted; nothing where nothing does."""
    return [
        *_kind(campaign),
        *_audience(campaign),
        *_channels(campaign),
        *_email(campaign),
        *_mobile(campaign),
        *_texts(campaign),
        *_subject_matter(campaign),
        *_trial(campaign),
        *_time(campaign),
    ]


def _kind(campaign: Campaign) -> Iterator[Fault]:
    if not campaign.title.strip():
        yield Fault("title", _("Give it a name by which the office finds it."))
    if campaign.is_advertisement is None:
        yield Fault("is_advertisement", _("Say whether it is an advertisement."))
    if campaign.is_advertisement is not False:
        return
    if any(law.is_labelled(text) for text in (campaign.subject, campaign.subject_b, campaign.sms)):
        yield Fault("is_advertisement", _("It begins with “(광고)”, but you said that it is no advertisement."))
    words = law.sounds_like_an_advertisement(campaign.subject, campaign.subject_b, campaign.body, campaign.sms)
    if words and not campaign.information_because.strip():
        yield Fault(
            "information_because",
            _("It says %(words)s. If it is no advertisement, write why; otherwise say that it is one.")
            % {"words": ", ".join(f"“{word}”" for word in words[:6])},
        )


def _audience(campaign: Campaign) -> Iterator[Fault]:
    if campaign.audience_id is None and campaign.corrects_id is None:
        yield Fault("audience", _("Choose who gets it."))


def _channels(campaign: Campaign) -> Iterator[Fault]:
    chosen = [str(channel) for channel in campaign.channels]
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(DeliveryChannel.values):
        yield Fault("channels", _("Choose at least one channel, the preferred one first."))
    elif DeliveryChannel.ALIMTALK in chosen and campaign.is_advertisement is not False:
        yield Fault("channels", _("An advertisement may not go by 알림톡. Choose SMS."))
    if campaign.is_advertisement and MOBILE & set(chosen) and not settings.OPT_OUT_PHONE:
        yield Fault(
            "channels",
            _("An advertisement by SMS needs a number for opting out free of charge (setting OPT_OUT_PHONE)."),
        )
    if campaign.is_advertisement and DeliveryChannel.EMAIL in chosen and not settings.OFFICE_ADDRESS:
        yield Fault(
            "channels", _("An advertisement by email names the office’s postal address (setting OFFICE_ADDRESS).")
        )


def _email(campaign: Campaign) -> Iterator[Fault]:
    if DeliveryChannel.EMAIL not in campaign.channels:
        return
    if not law.bare(campaign.subject):
        yield Fault("subject", _("Write the email’s subject."))
    if not campaign.body.strip():
        yield Fault("body", _("Write the email."))
    body = addresses.body_of(campaign)
    if pictures_without_words(body):
        yield Fault("body", _("A picture has no words for those who do not see it. Write what it shows."))
    if any(not _is_ours(picture) for picture in pictures_in(body)):
        yield Fault("body", _("A picture lies on another site. Upload it here and put it in again."))


def _is_ours(address: str) -> bool:
    ours, theirs = urlsplit(settings.SITE_URL), urlsplit(address)
    return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)


def _mobile(campaign: Campaign) -> Iterator[Fault]:
    chosen = MOBILE & set(campaign.channels)
    if not chosen:
        return
    if not law.bare(campaign.sms):
        yield Fault("sms", _("Write the SMS."))
        return
    shown = preview(campaign, DeliveryChannel.SMS)
    if not shown.kind:
        yield from (Fault("sms", warning) for warning in shown.warnings)
    if DeliveryChannel.ALIMTALK in chosen and not campaign.alimtalk_template.strip():
        yield Fault("alimtalk_template", _("Name the approved template of the 알림톡."))


def _texts(campaign: Campaign) -> Iterator[Fault]:
    if not campaign.contact.strip():
        yield Fault("contact", _("Write whom to ask: the unit and its number."))
    for name in ("title", "subject", "subject_b", "body", "sms", "contact"):
        text = getattr(campaign, name)
        if looks_like_rrn(text):
            yield Fault(name, _("This holds what looks like a resident registration number. Take it out."))
        if name in ("title", "contact"):
            continue
        if unknown := fields.unknown_in(text):
            yield Fault(
                name,
                _("There is no field %(unknown)s. There are: %(fields)s.")
                % {"unknown": ", ".join(f"{{{one}}}" for one in unknown), "fields": fields.choices()},
            )
        if lacking := fields.without_subject(campaign, text):
            yield Fault(
                name,
                _("For %(fields)s choose the event or survey that it is about.")
                % {"fields": ", ".join(f"{{{one}}}" for one in lacking)},
            )
    targets = addresses.targets_of(campaign)
    if len(targets) > addresses.MOST_LINKS or any(not is_web_address(target) for target in targets):
        yield Fault("body", _("A link’s address cannot be used: too long, or none of the web. Check the links."))


def _subject_matter(campaign: Campaign) -> Iterator[Fault]:
    if campaign.event is not None and campaign.event.state != EventState.PUBLISHED:
        yield Fault("event", _("The event is not published, so its page cannot be opened."))
    if campaign.survey is not None and campaign.survey.state != SurveyState.OPEN:
        yield Fault("survey", _("The survey is not open, so nobody could answer."))


def _trial(campaign: Campaign) -> Iterator[Fault]:
    if not campaign.trial_percent:
        return
    if not law.bare(campaign.subject_b):
        yield Fault("subject_b", _("Write the second subject, or send it without a trial."))
    if campaign.trial_percent > 100:
        yield Fault("trial_percent", _("The share is at most 100 percent."))
    if campaign.canary:
        yield Fault("canary", _("Choose a first part or a trial of two subjects, not both."))
    if DeliveryChannel.EMAIL not in campaign.channels:
        yield Fault("trial_percent", _("Two subjects are tried by email only."))
    elif not addresses.email_targets_of(campaign):
        yield Fault("trial_percent", _("The better subject is the one whose links are followed more: put a link in."))


def _time(campaign: Campaign) -> Iterator[Fault]:
    if campaign.send_at is not None and not campaign.at_best_hour and campaign.send_at < timezone.now():
        yield Fault("send_at", _("This time is over. Choose a later one, or send it at once."))
