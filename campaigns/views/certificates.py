"""Certificates: fetched by who came, and held against our list by who was shown one.

An employer or a school has a paper before them and asks once: is it real? They type its number, or follow its address,
and read yes or no, the event, the day, and as much of the name as to compare it. The number is random and long.
"""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access_log import record_access
from accounts.gate import client_address, requires
from accounts.models import Role
from campaigns.desk import certificates
from campaigns.desk.listing import name_of
from campaigns.models import Registration
from campaigns.views.events_desk.found import found_registration, own_event
from residents import turnstile
from residents.models import Resident
from residents.visits import residents_only

HOUR = timedelta(hours=1)


@residents_only
@require_safe
def mine(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Give a resident their certificate."""
    own = Registration.objects.filter(resident=resident).select_related("event", "resident")
    return _paper(get_object_or_404(own, token=token))


@requires(Role.OFFICER)
@never_cache
@require_safe
def of_registration(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Print it for somebody who has no page of their own."""
    found = found_registration(request, own_event(request, pk), registration)
    subject = f"resident:{found.resident_id}" if found.resident_id else f"registration:{found.pk}"
    record_access(request, action="certificate", subject=subject, purpose=found.event.title)
    return _paper(found)


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the number, and lead to its answer."""
    typed = "".join(
        letter for letter in request.POST.get("code", "")[:40].upper() if letter.isalnum() and letter.isascii()
    )
    if request.method == "POST" and typed:
        return redirect("certificates:check", code=typed)
    return render(request, "campaigns/desk/certificate_check.html", {"asked": False})


@never_cache
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether the certificate with this number is ours."""
    try:
        most = settings.CERTIFICATE_LOOKS_PER_CLIENT
        turnstile.pass_through("certificate", client_address(request), most=most, period=HOUR)
    except turnstile.TooMany:
        return render(request, "campaigns/desk/certificate_check.html", {"too_many": True}, status=429)
    found = certificates.with_code(code)
    context = {"asked": True, "certificate": found, "code": code[:40]}
    if found:
        context["code"] = certificates.written(found.code)
        context["initials"] = certificates.initials_of(name_of(found.registration))
    return render(request, "campaigns/desk/certificate_check.html", context)


def _paper(registration: Registration) -> HttpResponse:
    if not certificates.has_one(registration):
        raise Http404
    answer = HttpResponse(certificates.as_pdf(certificates.issue(registration)), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
