"""Looking at what is handed in, in a process of its own with little memory and time: a file may be built to harm.

Run as ``python -m campaigns.compose.inspecting picture|file '<limits as JSON>' < file``. Of a picture the bytes of one
made anew follow a line of JSON on standard output; of a file the line says its kind. A refusal is one word on
standard error.
"""

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from residents.rrn import looks_like_rrn

REFUSED = 3  # the exit code
_MEMORY = 1_500_000_000  # bytes of address space
_SECONDS = 60  # of processor time
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF"}
_PNG_AT_MOST = 250_000  # bytes; a larger one was a photograph, which JPEG carries in a tenth
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024  # bytes before which a PDF has to begin
_TEXT_AT_MOST = 30_000_000  # characters that are looked through
_PARTS = ("word/", "xl/", "ppt/")
_OFFICE = {"word/": "DOCX", "xl/": "XLSX", "ppt/": "PPTX"}


class Refused(Exception):
    """It is not taken; the word says why (pictures.py and files.py have the sentences)."""


def picture(data: bytes, *, megapixels: int, pixels: int) -> tuple[dict[str, Any], bytes]:
    """Make a picture anew, at most ``pixels`` wide, upright, on white, without metadata and without movement."""
    kind = _picture_kind(data)
    Image.MAX_IMAGE_PIXELS = None  # held below, by the setting
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        if image.width * image.height > megapixels * 1_000_000:
            raise Refused("too_large")
        image.draft("RGB", (pixels, pixels))
        page = _on_white(ImageOps.exif_transpose(image))
    page.thumbnail((pixels, 3 * pixels), Image.Resampling.LANCZOS, reducing_gap=2.0)
    form, made = _saved(page, drawn=kind in ("PNG", "GIF"))
    return {"content_type": f"image/{form.lower()}", "width": page.width, "height": page.height}, made


def _picture_kind(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    for begins, kind in _PICTURES.items():
        if data.startswith(begins):
            return kind
    raise Refused("unknown" if data else "empty")


def _on_white(image: Image.Image) -> Image.Image:
    """Return it on white, for what is transparent stands on black in a mail program's dark mode."""
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _saved(page: Image.Image, *, drawn: bool) -> tuple[str, bytes]:
    out = io.BytesIO()
    if drawn:
        page.save(out, "PNG", optimize=True)
        if out.tell() <= _PNG_AT_MOST:
            return "PNG", out.getvalue()
        out = io.BytesIO()
    page.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return "JPEG", out.getvalue()


def file(data: bytes) -> str:
    """Return what a file is by what it holds, whatever its name says; refuse what runs and what names an RRN."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        kind, texts = "PDF", _of_pdf(data)
    elif data.startswith(_OLE):
        if b"HWP Document File" not in data:
            raise Refused("unknown")
        kind, texts = "HWP", iter(())
    elif data.startswith(b"PK\x03\x04"):
        kind, texts = _of_archive(data)
    elif data.startswith(b"BEGIN:VCALENDAR"):
        kind, texts = "ICS", iter([data.decode(errors="replace")])
    else:
        raise Refused("unknown" if data else "empty")
    if any(looks_like_rrn(text) for text in texts):
        raise Refused("rrn")
    return kind


def _of_archive(data: bytes) -> tuple[str, Iterator[str]]:
    """Tell HWPX and office files, which are archives, from all other archives; those with macros are refused."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = archive.namelist()
    if any("vbaproject" in name.lower() or name.lower().endswith((".exe", ".js", ".bin.exe")) for name in names):
        raise Refused("macros")
    if any(one.flag_bits & 1 for one in archive.infolist()):
        raise Refused("encrypted")
    if "mimetype" in names and archive.read("mimetype")[:40].strip() == b"application/hwp+zip":
        return "HWPX", _of_parts(archive)
    if "[Content_Types].xml" in names:
        for part in _PARTS:
            if any(name.startswith(part) for name in names):
                return _OFFICE[part], _of_parts(archive)
    raise Refused("unknown")


def _of_parts(archive: zipfile.ZipFile) -> Iterator[str]:
    left = _TEXT_AT_MOST
    for one in archive.infolist():
        if one.filename.endswith(".xml") and left > 0:
            with archive.open(one) as part:
                text = part.read(left).decode(errors="replace")
            left -= len(text)
            # What an office program divides into runs is one number to the reader.
            yield _without_tags(text)


def _without_tags(text: str) -> str:
    return "".join(piece.partition(">")[2] for piece in text.split("<"))


def _of_pdf(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "broken") from error
    for page in document:
        yield page.get_textpage().get_text_bounded()


def main() -> int:
    limits = json.loads(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        facts, made = picture(data, **limits) if sys.argv[1] == "picture" else ({"kind": file(data)}, b"")
    except Refused as refused:
        sys.stderr.write(str(refused))
        return REFUSED
    except MemoryError:
        sys.stderr.write("too_large")
        return REFUSED
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError, zipfile.BadZipFile):
        sys.stderr.write("broken")
        return REFUSED
    out.write(json.dumps(facts).encode() + b"\n" + made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
