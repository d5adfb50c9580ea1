"""Pictures and files of messages: looked at by another process, kept in the database, refused with what to do."""

import json
import subprocess
import sys
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from campaigns.compose.inspecting import REFUSED
from campaigns.models import FileToTake, Picture
from residents.rrn import looks_like_rrn

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MEGABYTE = 1024 * 1024
_SECONDS = 90  # that another process may look at a file
_PICTURE_WORDS: "dict[str, StrPromise]" = {
    "empty": gettext_lazy("The file is empty. Choose the picture again."),
    "unknown": gettext_lazy("This is no picture: hand in JPEG, PNG, WebP or GIF."),
    "broken": gettext_lazy("The picture is damaged and cannot be read. Save it anew and hand it in again."),
    "too_large": gettext_lazy("The picture has too many pixels. Make it smaller; 1,200 pixels wide are enough."),
}
_FILE_WORDS: "dict[str, StrPromise]" = {
    "empty": gettext_lazy("The file is empty. Choose it again."),
    "unknown": gettext_lazy("Only PDF, HWPX, HWP, DOCX, XLSX, PPTX and ICS can be sent. Save it as PDF."),
    "broken": gettext_lazy("The file is damaged and cannot be read. Save it anew and hand it in again."),
    "encrypted": gettext_lazy("The file is locked with a password. Residents could not open it: save it without one."),
    "macros": gettext_lazy("The file holds a program (macro). Save it without one, or as PDF."),
    "rrn": gettext_lazy("The file holds what looks like a resident registration number. Take it out."),
    "too_large": gettext_lazy("The file takes too much memory or time to read. Save it as PDF."),
}
_TYPES = {
    "PDF": "application/pdf",
    "HWPX": "application/hwp+zip",
    "HWP": "application/x-hwp",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "PPTX": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ICS": "text/calendar",
}


class UploadRefused(Exception):
    """It is not taken; ``reason`` says why and what to do, as a sentence."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


def take_picture(file: Upload, *, words: str, by: User) -> Picture:
    """Keep a picture, made anew without its metadata; raise UploadRefused."""
    data = _read(file, settings.CAMPAIGN_PICTURE_MEGABYTES)
    limits = {"megapixels": settings.CAMPAIGN_PICTURE_MEGAPIXELS, "pixels": settings.CAMPAIGN_PICTURE_PIXELS}
    facts, made = _inspected("picture", data, limits, _PICTURE_WORDS)
    return Picture.objects.create(department=by.department, words=words, image=made, added_by=by, **facts)


def take_file(file: Upload, *, by: User) -> FileToTake:
    """Keep a file as it is, with the kind that its bytes say; raise UploadRefused."""
    data = _read(file, settings.CAMPAIGN_FILE_MEGABYTES)
    facts, _made = _inspected("file", data, {}, _FILE_WORDS)
    name = name_of(file.name or "", facts["kind"])
    if looks_like_rrn(name):
        raise UploadRefused(_("The file’s name holds what looks like a resident registration number. Rename it."))
    return FileToTake.objects.create(
        department=by.department, name=name, kind=facts["kind"], size=len(data), data=data, added_by=by
    )


def _read(file: Upload, megabytes: int) -> bytes:
    if (file.size or 0) > megabytes * MEGABYTE:
        raise UploadRefused(_("The file is larger than %(megabytes)s MB. Make it smaller.") % {"megabytes": megabytes})
    data: bytes = file.read()
    return data


def _inspected(
    what: str, data: bytes, limits: dict[str, int], words: "dict[str, StrPromise]"
) -> tuple[dict[str, Any], bytes]:
    """Have another process look at ``data``; raise UploadRefused for what it refuses or cannot do in time."""
    command = [sys.executable, "-m", "campaigns.compose.inspecting", what, json.dumps(limits)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, cwd=settings.BASE_DIR, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise UploadRefused(words["too_large"]) from None
    if done.returncode != 0:
        word = done.stderr.decode(errors="replace") if done.returncode == REFUSED else "too_large"
        raise UploadRefused(words.get(word, words["broken"]))
    facts, _line, made = done.stdout.partition(b"\n")
    return json.loads(facts), made


def name_of(given: str, kind: str) -> str:
    """Return the name under which a file is given out: no path, no control characters, the ending of its kind."""
    name = unicodedata.normalize("NFC", PurePath(given.replace("\\", "/")).name)
    stem = "".join(one for one in PurePath(name).stem if one.isprintable() and one not in '"<>|*?:/[]()')
    nameless = _("file")
    return f"{stem.strip('. ')[:100] or nameless}.{kind.lower()}"


def content_type_of(file: FileToTake) -> str:
    return _TYPES[file.kind]


def picture_address(picture: Picture) -> str:
    """Return where on our site mail programs fetch it: nobody can guess it, and it never changes."""
    return reverse("pictures:picture", args=[picture.key])


def file_address(file: FileToTake) -> str:
    return reverse("pictures:file", args=[file.key])


def picture_markup(picture: Picture) -> str:
    """Return what stands for it in the composer's markup, on a line of its own."""
    words = picture.words.replace("[", "(").replace("]", ")")
    return f"![{words}]({picture_address(picture)})"


def file_markup(file: FileToTake) -> str:
    """Return the link to it, which says its name, kind and size."""
    return f"[{file.name} ({file.kind}, {spoken_size(file.size)})]({quote(file_address(file))})"


def spoken_size(size: int) -> str:
    """Return a size as people say it: “840 KB”, “2.4 MB”."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"
