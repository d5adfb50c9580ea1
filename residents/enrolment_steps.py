"""The steps of an enrolment on the site: in which order, which are done, and which one is next.

A step is open to whoever has done those before it. Nothing personal is asked before the consent to collection and
use, and nothing of a child before the guardian proved a contact (개인정보 보호법 제22조의2; DOMAIN.md R5).
"""

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from residents.ages import needs_guardian
from residents.drafts import Draft
from residents.models import Channel, ConsentKind, ConsentText
from residents.offered_services import Service, consents_asked_of, offered_to


class Step(StrEnum):
    """A page of the enrolment; also the key of its answers in the draft."""

    GUARDIAN = "guardian"
    GUARDIAN_CODE = "guardian_code"
    CONSENTS = "consents"
    PERSON = "person"
    HOME = "home"
    CONTACT = "contact"
    CODE = "code"
    SERVICES = "services"
    INTERESTS = "interests"
    CHECK = "check"
    DONE = "done"


WHO = "who"  # the answer of the first page: {"child": bool}
PROOFS = "proofs"  # address → when it was proved
ABOUT_THE_PERSON = (Step.PERSON, Step.HOME, Step.CONTACT, Step.SERVICES, Step.INTERESTS)


def is_for_child(draft: Draft) -> bool:
    return bool(draft.answers(WHO).get("child"))


def path(draft: Draft) -> list[Step]:
    """Return the steps of this draft in their order."""
    steps = [Step.GUARDIAN, Step.GUARDIAN_CODE] if is_for_child(draft) else []
    steps += [Step.CONSENTS, Step.PERSON, Step.HOME, Step.CONTACT, Step.CODE, Step.SERVICES]
    if ConsentKind.PROMOTIONAL in consents_given(draft):
        steps.append(Step.INTERESTS)
    return [*steps, Step.CHECK, Step.DONE]


def first_open(draft: Draft) -> Step:
    """Return the first step that still has to be done; with a receipt there is none but to look at it."""
    if receipt_of(draft):
        return Step.DONE
    return next(step for step in path(draft) if not _DONE[step](draft))


def may_see(draft: Draft, step: Step) -> bool:
    """Tell whether ``step`` belongs to this draft and all before it is done; after the receipt nothing else does."""
    steps = path(draft)
    if receipt_of(draft):
        return step == Step.DONE
    return step in steps and steps.index(step) <= steps.index(first_open(draft)) and step != Step.DONE


def before(draft: Draft, step: Step) -> Step | None:
    """Return the step to which “back” leads: the codes are passed over, for they are done once."""
    earlier = path(draft)[: path(draft).index(step)]
    if step in (Step.CODE, Step.GUARDIAN_CODE):
        return earlier[-1]
    return next((step for step in reversed(earlier) if step not in (Step.CODE, Step.GUARDIAN_CODE)), None)


def receipt_of(draft: Draft) -> str:
    """Return the receipt number; empty until the draft was handed in."""
    return str(draft.answers(Step.DONE).get("receipt_number", ""))


def consents_given(draft: Draft) -> frozenset[ConsentKind]:
    return frozenset(ConsentKind(kind) for kind in draft.answers(Step.CONSENTS))


def is_proved(draft: Draft, address: str) -> bool:
    """Tell whether somebody with this draft proved to read at ``address``."""
    return address in draft.answers(PROOFS)


def proved_channels(draft: Draft) -> list[Channel]:
    """Return the channels whose address was proved, SMS first."""
    return [channel for channel, address in contacts_of(draft).items() if is_proved(draft, address)]


def contacts_of(draft: Draft) -> dict[Channel, str]:
    """Return the addresses that were given, proved or not, SMS first."""
    contacts = draft.answers(Step.CONTACT)
    return {channel: contacts[channel] for channel in (Channel.SMS, Channel.EMAIL) if channel in contacts}


def to_prove(draft: Draft) -> tuple[Channel, str] | None:
    """Return the next address that has to be proved; None when there is none."""
    open_ones = ((channel, address) for channel, address in contacts_of(draft).items() if not is_proved(draft, address))
    return next(open_ones, None)


def guardian_address(draft: Draft) -> tuple[Channel, str]:
    """Return where the guardian reads."""
    guardian = draft.answers(Step.GUARDIAN)
    return Channel(guardian["channel"]), guardian["address"]


def offered(draft: Draft) -> list[Service]:
    """Return the services for the person of this draft, also those for which a consent is still missing."""
    return list(offered_to(child=is_for_child(draft)))


def chosen_services(draft: Draft) -> dict[str, list[Channel]]:
    """Return what was chosen and can be had: over proved channels, with the consents that it needs."""
    given, proved, answers = consents_given(draft), proved_channels(draft), draft.answers(Step.SERVICES)
    chosen = {
        service.slug: [channel for channel in proved if channel in answers.get(service.slug, ())]
        for service in offered(draft)
        if service.consents <= given
    }
    return {slug: channels for slug, channels in chosen.items() if channels}


def offered_consents(draft: Draft) -> list[ConsentKind]:
    """Return the consents that are asked for, the required one first."""
    return consents_asked_of(child=is_for_child(draft))


def birth_date_of(draft: Draft) -> date | None:
    answer = draft.answers(Step.PERSON).get("birth_date")
    return date.fromisoformat(answer) if answer else None


def consents_are_current(draft: Draft) -> bool:
    """Tell whether the consent to collection and use was given, and no text was replaced since (DOMAIN.md R2)."""
    given = draft.answers(Step.CONSENTS)
    if ConsentKind.COLLECTION_USE not in given:
        return False
    texts = ConsentText.objects.filter(pk__in=given.values())
    newest = {(text.kind, text.language): text.pk for text in _by_age(ConsentText.objects.all())}
    return all(newest[text.kind, text.language] == text.pk for text in texts)


def _by_age(texts: Any) -> Iterable[ConsentText]:
    ordered: Iterable[ConsentText] = texts.only("kind", "language").order_by("since", "id")
    return ordered


def _is_person_done(draft: Draft) -> bool:
    born = birth_date_of(draft)
    return born is not None and needs_guardian(born, on=timezone.localdate()) == is_for_child(draft)


def _has(step: Step) -> Callable[[Draft], bool]:
    return lambda draft: bool(draft.answers(step))


_DONE: dict[Step, Callable[[Draft], bool]] = {
    Step.GUARDIAN: _has(Step.GUARDIAN),
    Step.GUARDIAN_CODE: lambda draft: is_proved(draft, guardian_address(draft)[1]),
    Step.CONSENTS: consents_are_current,
    Step.PERSON: _is_person_done,
    Step.HOME: _has(Step.HOME),
    Step.CONTACT: _has(Step.CONTACT),
    Step.CODE: lambda draft: to_prove(draft) is None,
    Step.SERVICES: lambda draft: bool(chosen_services(draft)),
    Step.INTERESTS: _has(Step.INTERESTS),
    Step.CHECK: lambda draft: bool(receipt_of(draft)),
    Step.DONE: lambda draft: False,
}
