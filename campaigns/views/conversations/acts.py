"""What can be done with a conversation besides answering it. Every one is a POST; a second click finds it done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.conversations import answering, owners
from campaigns.forms.conversations import AnswerForm, MoveForm, NoteForm
from campaigns.views.conversations.one import context_of, found


@require_POST
@requires(Role.OFFICER)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = found(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        last = conversation.messages.exclude(kind="note").last()
        answer = AnswerForm(conversation, initial={"seen": last.pk if last else 0})
        context = context_of(request, conversation, answer, [], form)
        return render(request, "campaigns/conversations/one.html", context, status=422)
    answering.note(conversation, form.cleaned_data["note"], by=person(request))
    messages.success(request, _("The note is kept. The resident does not see it."))
    return redirect("conversations:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    if owners.take(found(request, pk), by=person(request)):
        messages.success(request, _("You answer this conversation."))
    else:
        messages.warning(request, _("A colleague was quicker and has it."))
    return redirect("conversations:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    if owners.give_back(found(request, pk), by=person(request)):
        messages.success(request, _("Given back. Anybody of the department may answer it."))
    return redirect("conversations:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    if answering.close(found(request, pk)):
        messages.success(request, _("Closed. It opens again when the resident writes."))
    return redirect("conversations:list")


@require_POST
@requires(Role.OFFICER)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = found(request, pk)
    form = MoveForm(conversation, request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a department."))
        return redirect("conversations:one", pk=pk)
    owners.move(conversation, department=form.cleaned_data["department"])
    name = form.cleaned_data["department"]
    messages.success(request, _("%(department)s has it now.") % {"department": name})
    return redirect("conversations:list")
