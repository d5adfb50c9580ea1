"""The resident's own phone, after a scan or a tap: it asks for the code. Opening it proves nothing."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.gate import client_address
from residents import proofs, turnstile
from residents.codes import CodeRefused, TooManyCodes
from residents.forms.my import CodeForm
from residents.models import ContactProof
from residents.views.my.sign_in import wait, wrong


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code and take it; say calmly what to do where the link leads nowhere any more."""
    try:
        _count(request)
    except turnstile.TooMany as error:
        return _page(request, "wait", status=429, words=wait(error.seconds))
    proof = ContactProof.objects.filter(token=token.strip().lower()).first()
    if proof is None or not proof.address:
        return _page(request, "unknown", status=404)
    if proofs.state(proof) != proofs.State.SENT or not proofs.tries_left(proof):
        return _page(request, _ended(proof), proof=proof)
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _ask(request, proof, form)
    status = 200
    if form.is_valid():
        try:
            proofs.enter(proof, form.cleaned_data["code"])
        except CodeRefused as refused:
            if not refused.left:
                return redirect("proofs:enter", proof.token)
            form.add_error("code", wrong(refused.left))
        except TooManyCodes as error:
            form.add_error("code", _("There were too many tries.") + " " + wait(error.seconds))
            status = 429
        else:
            return redirect("proofs:enter", proof.token)
    return _ask(request, proof, form, status=status)


def _count(request: HttpRequest) -> None:
    """Let so many pages be opened only that guessing a link takes for ever."""
    ten_minutes, minute = timedelta(minutes=10), timedelta(minutes=1)
    client = client_address(request)
    turnstile.pass_through("proof", client, most=settings.PROOF_PAGES_PER_CLIENT, period=ten_minutes)
    turnstile.pass_through("proof", turnstile.EVERYBODY, most=settings.PROOF_PAGES_PER_MINUTE, period=minute)


def _ended(proof: ContactProof) -> str:
    state = proofs.state(proof)
    if state == proofs.State.PROVED:
        return "proved"
    return "expired" if state == proofs.State.EXPIRED else "used_up"


def _ask(request: HttpRequest, proof: ContactProof, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {"proof": proof, "form": form, "address": proofs.masked(proof)}
    return render(request, "residents/proofs/enter.html", context, status=status)


def _page(
    request: HttpRequest, what: str, *, proof: ContactProof | None = None, status: int = 200, words: str = ""
) -> HttpResponse:
    """Answer with a page on which there is nothing to type."""
    context = {"what": what, "proof": proof, "words": words, "address": proofs.masked(proof) if proof else ""}
    return render(request, "residents/proofs/ended.html", context, status=status)
