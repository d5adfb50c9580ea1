"""The forms of proposals and outcomes: a resident's proposal, the office's answer, its public words, what was done."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong, User
from campaigns.models import Event, Proposal, SaidAndDone, Survey, SurveyState
from campaigns.proposals.desk import SETTABLE, departments, for_officer
from residents.forms.my import BareForm, WordsField
from residents.interest_labels import interest_label
from residents.models import Interest, Resident
from residents.rrn import refuse_rrn

if TYPE_CHECKING:
    _OneOfModel = forms.ModelChoiceField[Interest]
    _SomeOfModel = forms.ModelMultipleChoiceField[Proposal]
else:
    _OneOfModel, _SomeOfModel = forms.ModelChoiceField, forms.ModelMultipleChoiceField


class InterestField(_OneOfModel):
    """An interest by its label in the language of the page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Interest.objects.order_by("id"), **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(interest_label(obj.name))


class ProposalForm(BareForm):
    """What a resident proposes."""

    title = forms.CharField(
        label=_("In one line"),
        help_text=_("Such as “A bench at the bus stop in front of the library”"),
        max_length=100,
        validators=[refuse_rrn],
        error_messages={"required": _("Say in one line what you propose.")},
    )
    text = WordsField(
        rows=8,
        empty=_("Describe what you propose."),
        label=_("What should change, and why"),
        help_text=_("Where, for whom, what would be better. Please no resident registration numbers."),
        validators=[refuse_rrn],
    )
    interest = InterestField(
        label=pgettext_lazy("a proposal", "What it is about"),
        empty_label=_("Something else"),
        required=False,
    )
    dong = forms.ModelChoiceField(
        label=pgettext_lazy("a proposal", "Where"),
        queryset=Dong.objects.order_by("code"),
        required=False,
        empty_label=_("The whole district"),
    )

    def __init__(self, resident: Resident, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"dong": resident.dong_id})
        super().__init__(*args, **kwargs)


class ReplyForm(BareForm):
    """How a proposal stands, and what the resident is told."""

    state = forms.ChoiceField(
        label=pgettext_lazy("a proposal", "How it stands"),
        choices=[(one.value, one.label) for one in SETTABLE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands now.")},
    )
    answer = WordsField(
        rows=6,
        empty=_("Write to the resident what was decided and why."),
        label=_("Answer to the resident"),
        help_text=_("It is sent at once, and stands on their page."),
        validators=[refuse_rrn],
    )


class ForwardForm(BareForm):
    """To which department a proposal is passed on."""

    def __init__(self, *args: Any, but: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = forms.ChoiceField(
            label=_("Department"),
            choices=[("", _("Choose")), *((name, name) for name in departments(but=but))],
            error_messages={"required": _("Choose a department."), "invalid_choice": _("Choose a department.")},
        )


class ReleaseForm(BareForm):
    """A proposal as everybody may read it."""

    title = forms.CharField(
        label=_("Title for the public"),
        max_length=120,
        validators=[refuse_rrn],
        error_messages={"required": _("Write a title.")},
    )
    text = WordsField(
        rows=6,
        empty=_("Write what is proposed."),
        label=_("Text for the public"),
        help_text=_("Without names, addresses of homes, telephone numbers: nobody must be recognised by it."),
        validators=[refuse_rrn],
    )


class ProposalsField(_SomeOfModel):
    """Proposals by their public titles: what a resident wrote is opened on its own page only, which is logged."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.public_title)


class OutcomeForm(BareForm):
    """What was said and what came of it, and where it was said."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        validators=[refuse_rrn],
        error_messages={"required": _("Write a title.")},
    )
    said = WordsField(
        rows=4,
        empty=_("Write what residents said."),
        label=_("You said"),
        validators=[refuse_rrn],
        help_text=_("In plain words, without names."),
    )
    did = WordsField(
        rows=6,
        empty=_("Write what came of it."),
        label=_("We did"),
        validators=[refuse_rrn],
        help_text=_("What is done, by when, and what is not, and why. An honest “no” counts, too."),
    )
    interest = InterestField(
        label=pgettext_lazy("a proposal", "What it is about"), empty_label=_("Something else"), required=False
    )
    proposals = ProposalsField(
        label=_("Proposals it answers"),
        queryset=Proposal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who made them or stood behind them is told."),
    )
    survey = forms.ModelChoiceField(
        label=_("Survey it answers"),
        queryset=Survey.objects.none(),
        required=False,
        empty_label=_("No survey"),
        help_text=_("Who answered is told; of an anonymous survey without anybody learning who."),
    )
    event = forms.ModelChoiceField(
        label=_("Event it answers"),
        queryset=Event.objects.none(),
        required=False,
        empty_label=_("No event"),
        help_text=_("Who took part is told."),
    )

    def __init__(self, user: User, *args: Any, outcome: SaidAndDone | None = None, **kwargs: Any) -> None:
        if outcome is not None:
            kwargs.setdefault("initial", _initial(outcome))
        super().__init__(*args, **kwargs)
        chosen = Q(outcomes=outcome) if outcome is not None else Q(pk__in=[])
        mine = for_officer(user).filter(department=user.department).exclude(public_title="")
        choices: dict[str, Any] = {
            "proposals": mine.filter(Q(released_at__isnull=False) | chosen).distinct().order_by("-id"),
            "survey": Survey.objects.visible_to(user).exclude(state=SurveyState.DRAFT).order_by("-id"),
            "event": Event.objects.visible_to(user).filter(starts_at__lte=timezone.now()).order_by("-starts_at"),
        }
        for name, queryset in choices.items():
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = queryset


def _initial(outcome: SaidAndDone) -> dict[str, Any]:
    names = ("title", "said", "did", "interest", "survey", "event")
    found = {name: getattr(outcome, f"{name}_id", None) or getattr(outcome, name) for name in names}
    return {**found, "proposals": list(outcome.proposals.all())}
