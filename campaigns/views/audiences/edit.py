"""Composing an audience: rows of conditions, and beside them how many that are, with each change.

The same officer as on the list, with an event or a piece of news in mind: “parents of small children in these two
dongs”. They want the number to move under their thumb while they choose, and to see at once which of their conditions
costs most of the people. Without JavaScript one condition is added per submit.
"""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.audiences import saving
from campaigns.audiences.conditions import CONDITIONS
from campaigns.audiences.noting import note_if_small
from campaigns.audiences.tree import TreeRefused, lines, parse
from campaigns.forms.audiences import AudienceForm, ConditionForm, KindForm
from campaigns.models import Audience, AudienceVersion
from campaigns.views.audiences.found import found_audience

EMPTY: dict[str, Any] = {"op": "and", "of": []}


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    return _compose(request, None)


@requires(Role.OFFICER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _compose(request, found_audience(request, pk))


def _compose(request: HttpRequest, audience: Audience | None) -> HttpResponse:
    last = audience.versions.order_by("-number").first() if audience else None
    if request.method != "POST":
        form = AudienceForm(initial={"name": audience.name if audience else ""})
        return _page(request, form, audience, last.tree if last else EMPTY)
    tree = _posted(request)
    form = AudienceForm(request.POST)
    if step := request.POST.get("step"):
        form = AudienceForm(initial=request.POST.dict())
        return _step(request, form, audience, tree, step)
    if not form.is_valid():
        return _page(request, form, audience, tree, status=422)
    try:
        version = _save(request, form, audience, tree)
    except TreeRefused as error:
        return _page(request, form, audience, tree, refused=error, status=422)
    if version is None:
        return _page(request, form, audience, tree, status=422)
    messages.success(request, _("Saved as version %(number)s.") % {"number": version.number})
    return redirect("audiences:one", pk=version.audience_id)


def _save(
    request: HttpRequest, form: AudienceForm, audience: Audience | None, tree: dict[str, Any]
) -> AudienceVersion | None:
    """Save; return None where the form says what is missing."""
    said = form.cleaned_data
    try:
        version = saving.save(
            tree,
            by=person(request),
            at=timezone.now(),
            name=said["name"],
            audience=audience,
            because=said["because"],
        )
    except saving.NameTaken:
        form.add_error(
            "name", _("Your department has an audience of this name. Choose another name, or change that one.")
        )
    except saving.TooSmall:
        form.ask_why(_("So few people are reached that a reason is needed: what is it for?"))
    else:
        note_if_small(request, version)
        return version
    return None


def _posted(request: HttpRequest) -> dict[str, Any]:
    """Return the tree as it was posted, checked only as far as it has to be to be shown again."""
    try:
        tree = json.loads(request.POST.get("audience") or "null")
    except (ValueError, RecursionError):
        return EMPTY
    fits = isinstance(tree, dict) and tree.get("op") in ("and", "or") and isinstance(tree.get("of"), list)
    return tree if fits else EMPTY


def _step(
    request: HttpRequest, form: AudienceForm, audience: Audience | None, tree: dict[str, Any], step: str
) -> HttpResponse:
    """Change the tree by one step of the form that needs no JavaScript."""
    what, _colon, place = step.partition(":")
    condition = CONDITIONS.get(request.POST.get("kind", ""))
    op = request.POST.get("op", tree["op"])
    tree = {**tree, "op": op if op in ("and", "or") else "and"}
    if what == "remove" and place.isascii() and place.isdigit():
        return _page(
            request, form, audience, {**tree, "of": [one for at, one in enumerate(tree["of"]) if at != int(place)]}
        )
    if condition is None or what == "op":
        return _page(request, form, audience, tree)
    if what != "add":
        return _page(request, form, audience, tree, adding=ConditionForm(condition))
    adding = ConditionForm(condition, request.POST)
    grown = {**tree, "of": [*tree["of"], adding.node()]}
    try:
        parse(grown)
    except TreeRefused as error:
        adding.add_error(None, error.text)
        return _page(request, form, audience, tree, adding=adding, status=422)
    return _page(request, form, audience, grown)


def _page(
    request: HttpRequest,
    form: AudienceForm,
    audience: Audience | None,
    tree: dict[str, Any],
    *,
    refused: TreeRefused | None = None,
    adding: ConditionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        chosen = lines(parse(tree)) if tree["of"] else []
    except TreeRefused as error:
        chosen, refused = [], refused or error
    kind = KindForm(initial={"op": tree["op"], "kind": adding.condition.slug if adding else ""})
    context = {
        "form": form,
        "audience": audience,
        "tree": tree,
        "refused": refused,
        "chosen": chosen,
        "kind_form": kind,
        "adding": adding,
    }
    return render(request, "campaigns/audiences/edit.html", context, status=status)
