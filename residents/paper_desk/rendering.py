"""Making images of scanned pages, in a process of its own with little memory and time: a file may be built to harm.

Run as ``python -m residents.paper_desk.rendering '<limits as JSON>' < file``. Each page is written to standard output
as three numbers (bytes, width, height) and a JPEG; a zero ends them. A refusal is one word on standard error.
"""

import io
import json
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

HEAD = struct.Struct(">III")
REFUSED = 3  # the exit code
QUALITY = 60  # handwriting stays legible, and a page takes about 150 kB
_MEMORY = 1_500_000_000  # bytes of address space
_SECONDS = 240  # of processor time
_PDF_WITHIN = 1024  # bytes before which a PDF has to begin


class Refused(Exception):
    """The file is not taken; the word says why (scans.py has the sentences)."""


def kind_of(data: bytes) -> str:
    """Return what a file is by its first bytes, whatever its name says; raise Refused."""
    if not data:
        raise Refused("empty")
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return "TIFF"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "PDF"
    raise Refused("unknown")


def render(data: bytes, *, pages: int, megapixels: int, pixels: int) -> Iterator[Image.Image]:
    """Yield the pages of a file in grey, the longer side at most ``pixels``; raise Refused."""
    kind = kind_of(data)
    if kind == "PDF":
        yield from _of_pdf(data, pages, pixels)
    else:
        yield from _of_image(data, kind, pages, megapixels, pixels)


def _of_image(data: bytes, kind: str, pages: int, megapixels: int, pixels: int) -> Iterator[Image.Image]:
    Image.MAX_IMAGE_PIXELS = None  # held below, by the setting
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        count = int(getattr(image, "n_frames", 1)) if kind == "TIFF" else 1
        if count > pages:
            raise Refused("too_many_pages")
        for at in range(count):
            if kind == "TIFF":
                image.seek(at)
            if image.width * image.height > megapixels * 1_000_000:
                raise Refused("too_large")
            image.draft("L", (pixels, pixels))
            upright = ImageOps.exif_transpose(image)
            page = _on_white(upright).convert("L")
            page.thumbnail((pixels, pixels), Image.Resampling.LANCZOS, reducing_gap=2.0)
            yield page


def _on_white(image: Image.Image) -> Image.Image:
    """Return the image on white paper where parts of it are transparent."""
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer)


def _of_pdf(data: bytes, pages: int, pixels: int) -> Iterator[Image.Image]:
    document = _opened(data)
    if len(document) > pages:
        raise Refused("too_many_pages")
    if len(document) == 0:
        raise Refused("no_pages")
    for page in document:
        longer = max(page.get_size())
        if longer <= 0:
            raise Refused("broken")
        bitmap: Any = page.render(scale=pixels / longer, grayscale=True)
        yield bitmap.to_pil().convert("L")
        page.close()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if "password" in str(error).lower() else "broken") from error


def main() -> int:
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    out = sys.stdout.buffer
    try:
        for page in render(sys.stdin.buffer.read(), **limits):
            jpeg = io.BytesIO()
            page.save(jpeg, "JPEG", quality=QUALITY)
            out.write(HEAD.pack(jpeg.tell(), page.width, page.height) + jpeg.getvalue())
    except Refused as refused:
        sys.stderr.write(str(refused))
        return REFUSED
    except MemoryError:
        sys.stderr.write("too_costly")
        return REFUSED
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, pypdfium2.PdfiumError):
        sys.stderr.write("broken")
        return REFUSED
    out.write(HEAD.pack(0, 0, 0))
    return 0


if __name__ == "__main__":
    sys.exit(main())
