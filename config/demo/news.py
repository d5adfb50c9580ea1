"""The sample district's news after a while: two campaigns that went out, what came of them, and who wants a digest."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from campaigns.links import link_to
from campaigns.models import Campaign, CampaignDispatch, CampaignState, Click, DigestWish, Event
from deliveries.models import Delivery, Dispatch
from deliveries.states import DispatchState, Lane
from residents.consent import mask_of
from residents.models import Channel, ConsentKind, ContactPoint, Interest, Resident, Subscription

SEED = 31
# Title, subject, field of interest, how many days ago, and where its link leads.
SENT = (
    ("가을 독서 주간 안내", "가을 독서 주간, 이번 주말까지", "도서관", 38, "https://www.sdlib.example/autumn"),
    ("겨울 건강 강좌 안내", "집에서 하는 겨울 근력 운동", "건강·보건", 9, "https://www.sdhealth.example/winter"),
)


@transaction.atomic
def load(department: str) -> bool:
    """Fill it once; return whether this call did. Everybody who gets news here is of the sample district."""
    if Click.objects.exists():
        return False
    chance = random.Random(SEED)  # noqa: S311  # the same sample each time, nothing secret
    readers = _readers(chance)
    sent = [_send(one, department, readers, chance) for one in SENT]
    for campaign in [*Campaign.objects.exclude(pk__in=[one.pk for one in sent]).filter(dispatches__isnull=False)]:
        for link in campaign.links.all():
            _click(link.pk, _reached(campaign), chance, timezone.now() - timedelta(hours=3))
    return True


def _readers(chance: random.Random) -> list[Resident]:
    """Return who gets news; where the sample has few of them, some more of its people do from now on."""
    mask = mask_of([ConsentKind.PROMOTIONAL])
    consenting = [one for one in Resident.objects.filter(left_at=None).order_by("pk") if one.consents & mask]
    interests = list(Interest.objects.all())
    for resident in consenting:
        proved = ContactPoint.objects.filter(resident=resident, stopped_at=None, verified_at__isnull=False)
        for channel in proved.values_list("channel", flat=True):
            Subscription.objects.get_or_create(resident=resident, service="events", channel=channel)
        if not resident.interests.exists():
            resident.interests.set(chance.sample(interests, 4))
        if proved.filter(channel=Channel.EMAIL).exists() and chance.random() < 0.5:
            DigestWish.objects.get_or_create(resident=resident)
    return consenting


def _send(
    what: tuple[str, str, str, int, str], department: str, readers: list[Resident], chance: random.Random
) -> Campaign:
    title, subject, field, days, target = what
    at = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=days)
    interest = Interest.objects.get(name=field)
    campaign = Campaign.objects.create(
        title=title,
        subject=subject,
        body=f"{subject}\n\n[자세히 보기]({target})",
        department=department,
        state=CampaignState.PLANNED,
        is_advertisement=False,
        interest=interest,
        event=Event.objects.filter(interest=interest, state="published", starts_at__gt=at).first(),
        channels=["email", "sms"],
    )
    dispatch = Dispatch.objects.create(
        title=title,
        source="campaigns",
        service="events",
        statutory=False,
        lane=Lane.CAMPAIGN,
        state=DispatchState.FINISHED,
        scheduled_at=at,
        started_at=at,
        finished_at=at + timedelta(minutes=3),
    )
    CampaignDispatch.objects.create(campaign=campaign, dispatch=dispatch)
    Delivery.objects.bulk_create(_deliveries(dispatch, readers, chance, at))
    _click(link_to(campaign, target).pk, _reached(campaign), chance, at)
    return campaign


def _deliveries(dispatch: Dispatch, readers: list[Resident], chance: random.Random, at: datetime) -> list[Delivery]:
    contacts = ContactPoint.objects.filter(resident__in=readers, stopped_at=None, verified_at__isnull=False)
    first = {contact.resident_id: contact for contact in contacts.order_by("-channel")}  # email where there is one
    rows = []
    for contact in first.values():
        state = chance.choices(["delivered", "accepted", "bounced"], [70, 25, 5])[0]
        went = state != "bounced"
        rows.append(
            Delivery(
                dispatch=dispatch,
                channel=contact.channel,
                recipient=contact.resident_id,
                resident_id=contact.resident_id,
                contact=contact,
                state=state,
                code="" if went else "5.1.1",
                accepted_at=at + timedelta(seconds=chance.randrange(180)) if went else None,
            )
        )
    return rows


def _reached(campaign: Campaign) -> list[tuple[int, str]]:
    went = Delivery.objects.filter(dispatch__campaign_part__campaign=campaign, accepted_at__isnull=False)
    return list(went.order_by("pk").values_list("recipient", "channel"))


def _click(link: int, reached: list[tuple[int, str]], chance: random.Random, at: datetime) -> None:
    chosen = [one for one in reached if chance.random() < 0.34]
    rows = [
        Click(link_id=link, resident_number=number, channel=channel, times=chance.randrange(1, 4))
        for number, channel in chosen
    ]
    Click.objects.bulk_create(rows, ignore_conflicts=True)
    Click.objects.filter(link=link).update(first_at=at + timedelta(hours=2))
