"""The queues across bundles.

Who: whoever has an hour for the paper desk. They want to see how much waits, and to be given the next form: which one
does not matter to them, only that nobody else has it.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from residents.models import ContactProof
from residents.paper_desk.claims import claim_next
from residents.paper_desk.contacts import ask_all, ask_for_proof
from residents.paper_desk.queues import Queue, forms_in
from residents.views.bundles.reach import ROLES

SHOWN = 50


@requires(*ROLES)
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """List what waits in one queue, by bundle and number and without a name."""
    which = _named(name)
    forms = forms_in(which, of=person(request)).select_related("bundle__dong", "first_by")
    sent = ContactProof.objects.filter(resident=OuterRef("resident"), place=ContactProof.Place.PAPER)
    forms = forms.annotate(asked_at=Subquery(sent.order_by("-asked_at").values("asked_at")[:1]))
    page = Paginator(forms.order_by("bundle", "number"), SHOWN).get_page(request.GET.get("page"))
    return render(request, "residents/bundles/queue.html", {"queue": which, "page": page})


@requires(*ROLES)
@require_POST
def next_in(request: HttpRequest, name: str) -> HttpResponse:
    """Give this person the next form of a queue."""
    return to_next_in(request, _named(name))


@requires(*ROLES)
@require_POST
def send_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a code once more to the contacts of a form that nobody has proved."""
    user = person(request)
    sent = ask_for_proof(get_object_or_404(forms_in(Queue.CODE, of=user), pk=pk), by=user)
    _say_sent(request, sent)
    return redirect("bundles:queue", Queue.CODE)


@requires(*ROLES)
@require_POST
def send_codes(request: HttpRequest) -> HttpResponse:
    """Send codes for the forms for which none went yet, as when the limit of an hour was reached."""
    user = person(request)
    _say_sent(request, ask_all(forms_in(Queue.CODE, of=user), by=user))
    return redirect("bundles:queue", Queue.CODE)


def _say_sent(request: HttpRequest, sent: int) -> None:
    if sent:
        messages.success(
            request, ngettext("%(count)s code is sent.", "%(count)s codes are sent.", sent) % {"count": sent}
        )
    else:
        messages.warning(request, _("No code was sent: one went there a moment ago, or too many in this hour."))


def to_next_in(request: HttpRequest, which: Queue) -> HttpResponse:
    """Claim the next form of a queue for this person and lead there; to the queue where none is left for them."""
    found = claim_next(forms_in(which, of=person(request)), by=person(request))
    if found is None or which == Queue.CODE:
        return redirect("bundles:queue", which)
    if which == Queue.DOUBTFUL:
        return redirect("bundles:form", found.bundle_id, found.number)
    return redirect(f"bundles:{which.value}", found.pk)


def _named(name: str) -> Queue:
    if name not in Queue:
        raise Http404
    return Queue(name)
