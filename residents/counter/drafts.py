"""Drafts at the counter: what a clerk has typed for somebody, kept encrypted until it is enrolled or given up.

A clerk is interrupted forty times a day; whatever was typed can be gone on with. Nobody but its clerk finds a draft.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from residents.counter import signatures
from residents.counter.search_words import fields_of
from residents.models import Channel, ContactProof, CounterDraft, Resident
from residents.rrn import looks_like_rrn

LONGEST_TYPED = 300  # characters of one field that are kept as typed
STROKES = "strokes"
AFTER_RECEIPT = timedelta(days=1)  # how long its clerk can look at a receipt again


class Draft:
    """One draft of a clerk. Change it inside ``changing`` only."""

    def __init__(self, row: CounterDraft) -> None:
        self.row = row
        self._values: dict[str, Any] = json.loads(row.values or "{}")

    @property
    def was_kept(self) -> bool:
        """Tell whether a form was kept; until then there is at most what was typed into the search box."""
        return "typed" in self._values

    def found_by(self) -> dict[str, str]:
        """Return what the words of the search tell, by field of the form."""
        return dict(self._values.get("words", {}))

    def typed(self) -> MultiValueDict[str, str]:
        """Return what was typed, as a form takes it."""
        return MultiValueDict(self._values.get("typed", {}))

    def withheld(self) -> list[str]:
        """Return the fields whose text was not kept because it held a registration number."""
        return list(self._values.get("withheld", ()))

    def put(self, typed: Mapping[str, list[str]], *, without: Collection[str] = ()) -> None:
        """Keep what was typed as it stands, without anything like a resident registration number (DOMAIN.md R8).

        ``without``: fields in which the form saw one, or a part of one.
        """
        kept = {name: [_cut(name, value) for value in values] for name, values in typed.items()}
        refused = [
            name for name, values in typed.items() if name in without or any(looks_like_rrn(value) for value in values)
        ]
        self._values["typed"] = {name: values for name, values in kept.items() if name not in refused}
        self._values["withheld"] = refused
        self._values.pop("words", None)

    def put_proof(self, proof: ContactProof) -> None:
        self._values.setdefault("proofs", {})[proof.channel] = proof.pk

    def proof_of(self, channel: Channel, address: str) -> ContactProof | None:
        """Return the proof that was asked for this address; None where there is none."""
        pk = self._values.get("proofs", {}).get(channel.value)
        proof = ContactProof.objects.filter(pk=pk).first() if pk else None
        return proof if proof and proof.address == address else None

    def proofs(self) -> dict[Channel, ContactProof]:
        """Return the proofs that were asked for, by channel, whatever became of the address since."""
        pks = {pk: Channel(channel) for channel, pk in self._values.get("proofs", {}).items()}
        return {pks[proof.pk]: proof for proof in ContactProof.objects.filter(pk__in=pks)}

    def end(self, resident: Resident) -> None:
        """Whoever it was for is enrolled: nothing of what was typed is needed any more."""
        self._values = {}
        self.row.resident, self.row.done_at = resident, timezone.now()

    def dumped(self) -> str:
        return json.dumps(self._values, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Open:
    """A line of the list of open drafts."""

    pk: int
    name: str
    birth_date: str
    updated_at: datetime


def begin(clerk: User, typed: str = "") -> Draft:
    """Make a draft from what ``clerk`` typed into the search box; what looks like a registration number is dropped."""
    draft = Draft(CounterDraft(clerk=clerk))
    if typed and not looks_like_rrn(typed):
        draft._values["words"] = fields_of(typed[:LONGEST_TYPED])
    draft.row.values = draft.dumped()
    draft.row.save()
    return draft


def find(pk: int, clerk: User) -> Draft | None:
    """Return this clerk's draft; None where it is somebody else's, or was forgotten."""
    row = _living().filter(pk=pk, clerk=clerk).first()
    return Draft(row) if row else None


def open_drafts(clerk: User) -> list[Open]:
    """Return what this clerk has begun and not ended, the latest first; not where nothing is typed yet."""
    rows = [Draft(row) for row in _living().filter(clerk=clerk, done_at=None).order_by("-updated_at", "-id")]
    begun = [draft for draft in rows if draft.was_kept or draft.found_by()]
    return [Open(draft.row.pk, *_who(draft), draft.row.updated_at) for draft in begun]


@contextmanager
def changing(draft: Draft) -> Iterator[Draft]:
    """Yield the draft as it is now, locked, and store what became of it; two windows change it one after the other.

    Raise CounterDraft.DoesNotExist where it was given up in the meantime.
    """
    with transaction.atomic():
        locked = Draft(CounterDraft.objects.select_for_update(of=("self",)).get(pk=draft.row.pk))
        yield locked
        locked.row.values = locked.dumped()
        locked.row.save(update_fields=["values", "resident", "done_at", "updated_at"])
    draft.row, draft._values = locked.row, locked._values


def give_up(draft: Draft) -> None:
    """Delete a draft for good."""
    CounterDraft.objects.filter(pk=draft.row.pk).delete()


def forget_old() -> int:
    """Delete drafts that nobody went on with, and those enrolled the day before; return how many."""
    deleted, _ = CounterDraft.objects.exclude(pk__in=_living().values("pk")).delete()
    return deleted


def _living() -> "QuerySet[CounterDraft]":
    now = timezone.now()
    touched = CounterDraft.objects.filter(updated_at__gt=now - timedelta(days=settings.COUNTER_DRAFT_DAYS))
    return touched.exclude(done_at__isnull=False, done_at__lte=now - AFTER_RECEIPT)


def _cut(name: str, value: str) -> str:
    return value[: signatures.LONGEST if name == STROKES else LONGEST_TYPED]


def _who(draft: Draft) -> tuple[str, str]:
    typed = draft.typed() if draft.was_kept else draft.found_by()
    return str(typed.get("name", "")), str(typed.get("birth_date", ""))
