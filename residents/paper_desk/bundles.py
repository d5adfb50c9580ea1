"""Bundles of paper: counted in from the cover sheet, corrected with a reason, counted out to the archive.

At any time ``counted in = entered + set aside + open``: each form is a row from the beginning, in exactly one state.
Who may see which bundle, and what taking one means: docs/decisions/0018-the-paper-desk.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import Dong, Role, User
from accounts.roles import roles_of
from residents.models import ContactPoint, PaperBundle, PaperCount, PaperForm, PaperPage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

State = PaperForm.State


class IsClosed(Exception):
    """The bundle went to the archive; nothing in it changes any more."""


class TooFewOpen(Exception):
    """Fewer forms are left to be entered than the count would go down by."""


class NotEven(Exception):
    """The bundle cannot be closed; ``missing`` says in sentences what has to be done first."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Sum:
    """Where the forms of a bundle are; ``waiting`` are those entered of which no contact was proved yet."""

    states: dict[str, int]
    waiting: int = 0

    @property
    def entered(self) -> int:
        return sum(self.states.get(state, 0) for state in PaperForm.ENTERED)

    @property
    def aside(self) -> int:
        return sum(self.states.get(state, 0) for state in PaperForm.ASIDE)

    @property
    def open(self) -> int:
        return self.states.get(State.OPEN, 0)

    @property
    def total(self) -> int:
        return self.entered + self.aside + self.open

    @property
    def to_archive(self) -> int:
        """How many sheets should lie in the bundle as it goes to the archive."""
        return self.total - self.states.get(State.RETURNED, 0)

    def by_state(self) -> "list[tuple[StrPromise, int]]":
        return [(state.label, self.states[state]) for state in State if self.states.get(state)]


def reach(user: User) -> Q:
    """Return which bundles somebody's work reaches: the paper desk the whole district, a clerk their dong."""
    roles = roles_of(user)
    if Role.PAPER_DESK in roles:
        return Q()
    if Role.CLERK in roles and user.dong_id:
        return Q(dong=user.dong_id)
    return Q(pk__in=[])


def visible_to(user: User) -> "QuerySet[PaperBundle]":
    """Return the bundles that somebody enters: given to them or to nobody yet, and for a clerk those of their dong."""
    roles, mine = roles_of(user), Q(pk__in=[])
    if Role.PAPER_DESK in roles:
        mine |= Q(assigned_to=None) | Q(assigned_to=user)
    if Role.CLERK in roles and user.dong_id:
        mine |= Q(dong=user.dong_id)
    return PaperBundle.objects.filter(mine).select_related("dong", "assigned_to").order_by("received_on", "id")


@transaction.atomic
def open_bundle(
    *, dong: Dong, tong: int, tong_chief: str, received_on: date, counted_in: int, pages_per_form: int, by: User
) -> PaperBundle:
    """Count a bundle in: one row for each form of its cover sheet."""
    bundle = PaperBundle.objects.create(
        dong=dong,
        tong=tong,
        tong_chief=tong_chief,
        received_on=received_on,
        counted_in=counted_in,
        pages_per_form=pages_per_form,
        opened_by=by,
    )
    PaperForm.objects.bulk_create(PaperForm(bundle=bundle, number=at) for at in range(1, counted_in + 1))
    return bundle


def take(bundle: PaperBundle, *, by: User) -> bool:
    """Give a bundle that is nobody's to whoever begins with it; return whether it is theirs now."""
    free = PaperBundle.objects.filter(pk=bundle.pk, assigned_to=None, closed_at=None)
    return bool(free.update(assigned_to=by)) or PaperBundle.objects.filter(pk=bundle.pk, assigned_to=by).exists()


def give_back(bundle: PaperBundle) -> None:
    """Let anybody take the bundle again."""
    PaperBundle.objects.filter(pk=bundle.pk, closed_at=None).update(assigned_to=None)


def locked(bundle: PaperBundle) -> PaperBundle:
    """Return the bundle's row locked; raise IsClosed."""
    found = PaperBundle.objects.select_for_update().get(pk=bundle.pk)
    if found.closed_at:
        raise IsClosed
    return found


@transaction.atomic
def correct_count(bundle: PaperBundle, *, after: int, reason: str, by: User) -> None:
    """Have more or fewer forms than were counted in, and remember why; raise TooFewOpen or IsClosed.

    What goes is what nobody has entered, from the end; what comes, comes behind the last.
    """
    current = locked(bundle)
    more = after - current.counted_in
    if more > 0:
        last = current.forms.aggregate(last=Max("number"))["last"] or 0
        PaperForm.objects.bulk_create(PaperForm(bundle=current, number=last + at) for at in range(1, more + 1))
    elif more < 0:
        free = current.forms.select_for_update().filter(state=State.OPEN).order_by("-number")
        going = [form.pk for form in free if not _is_claimed(form)][:-more]
        if len(going) < -more:
            raise TooFewOpen
        PaperForm.objects.filter(pk__in=going).delete()
    PaperCount.objects.create(bundle=current, before=current.counted_in, after=after, reason=reason, corrected_by=by)
    current.counted_in = after
    current.save(update_fields=["counted_in"])


@transaction.atomic
def close(bundle: PaperBundle, *, counted_out: int, by: User) -> None:
    """Count a bundle out to the archive; raise NotEven where a form is unaccounted for, or IsClosed.

    Nobody was enrolled by a form that stays set aside, so its scan and text go (개인정보 보호법 제21조).
    """
    current = locked(bundle)
    total = sum_of(current)
    if missing := list(_missing(current, total, counted_out)):
        raise NotEven(missing)
    for number in current.forms.filter(state__in=PaperForm.ASIDE).values_list("number", flat=True):
        pages_of(current, number).delete()
    PaperForm.objects.filter(bundle=current, state__in=PaperForm.ASIDE).update(typed="{}", note="")
    current.closed_at, current.closed_by, current.counted_out = timezone.now(), by, counted_out
    current.save(update_fields=["closed_at", "closed_by", "counted_out"])


def sum_of(bundle: PaperBundle) -> Sum:
    return sums_of([bundle])[bundle.pk]


def sums_of(bundles: Iterable[PaperBundle]) -> dict[int, Sum]:
    """Return each bundle's sum, in two statements for however many."""
    ids = [bundle.pk for bundle in bundles]
    states: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    counted = PaperForm.objects.filter(bundle__in=ids).order_by().values_list("bundle", "state")
    for pk, state, count in counted.annotate(Count("pk")):
        states[pk][state] = count
    waiting = unproved(PaperForm.objects.filter(bundle__in=ids)).order_by().values_list("bundle")
    waits: dict[int, int] = dict(waiting.annotate(Count("pk")))
    return {pk: Sum(states[pk], waits.get(pk, 0)) for pk in ids}


def unproved(forms: "QuerySet[PaperForm]") -> "QuerySet[PaperForm]":
    """Return those on whose contacts two people agree, and of which the resident has not proved one yet."""
    in_use = ContactPoint.objects.filter(resident=OuterRef("resident"), stopped_at=None)
    agreed = forms.filter(state=State.AGREED, resident__left_at=None)
    return agreed.filter(Exists(in_use), ~Exists(in_use.filter(verified_at__isnull=False)))


def pages_of(bundle: PaperBundle, number: int) -> "QuerySet[PaperPage]":
    """Return the pages of one form."""
    first = (number - 1) * bundle.pages_per_form
    return PaperPage.objects.filter(bundle=bundle, place__gte=first, place__lt=first + bundle.pages_per_form)


def most_forms() -> int:
    return int(settings.PAPER_FORMS_PER_BUNDLE)


def _is_claimed(form: PaperForm) -> bool:
    return form.claimed_until is not None and form.claimed_until > timezone.now()


def _missing(bundle: PaperBundle, total: Sum, counted_out: int) -> Iterable[str]:
    """Say what keeps a bundle from its archive."""
    if total.open:
        yield ngettext(
            "%(count)s form is still to be entered or set aside.",
            "%(count)s forms are still to be entered or set aside.",
            total.open,
        ) % {"count": total.open}
    if second := total.states.get(State.SECOND, 0):
        yield ngettext(
            "%(count)s form waits for its second entry.", "%(count)s forms wait for their second entry.", second
        ) % {"count": second}
    if differing := total.states.get(State.MISMATCH, 0):
        yield ngettext(
            "In %(count)s form the two entries differ.", "In %(count)s forms the two entries differ.", differing
        ) % {"count": differing}
    if total.total != bundle.counted_in:
        yield gettext("%(counted)s were counted in, and %(total)s are accounted for.") % {
            "counted": bundle.counted_in,
            "total": total.total,
        }
    if counted_out != total.to_archive:
        yield gettext("%(out)s were counted out, but %(due)s forms should lie in the bundle.") % {
            "out": counted_out,
            "due": total.to_archive,
        }
