"""One person of the office: their rights, where they work, their account, and what was changed about it.

An administrator comes with somebody's request or a list of transfers in hand and wants to change one thing and be told
that it is done; an auditor wants to read who gave which right when. Each thing has a button of its own, what cannot
be done here says who can, and a starting password is shown once and never again.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import people
from accounts.forms.people import ROLE_WORDS, NewPersonForm, PlaceForm, RolesForm
from accounts.gate import person, requires
from accounts.history import history
from accounts.models import Role, User
from accounts.roles import roles_of

Act = Callable[[HttpRequest, User], HttpResponse]


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person; an auditor sees the same without the buttons."""
    return _show(request, _found(pk))


@requires(Role.ADMINISTRATOR)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Make an account and show its starting password."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        newcomer = people.Newcomer(
            values["username"], values["name"], values["department"], values["dong"], frozenset(values["roles"])
        )
        try:
            user, password = people.create(newcomer, by=person(request))
        except people.NotAllowed as error:
            form.add_error("roles", str(error.reason))
        else:
            return _hand_over(request, user, password)
    context = {"form": form, "departments": _departments(), "roles": _roles()}
    return render(request, "accounts/new.html", context, status=422 if form.errors else 200)


def _act(act: Act) -> Callable[[HttpRequest, int], HttpResponse]:
    """Make a view of an administrator's act on one person; what a rule refuses is said above the page."""

    @requires(Role.ADMINISTRATOR)
    @require_POST
    @never_cache
    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        user = _found(pk)
        try:
            return act(request, user)
        except people.NotAllowed as error:
            messages.error(request, str(error.reason))
            return redirect("office:person", pk=user.pk)

    return view


@_act
def rights(request: HttpRequest, user: User) -> HttpResponse:
    """Give and take back what was ticked and unticked."""
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _show(request, user, rights=form)
    give, take = form.changes()
    try:
        count = people.change_rights(user=user, give=give, take=take, by=person(request))
    except people.NotAllowed as error:
        if user == person(request):
            raise  # whose own rights have no form to say it at
        form.add_error("roles", str(error.reason))
        return _show(request, user, rights=form)
    said = ngettext("%(count)s right changed.", "%(count)s rights changed.", count) % {"count": count}
    messages.success(request, said) if count else messages.info(request, _("Nothing was changed."))
    return redirect("office:person", pk=user.pk)


@_act
def place(request: HttpRequest, user: User) -> HttpResponse:
    """Set name, department and dong."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _show(request, user, place=form)
    changed = people.change_place(user=user, by=person(request), **form.cleaned_data)
    messages.success(request, _("Saved.")) if changed else messages.info(request, _("Nothing was changed."))
    return redirect("office:person", pk=user.pk)


@_act
def reset_password(request: HttpRequest, user: User) -> HttpResponse:
    """Give a new starting password to somebody who forgot theirs."""
    return _hand_over(request, user, people.reset_password(user=user, by=person(request)))


@_act
def deactivate(request: HttpRequest, user: User) -> HttpResponse:
    """Shut the account of somebody who left."""
    people.deactivate(user=user, by=person(request))
    messages.success(request, _("The account is shut, its sessions ended and its rights taken back."))
    return redirect("office:person", pk=user.pk)


@_act
def reactivate(request: HttpRequest, user: User) -> HttpResponse:
    """Open the account of somebody who came back."""
    return _hand_over(request, user, people.reactivate(user=user, by=person(request)))


def _found(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("dong"), pk=pk)


def _show(
    request: HttpRequest, user: User, *, rights: RolesForm | None = None, place: PlaceForm | None = None
) -> HttpResponse:
    held = roles_of(user)
    seen = {"roles": [role.value for role in held], "seen": " ".join(sorted(held))}
    where = {"name": user.name, "department": user.department, "dong": user.dong_id}
    own = roles_of(person(request))
    context = {
        "found": user,
        "held": [(role.label, ROLE_WORDS[role]) for role in Role if role in held],
        "rights": rights or RolesForm(initial=seen),
        "place": place or PlaceForm(initial=where),
        "departments": _departments(),
        "steps": history(user=user),
        "may_change": Role.ADMINISTRATOR in own,
        "is_me": user == person(request),
        "lacks_dong": user.is_active and Role.CLERK in held and user.dong_id is None,
        "form": rights or place,
    }
    return render(request, "accounts/person.html", context, status=422 if rights or place else 200)


def _hand_over(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "accounts/starting_password.html", {"found": user, "password": password})


def _roles() -> list[tuple[str, str, str]]:
    return [(role.value, str(role.label), str(ROLE_WORDS[role])) for role in Role]


def _departments() -> list[str]:
    return list(
        User.objects.exclude(department="").values_list("department", flat=True).distinct().order_by("department")
    )
