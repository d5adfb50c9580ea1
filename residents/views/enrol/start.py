"""The first page: what one can get and what it saves; and the page that forgets what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from residents import drafts
from residents.drafts import changing
from residents.enrolment_steps import WHO, first_open, is_for_child, receipt_of
from residents.offered_services import services
from residents.views.enrol.step import draft_of, forget_cookie, page_of, remember, turned_away


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say what it is; begin a draft for oneself or for a child, or go on with the one there is."""
    refused = turned_away(request)
    if refused:
        return refused
    if request.method == "POST":
        return _begin(request, child=request.POST.get("for") == "child")
    draft = draft_of(request)
    context = {
        "services": services(),
        "go_on": page_of(first_open(draft)) if draft else "",
        "receipt": receipt_of(draft) if draft else "",
    }
    return render(request, "residents/enrol/start.html", context)


def _begin(request: HttpRequest, *, child: bool) -> HttpResponse:
    draft = draft_of(request)
    if draft is None or receipt_of(draft) or is_for_child(draft) != child:
        if draft is not None:
            drafts.forget(draft)
        draft = drafts.begin()
        with changing(draft) as locked:
            locked.put(WHO, {"child": child})
    response = redirect(page_of(first_open(draft)))
    remember(response, draft)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """GET asks, POST forgets everything that was typed on this device."""
    refused = turned_away(request)
    if refused:
        return refused
    draft = draft_of(request)
    if request.method != "POST":
        context = {
            "handed_in": bool(draft and receipt_of(draft)),
            "back": page_of(first_open(draft)) if draft else "",
        }
        return render(request, "residents/enrol/again.html", context)
    if draft is not None:
        drafts.forget(draft)
    response = redirect("home" if "leave" in request.POST else "enrol:start")
    forget_cookie(response)
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def young(request: HttpRequest) -> HttpResponse:
    """Tell somebody under 14, kindly, that a guardian enrols them; nothing of what they typed is kept."""
    return turned_away(request) or render(request, "residents/enrol/young.html")
