"""The staff's pages of batches: what waits, a new register, and one batch from check to outcome."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from deliveries.states import HeldBecause
from notices import batches, not_for_me, outcomes
from notices.batches import BatchRefused, Intake
from notices.forms import RegisterForm
from notices.models import Batch, Outcome
from notices.picture import picture_of
from notices.rows import MESSAGE_NAMES, NOT_ME, ROWS_PER_PAGE, row_pages
from notices.views.batch_page import batch_context, found_batch
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile


@requires(*Role)
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, what goes out next, what is under way."""
    if not roles_of(person(request)) & {Role.OFFICER, Role.APPROVER}:
        return redirect("landing")
    visible = Batch.objects.visible_to(person(request)).select_related("dispatch", "uploaded_by")
    page = Paginator(visible, 20).get_page(request.GET.get("page"))
    waiting = visible.filter(dispatch__state="awaiting").exclude(uploaded_by=person(request))
    held = visible.filter(dispatch__state="paused").exclude(dispatch__held_because__in=["", HeldBecause.PERSON])
    context = {"page": page, "waiting": waiting, "held": held, "not_me": not_for_me.waiting_in(visible)}
    return render(request, "notices/staff/home.html", context)


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    """Take in a register: refused whole with a sentence, or understood row by row."""
    if request.method != "POST":
        return render(request, "notices/staff/new.html", {"form": RegisterForm()})
    ask_again = "again" in request.POST  # reading the body sets ``upload_too_large``
    too_large = getattr(request, "upload_too_large", False)
    form = RegisterForm(request.POST, request.FILES, too_large=too_large, ask_again=ask_again)
    if form.is_valid():
        try:
            return redirect("staff:batch", pk=_take_in(request, form).pk)
        except UnreadableFile as error:
            form.add_error("file", str(error.reason))
        except BatchRefused as error:
            form = _refused(request, form, error)
    return render(request, "notices/staff/new.html", {"form": form}, status=422)


@requires(Role.OFFICER, Role.APPROVER)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what was understood, what waits for whom, how far it is."""
    found = found_batch(request, pk)
    return render(request, "notices/staff/batch.html", batch_context(request, found))


@requires(Role.OFFICER, Role.APPROVER)
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of a batch's page, fetched every two seconds while it sends.

    ``stage`` and ``tenth`` are what the page shows: what stands outside of that part comes along when they changed.
    """
    found = found_batch(request, pk)
    picture = picture_of(found, fresh=False)
    stage_changed = request.GET.get("stage", picture.stage) != picture.stage
    context = {
        "batch": found,
        "picture": picture,
        "stage_changed": stage_changed,
        "said_changed": stage_changed or request.GET.get("tenth", str(picture.tenth)) != str(picture.tenth),
    }
    return render(request, "notices/staff/_live.html", context)


@requires(Role.OFFICER, Role.APPROVER)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row became, why, and how far its messages are."""
    found = found_batch(request, pk)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    message = request.GET.get("message", "")
    message = message if message in dict(MESSAGE_NAMES) else ""
    page = row_pages(found, outcome, message).get_page(request.GET.get("page"))
    record_access(request, action="batch_rows", subject=f"batch:{found.pk}", people=len(page.object_list))
    context = {
        "batch": found,
        "page": page,
        "rows": outcomes.describe(found, list(page.object_list)),
        "outcome": outcome,
        "message": message,
        "messages_that": MESSAGE_NAMES,
        "not_me_through": not_for_me.last_of(found) if message == NOT_ME else 0,
        "outcomes": [choice for choice in Outcome.choices if choice[0] != Outcome.PENDING],
        "per_page": ROWS_PER_PAGE,
    }
    return render(request, "notices/staff/rows.html", context)


def _take_in(request: HttpRequest, form: RegisterForm) -> Batch:
    file = form.cleaned_data["file"]
    user = person(request)
    intake = Intake(
        notice_type=form.cleaned_data["notice_type"],
        title=form.cleaned_data["title"],
        file_name=file.name,
        department=user.department,
        uploaded_by=user,
        again=form.cleaned_data.get("again", False),
    )
    with open_table(file, filename=file.name) as table:
        return batches.take_in(intake, table)


def _refused(request: HttpRequest, form: RegisterForm, error: BatchRefused) -> RegisterForm:
    """Show why, and for the same register again the box that takes it in all the same."""
    asked = RegisterForm(request.POST, request.FILES, ask_again=error.code == "same_register")
    asked.is_valid()
    asked.add_error(None, str(error.reason))
    return asked
