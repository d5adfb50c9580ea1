"""The first entry of a form: somebody is enrolled with contacts that nobody has proved, or the form is set aside.

A consent that was signed is in force at once, so the person counts as enrolled; nothing personal goes to an address
before its reader has typed a code (docs/decisions/0018-the-paper-desk.md).
"""

import json
import os
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from residents.enrolment import Enrolment, enrol
from residents.models import Channel, PaperForm, Resident
from residents.paper_desk.claims import claim, let_go
from residents.rrn import looks_like_rrn

State = PaperForm.State
LONGEST_TYPED = 300  # characters of one field that are kept of a form that was set aside


class EnrolledAlready(Exception):
    """The same person with the same contact is enrolled; ``resident`` is who."""

    def __init__(self, resident: Resident) -> None:
        super().__init__(resident.pk)
        self.resident = resident


@transaction.atomic
def enter(form: PaperForm, item: Enrolment, *, by: User) -> PaperForm:
    """Enrol the person of a form, and have the contacts typed once more by somebody else.

    Raise EnrolledAlready, or NotYours where somebody else has the form.
    """
    current = claim(form, by=by, states=[State.OPEN])
    Resident.objects.filter(enrolment_hash__in=item.hashes, left_at__isnull=False).update(
        enrolment_hash=os.urandom(16)  # who has left and comes back within the hour is somebody new
    )
    (resident_id,) = enrol([item])
    if resident_id is None:
        raise EnrolledAlready(Resident.objects.filter(enrolment_hash__in=item.hashes).earliest("id"))
    current.resident_id = resident_id
    current.first_contacts = dumped({channel: contact.address for channel, contact in item.contacts.items()})
    return _finish(current, State.SECOND, by)


@transaction.atomic
def link(form: PaperForm, resident: Resident, *, by: User) -> PaperForm:
    """Count a form as one more of somebody who is enrolled; nothing of theirs changes. Raise NotYours."""
    current = claim(form, by=by, states=[State.OPEN])
    current.resident = resident
    return _finish(current, State.DUPLICATE, by)


@transaction.atomic
def set_aside(form: PaperForm, state: State, *, typed: Mapping[str, list[str]], note: str = "", by: User) -> PaperForm:
    """Put a form aside with what was typed of it so far, for somebody to go on with. Raise NotYours.

    One key does it, so it can be taken back until the bundle closes; then scan and text go (``bundles.close``).
    """
    if state not in PaperForm.ASIDE:
        raise ValueError(state)
    current = claim(form, by=by, states=[State.OPEN])
    current.state, current.first_by, current.first_at = state, by, timezone.now()
    current.typed, current.note = json.dumps(_kept(typed), ensure_ascii=False), note
    let_go(current)
    current.save()
    return current


@transaction.atomic
def reopen(form: PaperForm, *, by: User) -> PaperForm:
    """Take up a form again that was set aside, with what was typed. Raise NotYours."""
    current = claim(form, by=by, states=PaperForm.ASIDE)
    current.state, current.first_by, current.first_at = State.OPEN, None, None
    current.save()
    return current


def typed_before(form: PaperForm) -> dict[str, list[str]]:
    """Return what was typed before the form was set aside, by field."""
    typed: dict[str, list[str]] = json.loads(form.typed or "{}")
    return typed


def dumped(contacts: Mapping[Channel, str]) -> str:
    return json.dumps({channel.value: address for channel, address in contacts.items()})


def _finish(form: PaperForm, state: State, by: User) -> PaperForm:
    form.state, form.first_by, form.first_at = state, by, timezone.now()
    form.typed, form.note = "{}", ""
    let_go(form)
    form.save()
    return form


def _kept(typed: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Leave out anything like a resident registration number (DOMAIN.md R8)."""
    return {
        name: [value[:LONGEST_TYPED] for value in values]
        for name, values in typed.items()
        if not any(looks_like_rrn(value) for value in values)
    }
