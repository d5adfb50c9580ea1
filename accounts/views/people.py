"""The people of the office as a matrix of person and role, what each role means, and what was changed in a month.

An administrator comes when somebody starts, moves or leaves, a few times a week, and wants to be done with one person
quickly; an auditor comes once a month and wants to see at a glance who may do more than their work asks for. So the
matrix comes first, those whom nobody needs any more are marked, and one click leads to the person.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.forms.people import ROLE_WORDS, FilterForm
from accounts.gate import person, requires
from accounts.history import history
from accounts.models import Role, RoleGrant, User
from accounts.months import Month
from accounts.permissions import areas
from accounts.roles import roles_of

PEOPLE_PER_PAGE = 50


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
def people(request: HttpRequest) -> HttpResponse:
    """List people and their roles; those of the district office first, then dong by dong."""
    form = FilterForm(request.GET, departments=_departments())
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(_listed(wanted), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, {grant.role for grant in one.grants.all()}) for one in page.object_list]  # the open ones, prefetched
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "roles": [(role.value, role.label, ROLE_WORDS[role]) for role in Role],
        "unused_before": _unused_before(),
        "unused_days": settings.ACCOUNT_UNUSED_DAYS,
        "may_change": Role.ADMINISTRATOR in roles_of(person(request)),
        "filtered": any(wanted.values()),
    }
    return render(request, "accounts/people.html", context)


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
def roles(request: HttpRequest) -> HttpResponse:
    """Say what each role may see and do, from the marks of the pages themselves."""
    listed = [(role.value, role.label, ROLE_WORDS[role]) for role in Role]
    context = {"areas": areas(), "roles": listed, "columns": len(listed) + 1}
    return render(request, "accounts/roles.html", context)


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
def changes(request: HttpRequest) -> HttpResponse:
    """List what was changed about accounts and rights in one month."""
    month = Month.read(request.GET.get("month", "")) or Month.now()
    context = {"month": month, "steps": history(begin=month.begin, end=month.end)}
    return render(request, "accounts/changes.html", context)


def _listed(wanted: dict[str, object]) -> QuerySet[User]:
    open_grants = Prefetch("grants", RoleGrant.objects.filter(revoked_at=None))
    found = User.objects.select_related("dong").prefetch_related(open_grants)
    match wanted.get("state"):
        case "shut":
            found = found.filter(is_active=False)
        case "unused":
            found = found.filter(is_active=True).annotate(used_at=Coalesce("last_login", "date_joined"))
            found = found.filter(used_at__lt=_unused_before())
        case "all":
            pass
        case _:
            found = found.filter(is_active=True)
    asked = {field: wanted[field] for field in ("dong", "department") if wanted.get(field)}
    if role := wanted.get("role"):
        asked["pk__in"] = RoleGrant.objects.filter(role=role, revoked_at=None).values("user")
    return found.filter(Q(**asked)).order_by("-is_active", "dong__code", "department", "name", "id")


def _departments() -> list[str]:
    return list(
        User.objects.exclude(department="").values_list("department", flat=True).distinct().order_by("department")
    )


def _unused_before() -> datetime:
    return timezone.now() - timedelta(days=settings.ACCOUNT_UNUSED_DAYS)
