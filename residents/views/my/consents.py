"""My consents: each with its text, version, date and route; given and withdrawn by one button on one page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from residents import choices
from residents.ages import is_child
from residents.consent_texts import ShownText, shown
from residents.forms.my_choices import texts_shown
from residents.models import ConsentEntry, ConsentKind, ConsentText, Resident
from residents.offered_services import consents_asked_of
from residents.visits import residents_only

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Standing:
    """One consent: whether it is in force, its last line in the ledger, and the text it was or would be given on."""

    kind: ConsentKind
    label: "StrPromise"
    given: bool
    last: ConsentEntry | None
    text: ConsentText | None

    @property
    def is_leaving(self) -> bool:
        """Tell whether withdrawing it means leaving."""
        return self.kind == ConsentKind.COLLECTION_USE

    @property
    def is_outdated(self) -> bool:
        """Tell whether the text has changed since it was agreed to."""
        agreed = self.last.text if self.given and self.last else None
        return bool(agreed and self.text and agreed.version != self.text.version)

    @property
    def shown(self) -> ShownText | None:
        """The text that was agreed to while it is in force, else the newest."""
        agreed = self.last.text if self.given and self.last else None
        text = agreed or self.text
        return shown(text) if text else None


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show every consent, and the lines of the ledger."""
    lines = list(resident.consent_entries.select_related("text").order_by("id"))
    last = {line.kind: line for line in lines}
    given, texts = choices.given(resident), texts_shown()
    asked = consents_asked_of(child=is_child(resident))
    standing = [
        Standing(kind, kind.label, kind in given, last.get(kind.value), texts.get(kind))
        for kind in ConsentKind
        if kind in asked or kind in given
    ]
    return render(request, "residents/my/consents.html", {"standing": standing, "lines": reversed(lines)})


@residents_only
@require_POST
def give(request: HttpRequest, resident: Resident, kind: str) -> HttpResponse:
    """Give one consent."""
    if kind not in consents_asked_of(child=is_child(resident)):
        raise Http404
    choices.give(resident, _kind(kind), text=texts_shown().get(_kind(kind)))
    messages.success(request, _("You have agreed. What it is for you choose under “What comes to me”."))
    return redirect("my:consents")


@residents_only
@require_POST
def withdraw(request: HttpRequest, resident: Resident, kind: str) -> HttpResponse:
    """Withdraw one consent; the one that everything rests on is withdrawn by leaving."""
    try:
        ended = choices.withdraw(resident, _kind(kind))
    except choices.CollectionUseIsLeaving:
        return redirect("my:leave")
    if ended:
        messages.success(request, _("Withdrawn. What rested on it has ended, and comes on paper where a law wants it."))
    else:
        messages.success(request, _("Withdrawn. It holds at once."))
    return redirect("my:consents")


def _kind(value: str) -> ConsentKind:
    if value not in ConsentKind.values:
        raise Http404
    return ConsentKind(value)
