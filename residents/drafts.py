"""Drafts of an enrolment: what somebody has typed so far, kept for the browser that typed it.

A draft is found by a random secret of the browser, of which only a keyed hash is stored; its values are encrypted.
Each step has answers (read and good) and perhaps what was typed and could not be taken yet.
"""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from residents.keyring import keyring
from residents.models import EnrolmentDraft
from residents.rrn import looks_like_rrn

KEY_BYTES = 32
LONGEST_TYPED = 300  # characters of one field that are kept as typed; more is no answer to any question here
AFTER_RECEIPT = timedelta(days=1)  # how long the receipt can be looked at again


class Draft:
    """One draft; ``key`` is the browser's secret. Change it inside ``changing`` only."""

    def __init__(self, key: str, row: EnrolmentDraft) -> None:
        self.key, self.row = key, row
        self._values: dict[str, Any] = json.loads(row.values or "{}")

    def answers(self, step: str) -> dict[str, Any]:
        """Return the good answers of ``step``; empty where there are none yet."""
        return dict(self._values.get(step, {}))

    def typed(self, step: str) -> dict[str, list[str]] | None:
        """Return what was typed on ``step`` and could not be taken yet, by field; None where all was good."""
        typed: dict[str, dict[str, list[str]]] = self._values.get("typed", {})
        return typed.get(step)

    def withheld(self, step: str) -> list[str]:
        """Return the fields of ``step`` whose text was not kept because it held a registration number."""
        return list(self._values.get("withheld", {}).get(step, []))

    def put(self, step: str, answers: Mapping[str, Any]) -> None:
        """Keep good answers in place of whatever there was."""
        self.drop(step)
        self._values[step] = dict(answers)

    def put_typed(self, step: str, typed: Mapping[str, list[str]], *, without: Collection[str] = ()) -> None:
        """Keep what was typed as it stands, without anything like a resident registration number (DOMAIN.md R8).

        ``without``: fields in which the form saw one, or a part of one.
        """
        kept = {
            name: [value[:LONGEST_TYPED] for value in values]
            for name, values in typed.items()
            if name not in without and not any(looks_like_rrn(value) for value in values)
        }
        self._values.setdefault("typed", {})[step] = kept
        self._values.setdefault("withheld", {})[step] = [name for name in typed if name not in kept]

    def drop(self, *steps: str) -> None:
        """Forget all that is known of these steps."""
        for step in steps:
            for values in (self._values, self._values.get("typed", {}), self._values.get("withheld", {})):
                values.pop(step, None)

    def clear(self) -> None:
        """Forget everything that was typed."""
        self._values = {}

    def dumped(self) -> str:
        return json.dumps(self._values, ensure_ascii=False)


def begin() -> Draft:
    """Make an empty draft with a new key."""
    key = secrets.token_urlsafe(KEY_BYTES)
    return Draft(key, EnrolmentDraft.objects.create(key_hash=_hashes(key)[0]))


def find(key: str) -> Draft | None:
    """Return the draft of a browser; None where there is none or it has ended."""
    row = _living().filter(key_hash__in=_hashes(key)).first() if key else None
    return Draft(key, row) if row else None


@contextmanager
def changing(draft: Draft) -> Iterator[Draft]:
    """Yield the draft as it is now, locked, and store what became of it; two tabs change it one after the other.

    Raise EnrolmentDraft.DoesNotExist where it was forgotten in the meantime.
    """
    with transaction.atomic():
        locked = Draft(draft.key, EnrolmentDraft.objects.select_for_update().get(pk=draft.row.pk))
        yield locked
        locked.row.values = locked.dumped()
        locked.row.save(update_fields=["values", "resident", "updated_at"])
    draft.row, draft._values = locked.row, locked._values


def forget(draft: Draft) -> None:
    """Delete a draft for good."""
    EnrolmentDraft.objects.filter(pk=draft.row.pk).delete()


def forget_old() -> int:
    """Delete drafts that nobody went on with, and those handed in the day before; return how many."""
    living = _living().values("pk")
    deleted, _ = EnrolmentDraft.objects.exclude(pk__in=living).delete()
    return deleted


def _living() -> Any:
    now = timezone.now()
    touched = EnrolmentDraft.objects.filter(updated_at__gt=now - timedelta(days=settings.ENROLMENT_DRAFT_DAYS))
    return touched.exclude(resident__isnull=False, updated_at__lte=now - AFTER_RECEIPT)


def _hashes(key: str) -> list[bytes]:
    return keyring().hashes(key, b"draft")
