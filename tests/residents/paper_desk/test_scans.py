"""Scans are judged by what they hold, taken in whole or not at all, and lie encrypted."""

import io
import struct
import zlib

import pypdfium2
import pytest
from django.db import connection
from PIL import Image

from residents.models import PaperForm, PaperPage
from residents.paper_desk import scans
from residents.paper_desk.bundles import pages_of
from residents.paper_desk.rendering import kind_of, render
from residents.paper_desk.scans import PagesInUse, ScanRefused
from tests.people import paper_desk
from tests.residents.paper_desk.box import bundle, pdf, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return bundle(paper_desk(), count=3, pages_per_form=2)


@pytest.fixture
def add(found):
    return lambda *files: scans.add(found, files, by=found.opened_by)


def _bomb(side: int = 60_000) -> io.BytesIO:
    """A PNG of a few bytes that would unfold to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def _locked() -> io.BytesIO:
    """A PDF that asks for a password, as far as reading it goes."""
    trailer = (
        b"trailer<</Root 1 0 R/Size 4/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(" + b"a" * 32 + b")/U("
        + b"b" * 32 + b")>>>>\n"
    )  # fmt: skip
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    )
    return io.BytesIO(body + trailer + b"%%EOF")


def _many(pages: int) -> io.BytesIO:
    document, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(200, 300)
    document.save(file)
    file.seek(0)
    return file


def test_pictures_and_pdfs_become_pages_in_their_order(add, settings):
    settings.PAPER_SCAN_PIXELS = 300
    assert add(pdf(2), picture(kind="JPEG"), picture(kind="TIFF")) == 4
    assert add(picture()) == 1

    pages = list(PaperPage.objects.all())
    assert [page.place for page in pages] == [0, 1, 2, 3, 4]
    assert all(bytes(page.image).startswith(b"\xff\xd8\xff") for page in pages)
    assert all(max(page.width, page.height) <= 300 for page in pages)


def test_a_page_lies_encrypted(add):
    add(picture())
    with connection.cursor() as cursor:
        cursor.execute("SELECT image FROM residents_paperpage")
        stored = bytes(cursor.fetchone()[0])
    assert b"\xff\xd8\xff" not in stored[:100] and b"JFIF" not in stored


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: io.BytesIO(b""), "The file is empty"),
        (lambda: io.BytesIO(b"<html><script>alert(1)</script>"), "This is no scan"),
        (lambda: io.BytesIO(b"%PDF-1.7 and then nothing"), "damaged"),
        (lambda: io.BytesIO(picture().getvalue()[:80]), "damaged"),
        (_bomb, "too large"),
        (_locked, "locked with a password"),
        (lambda: _many(301), "More than 300 pages"),
    ],
    ids=["empty", "html", "broken-pdf", "cut-off", "bomb", "locked", "many"],
)
def test_a_hostile_or_useless_file_is_refused_in_words_and_nothing_is_lost(add, file, said):
    add(picture("1"))
    with pytest.raises(ScanRefused) as error:
        add(picture("2"), file())
    assert said in str(error.value.reason)
    assert list(PaperPage.objects.values_list("place", flat=True)) == [0]


def test_the_name_of_a_file_is_not_believed():
    assert kind_of(picture(kind="JPEG").getvalue()) == "JPEG"
    assert kind_of(pdf().getvalue()) == "PDF"


def test_a_picture_is_made_small_and_grey():
    file = io.BytesIO()
    Image.new("RGBA", (2000, 3000), (255, 0, 0, 0)).save(file, "PNG")
    (page,) = render(file.getvalue(), pages=1, megapixels=60, pixels=600)
    assert (page.size, page.mode, page.getpixel((5, 5))) == ((400, 600), "L", 255)


def test_a_missing_page_moves_the_rest_on_and_a_cover_sheet_goes(found, add):
    add(*(picture(str(at)) for at in range(6)))
    before = list(PaperPage.objects.values_list("pk", flat=True))

    scans.take_out(found, 0)  # the cover sheet
    scans.leave_gap(found, 3)  # the back of the second form was not scanned

    assert list(PaperPage.objects.values_list("pk", "place")) == [
        (before[1], 0),
        (before[2], 1),
        (before[3], 2),
        (before[4], 4),
        (before[5], 5),
    ]
    assert [page.pk for page in pages_of(found, 2)] == [before[3]]


def test_pages_of_forms_that_were_entered_stay(found, add):
    add(picture(), picture(), picture())
    found.forms.filter(number=2).update(state=PaperForm.State.SECOND)
    for move in (scans.leave_gap, scans.take_out):
        with pytest.raises(PagesInUse):
            move(found, 1)
    assert PaperPage.objects.count() == 3
