"""The consent ledger: giving and withdrawing append a line; ``Resident.consents`` is its fold, kept beside it.

The mask is written in the transaction of the line, so a claim can ask for it with one comparison; the ledger stays
the truth, and ``fold`` says what the mask has to be.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.dispatch import Signal

from accounts.models import User
from residents.models import ConsentEntry, ConsentKind, ConsentText, Resident, Route

# Sent after commit with ``resident_id`` and ``kind``: what the rooms above have to stop.
consent_withdrawn = Signal()

_BITS: Mapping[ConsentKind, int] = {
    ConsentKind.COLLECTION_USE: 1,
    ConsentKind.THIRD_PARTY: 2,
    ConsentKind.PROMOTIONAL: 4,
    ConsentKind.CIVIL_DEFENSE: 8,
}


def mask_of(kinds: Iterable[ConsentKind]) -> int:
    """Return the bit mask of consent kinds, as ``Resident.consents`` and ``Dispatch.required_consents`` hold it."""
    mask = 0
    for kind in kinds:
        mask |= _BITS[ConsentKind(kind)]
    return mask


def text_sha256(body: str) -> str:
    """Return the hash that is stored with every consent to this text (DOMAIN.md R2)."""
    return hashlib.sha256(body.encode()).hexdigest()


def current_texts(language: str = "ko") -> dict[ConsentKind, ConsentText]:
    """Return the newest text of each kind."""
    texts = ConsentText.objects.filter(language=language).order_by("since", "id")
    return {ConsentKind(text.kind): text for text in texts}


@transaction.atomic
def give(
    resident: Resident,
    kind: ConsentKind,
    *,
    route: Route,
    given_on: date,
    by: User | None = None,
    signed: bool = False,
    text: ConsentText | None = None,
) -> ConsentEntry:
    """Append a given consent, on ``text`` or the newest Korean one of its kind."""
    text = text or current_texts()[kind]
    entry = ConsentEntry.objects.create(
        resident=resident,
        kind=kind,
        action=ConsentEntry.Action.GIVEN,
        text=text,
        text_sha256=text.sha256,
        route=route,
        given_on=given_on,
        signed=signed,
        recorded_by=by,
    )
    _project(resident)
    return entry


@transaction.atomic
def withdraw(resident: Resident, kind: ConsentKind, *, route: Route, on: date, by: User | None = None) -> ConsentEntry:
    """Append a withdrawal; everything not yet claimed for the resident stops (promise 5)."""
    entry = ConsentEntry.objects.create(
        resident=resident,
        kind=kind,
        action=ConsentEntry.Action.WITHDRAWN,
        route=route,
        given_on=on,
        recorded_by=by,
    )
    _project(resident)
    transaction.on_commit(lambda: consent_withdrawn.send(sender=Resident, resident_id=resident.pk, kind=kind))
    return entry


def fold(resident: Resident) -> int:
    """Return the mask that the ledger's lines add up to, in their order."""
    state: dict[ConsentKind, bool] = {}
    for kind, action in resident.consent_entries.order_by("id").values_list("kind", "action"):
        state[ConsentKind(kind)] = action == ConsentEntry.Action.GIVEN
    return mask_of(kind for kind, given in state.items() if given)


def _project(resident: Resident) -> None:
    """Write the fold beside the ledger, under a lock on the resident so that two lines cannot cross."""
    locked = Resident.objects.select_for_update().get(pk=resident.pk)
    locked.consents = resident.consents = fold(locked)
    locked.save(update_fields=["consents"])
