"""Writing a survey: its questions are rows; buttons add, remove and move them, and keep what was typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.forms.surveys_desk import MendForm, Rows, SurveyForm
from campaigns.models import Survey, SurveyQuestion, SurveyState
from campaigns.surveys import writing
from campaigns.surveys.writing import CannotChange, Question
from campaigns.views.surveys_desk.found import found_survey


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@requires(Role.OFFICER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; a survey that was opened is mended, not changed."""
    survey = found_survey(request, pk)
    if survey.state != SurveyState.DRAFT:
        return redirect("surveys_desk:mend", pk=pk)
    return _edit(request, survey)


@requires(Role.OFFICER)
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend slips of the pen of a survey that is open."""
    survey = found_survey(request, pk)
    if survey.state != SurveyState.OPEN:
        return redirect("surveys_desk:one", pk=pk)
    form = MendForm(survey, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            writing.mend(survey, title=values["title"], introduction=values["introduction"], texts=form.texts)
        except CannotChange as error:
            form.add_error(None, str(error.reason))
        else:
            messages.success(request, _("Mended. Whoever opens the survey from now on reads it like this."))
            return redirect("surveys_desk:one", pk=pk)
    context = {"survey": survey, "form": form}
    return render(request, "campaigns/surveys_desk/mend.html", context, status=422 if form.errors else 200)


def _edit(request: HttpRequest, survey: Survey | None) -> HttpResponse:
    user = person(request)
    if request.method != "POST":
        asked = (
            [Question(one.text, one.kind, one.options, one.required) for one in survey.questions.all()]
            if survey
            else []
        )
        rows = Rows.of(asked or [Question("", SurveyQuestion.Kind.ONE)])
        return _page(request, survey, SurveyForm(user, survey=survey), rows)
    do = request.POST.get("do", "save")
    if do != "save":
        # Not yet checked: the form keeps what was typed and says nothing of it.
        form = SurveyForm(user, initial=_typed(request), survey=None)
        return _page(request, survey, form, Rows.changed(request.POST, do))
    form, rows = SurveyForm(user, request.POST), Rows.posted(request.POST)
    if not (rows.is_valid() & form.is_valid()):
        return _page(request, survey, form, rows, status=422)
    saved = _("Saved. Look at it as residents will see it, then open it.")
    if survey is None:
        survey = writing.begin(user, rows.questions, **form.cleaned_data)
        messages.success(request, saved)
        return redirect("surveys_desk:one", pk=survey.pk)
    try:
        writing.change(survey, rows.questions, **form.cleaned_data)
    except CannotChange as error:
        messages.warning(request, str(error.reason))
    else:
        messages.success(request, saved)
    return redirect("surveys_desk:one", pk=survey.pk)


def _typed(request: HttpRequest) -> dict[str, str | bool]:
    values: dict[str, str | bool] = {name: request.POST.get(name, "") for name in SurveyForm.base_fields}
    return {**values, "by_group": bool(values["by_group"])}


def _page(
    request: HttpRequest, survey: Survey | None, form: SurveyForm, rows: Rows, *, status: int = 200
) -> HttpResponse:
    context = {"survey": survey, "form": form, "rows": rows.forms}
    return render(request, "campaigns/surveys_desk/edit.html", context, status=status)
