"""The call list of a clerk's dong."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents import turnstile
from residents.repair import calling, looking
from residents.tasks import find_contact_troubles


@requires(Role.CLERK)
@never_cache
@require_safe
def call_list(request: HttpRequest) -> HttpResponse:
    """Show whom to call, the most urgent first; the look is in the log of access."""
    clerk = person(request)
    found = calling.call_list(clerk)
    if found.lines and clerk.dong_id:
        subject = looking.subject_of(clerk.dong_id)
        record_access(request, action=looking.LIST, subject=subject, people=len(found.lines), purpose=looking.purpose())
    free = next((line for line in found.lines if not line.with_other), None)
    context = {"found": found, "dong": clerk.dong, "following": free, "most": calling.MOST}
    return render(request, "residents/staff/repair.html", context)


@requires(Role.CLERK)
@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Have all contacts looked over in the background, once in a minute at most."""
    try:
        turnstile.pass_through("contact troubles", turnstile.EVERYBODY, most=1, period=timedelta(minutes=1))
        find_contact_troubles.apply_async(expires=3600)
    except turnstile.TooMany:
        messages.info(request, _("All contacts are being looked over just now. Open the list again in a minute."))
    except OperationalError:
        messages.error(request, _("Nothing can be looked over just now. Please try again later."))
    else:
        messages.success(request, _("All contacts are being looked over. Open the list again in a minute."))
    return redirect("repair:list")
