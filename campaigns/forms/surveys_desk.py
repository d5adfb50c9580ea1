"""The forms of who writes surveys: what it is about, its questions as rows, and mending slips of the pen."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.models import Event, Survey, SurveyQuestion
from campaigns.surveys.writing import WITH_OPTIONS, Question, events_to_ask_after
from residents.forms.my import BareForm
from residents.rrn import refuse_rrn

MOST_QUESTIONS = 40
MOST_OPTIONS = 20
LONGEST_OPTION = 100
_Kind = SurveyQuestion.Kind


class SurveyForm(BareForm):
    """What a survey is about and what it promises."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        validators=[refuse_rrn],
        error_messages={"required": gettext_lazy("Write a title that residents understand.")},
    )
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        help_text=gettext_lazy("What it is for, and what happens with the answers. Two or three sentences."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_rrn],
    )
    contact = forms.CharField(
        label=gettext_lazy("Whom to ask"),
        help_text=gettext_lazy("Unit and telephone number, such as “Library team, 02-2286-0000”."),
        max_length=120,
        required=False,
    )
    anonymous = forms.TypedChoiceField(
        label=gettext_lazy("Whose answers they are"),
        help_text=gettext_lazy("Once the survey is open this can no longer be changed."),
        choices=[
            ("yes", gettext_lazy("Anonymous: nobody can tell who answered what")),
            ("no", gettext_lazy("Named: the office sees the name with the answers")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    by_group = forms.BooleanField(
        label=gettext_lazy("Count by dong and age"),
        help_text=gettext_lazy(
            "Dong and age band are then kept with each answer; residents are told. Small cells are masked."
        ),
        required=False,
    )
    closes_at = forms.DateTimeField(
        label=gettext_lazy("Closes at"),
        help_text=gettext_lazy("Empty: until somebody closes it."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    event = forms.ModelChoiceField(
        label=gettext_lazy("Ask after an event"),
        help_text=gettext_lazy("Who came can then be invited with one click."),
        queryset=Event.objects.none(),
        required=False,
        empty_label=gettext_lazy("No event"),
    )

    def __init__(self, user: User, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        if survey is not None:
            kwargs.setdefault("initial", _initial(survey))
        super().__init__(*args, **kwargs)
        choices = Event.objects.filter(pk__in=[one.pk for one in events_to_ask_after(user)]).order_by("-starts_at")
        cast("forms.ModelChoiceField[Event]", self.fields["event"]).queryset = choices

    def clean_closes_at(self) -> Any:
        value = self.cleaned_data["closes_at"]
        if value is not None and value <= timezone.now():
            raise forms.ValidationError(_("This is over already. Choose a later time."))
        return value


class QuestionForm(BareForm):
    """One question, a row of the page; ``prefix`` is its place."""

    text = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=200,
        validators=[refuse_rrn],
        error_messages={"required": gettext_lazy("Write the question, or remove the row.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=_Kind.choices, initial=_Kind.ONE)
    options = forms.CharField(
        label=gettext_lazy("Options"),
        help_text=gettext_lazy("One a line. Not needed for 1 to 5 and for free text."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_rrn],
    )
    required = forms.BooleanField(label=gettext_lazy("Has to be answered"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        options = lines_of(cleaned.get("options", ""))
        if cleaned.get("kind") in WITH_OPTIONS and "options" not in self.errors:
            fault = _fault_of(options)
            if fault:
                self.add_error("options", fault)
        return cleaned

    @property
    def question(self) -> Question:
        data = self.cleaned_data
        return Question(data["text"], data["kind"], lines_of(data["options"]), data["required"])


class Rows:
    """The questions of the page as forms, and what its buttons do with them: add, remove, up, down."""

    def __init__(self, forms_: Sequence[QuestionForm]) -> None:
        self.forms = list(forms_)

    @classmethod
    def of(cls, questions: Sequence[Question]) -> "Rows":
        return cls([_row(at, question) for at, question in enumerate(questions)])

    @classmethod
    def posted(cls, data: Mapping[str, Any]) -> "Rows":
        """Return the rows as they were typed."""
        return cls([QuestionForm(data, prefix=f"row{at}") for at in range(_count(data))])

    @classmethod
    def changed(cls, data: Mapping[str, Any], do: str) -> "Rows":
        """Return the rows as they were typed, with one change: “add”, “remove-2”, “up-2”, “down-2”."""
        rows = [_typed(data, at) for at in range(_count(data))]
        act, _dash, number = do.partition("-")
        at = int(number) if number.isdecimal() else -1
        if act == "add" and len(rows) < MOST_QUESTIONS:
            rows.append(Question("", _Kind.ONE))
        elif 0 <= at < len(rows):
            row = rows.pop(at)
            if act == "up":
                rows.insert(max(at - 1, 0), row)
            elif act == "down":
                rows.insert(at + 1, row)
        return cls.of(rows)

    def is_valid(self) -> bool:
        faulty = [form for form in self.forms if not form.is_valid()]  # each is asked, so that all faults are said
        return not faulty

    @property
    def questions(self) -> list[Question]:
        return [form.question for form in self.forms]


class MendForm(BareForm):
    """The words of a survey that is open, to mend slips of the pen: as many questions and options as before."""

    title = SurveyForm.base_fields["title"]
    introduction = SurveyForm.base_fields["introduction"]

    def __init__(self, survey: Survey, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"title": survey.title, "introduction": survey.introduction})
        super().__init__(*args, **kwargs)
        self.questions = list(survey.questions.all())
        for question in self.questions:
            text = f"text{question.pk}"
            label = _("Question %(number)s") % {"number": question.place}
            self.fields[text] = forms.CharField(label=label, max_length=200, validators=[refuse_rrn])
            self.initial[text] = question.text
            if question.options:
                name = f"options{question.pk}"
                self.fields[name] = forms.CharField(
                    label=_("Options of question %(number)s") % {"number": question.place},
                    widget=forms.Textarea(attrs={"rows": len(question.options) + 1}),
                    validators=[refuse_rrn],
                )
                self.initial[name] = "\n".join(question.options)

    @property
    def texts(self) -> dict[int, tuple[str, list[str]]]:
        data = self.cleaned_data
        return {one.pk: (data[f"text{one.pk}"], lines_of(data.get(f"options{one.pk}", ""))) for one in self.questions}


def lines_of(text: str) -> list[str]:
    """Return the options of a box: one a line, empty lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _fault_of(options: list[str]) -> str:
    if len(options) < 2:
        return _("Write at least two options, one a line.")
    if len(options) > MOST_OPTIONS:
        return _("At most %(number)s options fit.") % {"number": MOST_OPTIONS}
    if len(set(options)) < len(options):
        return _("Two options are the same.")
    if max(map(len, options)) > LONGEST_OPTION:
        return _("An option is longer than %(number)s characters. Please shorten it.") % {"number": LONGEST_OPTION}
    return ""


def _count(data: Mapping[str, Any]) -> int:
    number = str(data.get("rows", "0"))
    return min(int(number), MOST_QUESTIONS) if number.isascii() and number.isdecimal() else 0


def _typed(data: Mapping[str, Any], at: int) -> Question:
    def value(name: str) -> str:
        return str(data.get(f"row{at}-{name}", ""))

    return Question(value("text"), value("kind") or _Kind.ONE, value("options").splitlines(), bool(value("required")))


def _row(at: int, question: Question) -> QuestionForm:
    initial = {
        "text": question.text,
        "kind": question.kind,
        "options": "\n".join(question.options),
        "required": question.required,
    }
    return QuestionForm(initial=initial, prefix=f"row{at}")


def _initial(survey: Survey) -> dict[str, Any]:
    closes = timezone.localtime(survey.closes_at) if survey.closes_at else None
    return {
        "title": survey.title,
        "introduction": survey.introduction,
        "contact": survey.contact,
        "anonymous": "yes" if survey.anonymous else "no",
        "by_group": survey.by_group,
        "closes_at": closes,
        "event": survey.event_id,
    }
