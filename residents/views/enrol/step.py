"""What the pages of the enrolment share: who may see which, keeping what was typed, the step indicator."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.gate import client_address
from residents import drafts, turnstile
from residents.drafts import Draft
from residents.enrolment_steps import Step, before, first_open, is_for_child, may_see
from residents.forms.enrol_fields import rrn_refused
from residents.models import EnrolmentDraft

COOKIE = "enrolment"
REFUSED = "refused"  # in the address of a page: say what is wrong with what was typed


def page_of(step: Step) -> str:
    """Return the address of a step's page."""
    return reverse(f"enrol:{step.value}")


def draft_of(request: HttpRequest) -> Draft | None:
    """Return the draft of this browser."""
    return drafts.find(request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponseBase, draft: Draft) -> None:
    """Let this browser find the draft again, for as long as it is kept."""
    response.set_cookie(
        COOKIE,
        draft.key,
        max_age=timedelta(days=settings.ENROLMENT_DRAFT_DAYS),
        path=reverse("enrol:start"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_cookie(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=reverse("enrol:start"), samesite="Lax")


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Count a page; return the page that asks to wait for whoever asked for too many."""
    try:
        turnstile.pass_through(
            "enrol", client_address(request), most=settings.ENROL_PAGES_PER_CLIENT, period=timedelta(minutes=10)
        )
        turnstile.pass_through(
            "enrol", turnstile.EVERYBODY, most=settings.ENROL_PAGES_PER_MINUTE, period=timedelta(minutes=1)
        )
    except turnstile.TooMany as refused:
        return too_many(request, refused)
    return None


def too_many(request: HttpRequest, refused: turnstile.TooMany) -> HttpResponse:
    minutes = -(-refused.seconds // 60)
    response = render(request, "residents/enrol/wait.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(refused.seconds)
    return response


def indicator(draft: Draft, step: Step) -> list[dict[str, str]]:
    """Return the steps as ``components/steps.html`` draws them."""
    child = is_for_child(draft)
    groups: list[tuple[str, tuple[Step, ...]]] = [
        (_("Consent"), (Step.CONSENTS,)),
        (_("The child") if child else _("About you"), (Step.PERSON, Step.HOME)),
        (_("Contact"), (Step.CONTACT, Step.CODE)),
        (_("Notices for the child") if child else _("Your notices"), (Step.SERVICES, Step.INTERESTS)),
        (_("Check"), (Step.CHECK,)),
    ]
    if child:
        groups.insert(0, (_("Guardian"), (Step.GUARDIAN, Step.GUARDIAN_CODE)))
    active = next((place for place, (_label, steps) in enumerate(groups) if step in steps), len(groups))
    state = ["done" if place < active else "active" if place == active else "todo" for place in range(len(groups))]
    return [{"label": label, "state": state[place]} for place, (label, _steps) in enumerate(groups)]


def _with_rrn(form: forms.Form) -> set[str]:
    """Return the fields that hold a resident registration number, or a part of one."""
    return {name for name, errors in form.errors.as_data().items() if any(error.code == "rrn" for error in errors)}


@method_decorator(never_cache, name="dispatch")
class StepView(View):
    """A page of the enrolment. ``draft`` is this browser's; whoever skips a step is led to the first open one."""

    http_method_names = ["get", "head", "post"]
    step: ClassVar[Step]
    template: ClassVar[str]
    draft: Draft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refused = turned_away(request)
        if refused:
            return refused
        draft = draft_of(request)
        if draft is None:
            return redirect("enrol:start")
        if not may_see(draft, self.step):
            return redirect(page_of(first_open(draft)))
        self.draft = draft
        try:
            response = super().dispatch(request, *args, **kwargs)
        except EnrolmentDraft.DoesNotExist:  # forgotten in another tab
            return redirect("enrol:start")
        if request.method == "POST" and COOKIE not in response.cookies:
            remember(response, self.draft)
        return response

    def page(self, context: dict[str, Any]) -> HttpResponse:
        earlier = before(self.draft, self.step)
        shared = {
            "steps": indicator(self.draft, self.step),
            "child": is_for_child(self.draft),
            "draft_days": settings.ENROLMENT_DRAFT_DAYS,
            "back": page_of(earlier) if earlier else reverse("enrol:start"),
        }
        return render(self.request, self.template, {**shared, **context})

    def show_refused(self) -> HttpResponse:
        """Lead to this page, where the draft has what was typed: “back” never leads to a form that was sent."""
        return redirect(f"{page_of(self.step)}?{REFUSED}=1")

    def typed(self) -> QueryDict | None:
        """Return what was typed here and refused, as a form takes it; None where nothing was."""
        typed = self.draft.typed(self.step)
        if typed is None or REFUSED not in self.request.GET:
            return None
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        return data

    def go_on(self) -> HttpResponse:
        return redirect(page_of(first_open(self.draft)))


class FormStep(StepView):
    """A step that is a form. A good one is saved; one that is not is kept as it was typed."""

    def form(self, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """Make the form; ``initial`` is what was typed before."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """Return the good answers, as the form's initial values."""
        return self.draft.answers(self.step)

    def save(self, draft: Draft, form: Any) -> None:
        """Put the answers of a good form into the locked draft."""
        draft.put(self.step, form.answers())

    def after(self) -> HttpResponse:
        """Answer once the form is saved."""
        return self.go_on()

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = self.typed()
        if typed is not None:
            return self.show(self._judged(self.form(typed, self.initial())))
        return self.show(self.form(initial=self._as_typed() or self.initial()))

    def post(self, request: HttpRequest, *, stale: bool = False) -> HttpResponse:
        """Save, keep or refuse; with ``stale`` only show again what was typed, for it may come from elsewhere."""
        if stale:
            form = self.form(request.POST)
            shown = self._read(request.POST).items()
            withheld = _with_rrn(form)
            return self.show(self.form(initial={k: v for k, v in shown if k not in withheld}), stale=True)
        form = self.form(request.POST, self.initial())
        good = form.is_valid()
        if "keep" in request.POST or "back" in request.POST:
            self._keep(form, drop=False)
            return self._left(request)
        if not good:
            self._keep(form, drop=True)
            return self.show_refused()
        with drafts.changing(self.draft) as draft:
            self.save(draft, form)
        return self.after()

    def show(self, form: forms.Form, *, stale: bool = False) -> HttpResponse:
        return self.page({"form": form, "stale": stale})

    def _left(self, request: HttpRequest) -> HttpResponse:
        if "keep" in request.POST:
            return HttpResponse(status=204)
        earlier = before(self.draft, self.step)
        return redirect(page_of(earlier)) if earlier else redirect("enrol:start")

    def _keep(self, form: forms.Form, *, drop: bool) -> None:
        """Keep what was typed; ``drop``: what was answered before no longer counts, for somebody meant to change it."""
        if not drop and not form.has_changed():
            return
        sent = self.request.POST
        with drafts.changing(self.draft) as draft:
            if drop and self.step != Step.CONSENTS:
                draft.drop(self.step)
            typed = {name: sent.getlist(name) for name in form.fields if name in sent}
            draft.put_typed(self.step, typed, without=_with_rrn(form))

    def _judged(self, form: forms.Form) -> forms.Form:
        """Validate what was kept; where nothing was, for it held a registration number, say that."""
        for name in self.draft.withheld(self.step):
            if name in form.fields:
                for wrong in (name, NON_FIELD_ERRORS):
                    form.errors.pop(wrong, None)
                form.add_error(name, rrn_refused(form.fields[name]))
        return form

    def _as_typed(self) -> dict[str, Any]:
        typed = self.draft.typed(self.step)
        return self._read(MultiValueDict(typed)) if typed is not None else {}

    def _read(self, typed: Any) -> dict[str, Any]:
        """Return what each control would hold."""
        fields = self.form().fields.items()
        return {name: field.widget.value_from_datadict(typed, MultiValueDict(), name) for name, field in fields}
