"""The forms of conversations: an answer, a word to the colleagues, another department, an answer kept for again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.conversations.answering import measure
from campaigns.conversations.owners import departments
from campaigns.models import Conversation
from deliveries.sms import NotAnSms, unencodable
from residents.forms.my import BareForm, WordsField
from residents.models import Channel
from residents.rrn import refuse_rrn


class AnswerForm(BareForm):
    """What the resident gets; ``seen`` is the last message that stood above it."""

    text = WordsField(
        rows=6,
        label=gettext_lazy("Your answer"),
        empty=gettext_lazy("Write the answer."),
        validators=[refuse_rrn],
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    canned = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversation = conversation
        attributes = self.fields["text"].widget.attrs
        attributes |= {"data-v-answer": "", "accesskey": "r"}
        if conversation.channel == Channel.SMS:
            attributes["aria-describedby"] = "meter"

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if self.conversation.channel == Channel.SMS:
            try:
                measure(text)
            except NotAnSms as error:
                raise ValidationError(_said(error, text)) from error
        return text


def _said(error: NotAnSms, text: str) -> str:
    if error.code == "too_long":
        return _("This is too long for a text message. Shorten it, or call the resident.")
    return _("Phones cannot show these characters in a text message: %(characters)s. Take them out.") % {
        "characters": " ".join(unencodable(text))
    }


class NoteForm(BareForm):
    """A word to the colleagues, which the resident never sees."""

    note = WordsField(
        rows=3,
        label=gettext_lazy("Internal note"),
        help_text=gettext_lazy("Only the office reads it."),
        empty=gettext_lazy("Write the note."),
        validators=[refuse_rrn],
    )


class MoveForm(BareForm):
    """The department that it is for."""

    department = forms.ChoiceField(label=gettext_lazy("Department that answers this"))

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = departments(conversation.department)
        fields: dict[str, Any] = self.fields
        fields["department"].choices = [(name, name) for name in names]


class CannedForm(BareForm):
    """An answer that is given often. No personal fields: what is personal is written by hand."""

    title = forms.CharField(
        max_length=80,
        label=gettext_lazy("Title for the office"),
        error_messages={"required": gettext_lazy("Write a title.")},
    )
    text = WordsField(
        rows=5, label=gettext_lazy("Answer"), empty=gettext_lazy("Write the answer."), validators=[refuse_rrn]
    )


class WriteForm(BareForm):
    """What a resident writes on my page."""

    text = WordsField(
        rows=5,
        label=gettext_lazy("Your message"),
        empty=gettext_lazy("Write what you want to say."),
        validators=[refuse_rrn],
    )
