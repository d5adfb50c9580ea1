"""Answers that a department gives often.

Kept by officers now and then, after they typed the same thing for the third time; used every day beside the box in
which they answer. Short titles, for they are chosen by a key.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.forms.conversations import CannedForm
from campaigns.models import CannedAnswer


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the department's answers, and keep a new one; ``?edit=`` changes one."""
    user = person(request)
    mine = CannedAnswer.objects.visible_to(user).order_by("-used", "title")
    edited = request.GET.get("edit", "")
    one = get_object_or_404(mine, pk=int(edited)) if edited.isdecimal() else None
    form = CannedForm(request.POST or None, initial={"title": one.title, "text": one.text} if one else None)
    if request.method == "POST" and form.is_valid():
        kept = one or CannedAnswer(department=user.department, by=user)
        kept.title, kept.text = form.cleaned_data["title"], form.cleaned_data["text"]
        kept.save()
        messages.success(request, _("The answer is kept."))
        return redirect("conversations:canned")
    context = {"answers": list(mine), "form": form, "edited": one}
    return render(request, "campaigns/conversations/canned.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Role.OFFICER)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    CannedAnswer.objects.visible_to(person(request)).filter(pk=pk).delete()
    messages.success(request, _("The answer is no longer kept."))
    return redirect("conversations:canned")
