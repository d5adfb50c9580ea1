"""The figures of residents and households: what there is, and handing in a new file.

Who: an officer, when the month's statistics are out; an administrator, once at the beginning. What they want to be done
with: the file as they got it, and if it is refused, the row to mend.
"""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.gate import person, requires
from residents.cockpit.population import DayIsTaken, population_on, take_in
from residents.cockpit.population_files import WrongRows, read_lines
from residents.forms.population import PopulationForm
from residents.models import Population
from residents.spreadsheets import UnreadableFile, open_table
from residents.views.cockpit.cockpit import KEEPERS

_MOST_FAULTS = 20  # shown at once


@requires(*KEEPERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the figures there are, and take in a file."""
    too_large = getattr(request, "upload_too_large", False)
    form = PopulationForm(request.POST or None, request.FILES or None, too_large=too_large)
    if request.method == "POST" and form.is_valid() and _is_taken_in(request, form):
        return redirect("cockpit:population")
    listed = Population.objects.select_related("uploaded_by").annotate(
        residents=Sum("lines__residents"),
        households=Sum("lines__households"),
    )
    standing = population_on(timezone.localdate())
    context = {"form": form, "listed": listed.order_by("-as_of", F("id").desc()), "standing": standing}
    return render(request, "residents/cockpit/population.html", context)


def _is_taken_in(request: HttpRequest, form: PopulationForm) -> bool:
    """Take the file in; what is wrong with it stands beside its field afterwards."""
    asked, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        with open_table(file, filename=file.name or "") as table:
            lines = read_lines(table, from_age=asked["from_age"])
        take_in(
            lines,
            as_of=asked["as_of"],
            source=asked["source"],
            from_age=asked["from_age"],
            file_name=_short(file),
            by=person(request),
            replace=asked["replace"],
        )
    except UnreadableFile as error:
        form.add_error("file", str(error.reason))
    except WrongRows as error:
        _say_faults(form, error)
    except DayIsTaken:
        form.ask_to_replace()
    else:
        said = _("Taken in: %(residents)s residents in %(households)s households.")
        sums = {
            "residents": f"{sum(line.residents for line in lines):,}",
            "households": f"{sum(line.households for line in lines):,}",
        }
        messages.success(request, said % sums)
    return form.is_valid()


def _say_faults(form: PopulationForm, error: WrongRows) -> None:
    for number, reason in error.faults[:_MOST_FAULTS]:
        form.add_error("file", format_lazy(gettext_lazy("Row {row}: {reason}"), row=number, reason=reason))
    more = len(error.faults) - _MOST_FAULTS
    if more > 0:
        form.add_error("file", _("And %(count)s more rows.") % {"count": more})


def _short(file: "UploadedFile[bytes]") -> str:
    return (file.name or "")[-200:]
