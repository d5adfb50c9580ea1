"""Pictures and files to put into a text: handed in here, then inserted by a button or copied as markup.

A page of its own where no script runs; with one, it opens over the text that is being written.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.compose import uploads
from campaigns.compose.uploads import UploadRefused
from campaigns.forms.compose import FileForm, PictureForm
from campaigns.models import FileToTake, Picture

_SHOWN = 8  # of each, the latest first


@requires(Role.OFFICER)
def library(request: HttpRequest) -> HttpResponse:
    """Show what the department handed in lately, and take in one picture or file."""
    what = request.POST.get("what", "")
    picture_form = PictureForm(request.POST, request.FILES) if what == "picture" else PictureForm()
    file_form = FileForm(request.POST, request.FILES) if what == "file" else FileForm()
    added = ""
    try:
        if what == "picture" and picture_form.is_valid():
            given = picture_form.cleaned_data
            picture = uploads.take_picture(given["file"], words=given["words"], by=person(request))
            added, picture_form = uploads.picture_markup(picture), PictureForm()
        if what == "file" and file_form.is_valid():
            file = uploads.take_file(file_form.cleaned_data["file"], by=person(request))
            added, file_form = uploads.file_markup(file), FileForm()
    except UploadRefused as refused:
        (picture_form if what == "picture" else file_form).add_error("file", str(refused.reason))
    context = {"picture_form": picture_form, "file_form": file_form, "added": added, **_lately(request)}
    if request.headers.get("HX-Request") == "true":
        return render(request, "campaigns/campaigns/_library.html", context)
    wrong = picture_form.errors or file_form.errors
    return render(request, "campaigns/campaigns/library.html", context, status=422 if wrong else 200)


def _lately(request: HttpRequest) -> dict[str, object]:
    by = person(request)
    pictures = Picture.objects.visible_to(by).defer("image")[:_SHOWN]
    files = FileToTake.objects.visible_to(by).defer("data")[:_SHOWN]
    return {
        "pictures": [(one, uploads.picture_address(one), uploads.picture_markup(one)) for one in pictures],
        "files": [(one, uploads.spoken_size(one.size), uploads.file_markup(one)) for one in files],
    }
