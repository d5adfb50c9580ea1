"""Scanned pages of a bundle: taken in as images, kept encrypted in the database, moved along where one is missing.

A file is judged by what it holds. It is taken in whole or not at all, and nothing that was there is touched.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from residents.models import PaperBundle, PaperForm, PaperPage
from residents.paper_desk.bundles import locked
from residents.paper_desk.rendering import HEAD, REFUSED

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_WORDS: "dict[str, StrPromise]" = {
    "empty": _("The file is empty. Scan it again."),
    "unknown": _("This is no scan: hand in JPEG, PNG, TIFF or PDF."),
    "broken": _("The file is damaged and cannot be read. Scan it again, or save it anew as PDF."),
    "encrypted": _("The PDF is locked with a password. Save it without one and hand it in again."),
    "no_pages": _("There is no page in this PDF."),
    "too_large": _("A page of it is too large: scan with 300 dpi, which is enough."),
    "too_costly": _("The file takes too much memory or time to read. Scan it again with 300 dpi."),
}


class ScanRefused(Exception):
    """A file is not taken; ``reason`` says why and what to do, as a sentence."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


class PagesInUse(Exception):
    """Forms behind this place have been entered with the pages they have now."""


@transaction.atomic
def add(bundle: PaperBundle, files: Iterable[IO[bytes]], *, by: User) -> int:
    """Put the pages of these files behind those that are there; return how many. Raise ScanRefused or IsClosed."""
    current = locked(bundle)
    last = current.pages.aggregate(last=Max("place"))["last"]
    first = place = 0 if last is None else last + 1
    for file in files:
        for image, width, height in _pages(file, most=settings.PAPER_SCAN_PAGES - (place - first)):
            PaperPage.objects.create(bundle=current, place=place, image=image, width=width, height=height, added_by=by)
            place += 1
    return place - first


@transaction.atomic
def leave_gap(bundle: PaperBundle, place: int) -> None:
    """Say that no page was scanned for this place: the page there and all behind it move on. Raise PagesInUse."""
    _free_from(bundle, place)
    PaperPage.objects.filter(bundle=bundle, place__gte=place).update(place=F("place") + 1)


@transaction.atomic
def take_out(bundle: PaperBundle, place: int) -> None:
    """Delete the page at this place, such as a cover sheet, or close the gap there; all behind it move up.

    Raise PagesInUse.
    """
    _free_from(bundle, place)
    PaperPage.objects.filter(bundle=bundle, place=place).delete()
    PaperPage.objects.filter(bundle=bundle, place__gt=place).update(place=F("place") - 1)


def _free_from(bundle: PaperBundle, place: int) -> None:
    """Lock the bundle; raise PagesInUse where a form from this place on was entered."""
    current = locked(bundle)
    number = place // current.pages_per_form + 1
    if current.forms.filter(number__gte=number, state__in=PaperForm.ENTERED).exists():
        raise PagesInUse


def _pages(file: IO[bytes], *, most: int) -> Iterator[tuple[bytes, int, int]]:
    """Have another process make images of a file; yield them one by one. Raise ScanRefused."""
    limits = {
        "pages": most,
        "megapixels": settings.PAPER_SCAN_MEGAPIXELS,
        "pixels": settings.PAPER_SCAN_PIXELS,
    }
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        shutil.copyfileobj(file, given)
        given.seek(0)
        command = [sys.executable, "-m", "residents.paper_desk.rendering", json.dumps(limits)]
        with subprocess.Popen(
            command, stdin=given, stdout=subprocess.PIPE, stderr=said, cwd=settings.BASE_DIR
        ) as process:
            try:
                yield from _read(process.stdout)  # type: ignore[arg-type]  # a pipe, as asked for
            except EOFError:
                refused = process.wait() == REFUSED
                said.seek(0)
                raise ScanRefused(
                    _reason(said.read(40).decode(errors="replace") if refused else "too_costly")
                ) from None
            finally:
                process.kill()


def _read(stream: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Yield pages up to the sign of the end; raise EOFError where the stream ends before it."""
    while True:
        head = stream.read(HEAD.size)
        if len(head) < HEAD.size:
            raise EOFError
        size, width, height = HEAD.unpack(head)
        if not size:
            return
        yield stream.read(size), width, height


def _reason(word: str) -> Any:
    if word == "too_many_pages":
        return ngettext_lazy(
            "More than %(most)s page at once is too much. Hand the bundle in by parts.",
            "More than %(most)s pages at once are too many. Hand the bundle in by parts.",
            settings.PAPER_SCAN_PAGES,
        ) % {"most": settings.PAPER_SCAN_PAGES}
    return _WORDS.get(word, _WORDS["broken"])
