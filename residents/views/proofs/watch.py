"""The screen of whoever asked for a proof: it notices by itself, takes a code told to them, sends another."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.gate import person, requires
from accounts.models import Role
from residents import proofs
from residents.codes import CodeRefused, TooManyCodes
from residents.forms.my import CodeForm
from residents.models import ContactProof
from residents.views.my.sign_in import wait, wrong

_ROLES = (Role.CLERK, Role.PAPER_DESK)


@requires(*_ROLES)
@never_cache
@require_GET
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with what is new since ``shown``; with nothing where nothing is."""
    proof = _found(request, pk)
    if request.GET.get("shown") == proofs.state(proof):
        return HttpResponse(status=204)
    return _part(request, proof)


@requires(*_ROLES)
@require_POST
def type_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the code that the resident told the clerk."""
    proof = _found(request, pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _answer(request, proof, str(form.errors["code"][0]))
    try:
        proofs.enter(proof, form.cleaned_data["code"])
    except CodeRefused as refused:
        return _answer(request, _found(request, pk), wrong(refused.left))
    except TooManyCodes as error:
        return _answer(request, proof, _("There were too many tries.") + " " + wait(error.seconds))
    return _answer(request, _found(request, pk))


@requires(*_ROLES)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new code under the same link."""
    proof = _found(request, pk)
    try:
        proof = proofs.again(proof)
    except TooManyCodes as error:
        return _answer(request, proof, _("No code was sent just now.") + " " + wait(error.seconds))
    return _answer(request, proof, said=_("A new code is on its way. Only the newest one is good."))


def _found(request: HttpRequest, pk: int) -> ContactProof:
    return get_object_or_404(proofs.visible_to(person(request)), pk=pk)


def _answer(request: HttpRequest, proof: ContactProof, error: str = "", *, said: str = "") -> HttpResponse:
    """Answer with the part, or lead a browser without JavaScript back to the page that holds it."""
    if request.headers.get("HX-Request") == "true":
        return _part(request, proof, error=error, said=said)
    if error:
        messages.error(request, error)
    elif said:
        messages.success(request, said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "landing")


def _part(request: HttpRequest, proof: ContactProof, *, error: str = "", said: str = "") -> HttpResponse:
    """Answer with what stands within the part; a page around it hears ``proof-proved`` once it is so."""
    context = {"proof": proof, "error": error, "said": said, "is_answer": True}
    response = render(request, "residents/staff/_proof_inside.html", context)
    if proofs.state(proof) == proofs.State.PROVED:
        response["HX-Trigger-After-Swap"] = json.dumps({"proof-proved": {"proof": proof.pk}})
    return response
