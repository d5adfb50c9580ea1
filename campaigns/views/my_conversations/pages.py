"""My conversations with the office: to read what was answered, and to write again.

Opened by residents who wrote once, most often from an answer in their hands; they want to see what was said, and to
add a word without looking for the message.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.conversations import receiving
from campaigns.conversations.drawer import conversations_of
from campaigns.conversations.titles import title_of
from campaigns.forms.conversations import WriteForm
from campaigns.models import Conversation
from residents.models import Resident
from residents.visits import residents_only


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show the resident's conversations, the newest first."""
    context = {"conversations": [(one, _title(one)) for one in conversations_of(resident.pk)]}
    return render(request, "campaigns/my_conversations/overview.html", context)


@residents_only
def one(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Show a conversation, and take what the resident adds."""
    conversation = get_object_or_404(conversations_of(resident.pk), pk=pk)
    form = WriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        receiving.write(conversation, form.cleaned_data["text"], at=timezone.now())
        messages.success(request, _("Your message has come in. The office answers over the way you wrote first."))
        return redirect("my_conversations:one", pk=pk)
    context = {"conversation": conversation, "title": _title(conversation), "form": form}
    return render(request, "campaigns/my_conversations/one.html", context, status=422 if form.errors else 200)


def _title(conversation: Conversation) -> str:
    said = list(conversation.messages.all())
    return title_of(conversation, said[0].text or "" if said else "")
