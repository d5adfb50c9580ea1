"""Settling an ambiguous row by a person: which of the enrolled is meant, or nobody; the answer is remembered."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notices import matching
from notices.batches import BatchRefused, refuse_after_draft
from notices.models import Batch, MatchDecision, Outcome, RegisterRow
from residents.models import Resident


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enrolled person whom the row may mean, with what tells namesakes apart."""

    resident_id: int
    name: str
    birth_date: date
    dong: str
    address: str


def candidates_of(row: RegisterRow) -> list[Candidate]:
    """Return the residents with the row's name and birth date."""
    hashes = [bytes(value) for value in row.person_hashes]
    found = Resident.objects.filter(person_hash__in=hashes).select_related("household", "dong").order_by("id")
    return [
        Candidate(
            resident.pk,
            resident.name or "",
            date.fromisoformat(resident.birth_date or ""),
            resident.dong.name,
            resident.household.address or "",
        )
        for resident in found
    ]


@transaction.atomic
def settle(row: RegisterRow, resident_id: int | None, *, by: User) -> None:
    """Decide that the row means this resident, or nobody enrolled (None); the same words later mean the same.

    Raises BatchRefused once the recipients are frozen, and for a resident who is no candidate.
    """
    batch = Batch.objects.select_for_update().get(pk=row.batch_id)
    refuse_after_draft(batch)
    allowed = {candidate.resident_id for candidate in candidates_of(row)}
    if row.outcome != Outcome.AMBIGUOUS or (resident_id is not None and resident_id not in allowed):
        raise BatchRefused("not_ambiguous", _("This row is settled already, or that person does not fit it."))
    MatchDecision.objects.update_or_create(
        person_hash=bytes(row.person_hashes[0]),
        dong=row.dong,
        address_hash=bytes(row.address_hashes[0]) if row.address_hashes else b"",
        defaults={"resident_id": resident_id, "decided_by": by},
    )
    RegisterRow.objects.filter(pk=row.pk).update(outcome=Outcome.PENDING, reason="")
    matching.match(batch)
    batch.counts = {**batch.counts, **matching.counts_of(batch)}
    batch.save(update_fields=["counts"])
