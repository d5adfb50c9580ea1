"""What comes to me over which channel, what interests me, until when nothing comes, and in which language."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from residents import choices
from residents.forms.my import LanguageForm, QuietForm
from residents.forms.my_choices import PreferencesForm
from residents.models import Interest, Resident
from residents.spoken import day
from residents.visits import residents_only


@residents_only
def preferences(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show and take the table of choices."""
    form = PreferencesForm(request.POST or None, resident=resident)
    if request.method == "POST" and form.is_valid():
        wanted = form.choices()
        choices.choose(resident, wanted, consents=form.agreed())
        choices.interested_in(resident, Interest.objects.filter(name__in=form.cleaned_data["interests"]))
        if wanted:
            messages.success(request, _("Saved. It holds from now on."))
        else:
            messages.success(request, _("Saved. You have chosen nothing: from now on everything comes on paper."))
        return redirect("my:preferences")
    return render(request, "residents/my/preferences.html", {"form": form})


@residents_only
def quiet(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show and take "don't write to me until"."""
    form = QuietForm(request.POST or None, initial={"until": resident.quiet_until})
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        choices.be_quiet(resident, until)
        said = _("No notices come to you before %(day)s. Codes and the results of what you do here still come.")
        messages.success(request, said % {"day": day(until.isoformat())})
        return redirect("my:quiet")
    return render(request, "residents/my/quiet.html", {"form": form, "resident": resident})


@residents_only
@require_POST
def quiet_end(request: HttpRequest, resident: Resident) -> HttpResponse:
    """End "don't write to me until"."""
    choices.be_quiet(resident, None)
    messages.success(request, _("We write to you again from now on."))
    return redirect("my:quiet")


@residents_only
def language(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show and take the language of messages."""
    form = LanguageForm(request.POST or None, initial={"language": resident.language})
    if request.method == "POST" and form.is_valid():
        choices.speak(resident, form.cleaned_data["language"])
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("my:language")
    return render(request, "residents/my/language.html", {"form": form})
