"""What a file is by its first bytes, and whether its archive is safe to unpack, before anything reads it."""

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from residents.tables import Limits, too_many_columns, too_many_rows
from residents.unreadable import UnreadableFile

_BLOCK = 1024 * 1024
_MOST_MEMBERS = 2_000
_BOMB_RATIO, _BOMB_FLOOR = 300, 20 * 1024 * 1024  # sheets pack 1:10 to 1:60; deflate can do 1:1032
_MOST_TEXT = 1024**3  # bytes of shared text, counted at each cell that shows it

# What zipfile raises on damaged or unusual archives.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error)
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = {
    "hwp": (b"HWP Document File",),
    "pdf": (b"%PDF",),
    "image": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"BM"),
    "archive": (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b", b"ALZ\x01", b"EGGA"),
    "drm": (b"<## NASCA DRM", b"SCDSA00", b"\x9b DRMONE", b"DRMONE"),
    "document": (b"{\\rtf",),
}
_SUFFIXES = {
    "hwp": (".hwp", ".hwpx", ".hwt"),
    "pdf": (".pdf",),
    "image": (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"),
    "archive": (".zip", ".7z", ".rar", ".gz", ".alz", ".egg"),
    "document": (".doc", ".docx", ".ppt", ".pptx", ".rtf", ".odt"),
    "other_sheet": (".ods", ".xlsb"),
}
_REASONS = {
    "hwp": _("This is a Hangul (hwp) document. Copy the table into Excel and save it as xlsx."),
    "pdf": _("This is a PDF. Ask for the table itself as xlsx or csv."),
    "image": _("This is a picture. Ask for the table itself as xlsx or csv."),
    "archive": _("This is an archive. Unpack it and choose the xlsx or csv file inside."),
    "drm": _("This file is locked by document security (DRM). Release it and save it as an ordinary xlsx."),
    "document": _("This is a text document. Copy the table into Excel and save it as xlsx."),
    "other_sheet": _("This spreadsheet format is not read. Open it in Excel and save it as xlsx."),
    "web_page": _("This is a web page with an Excel name. Open it in Excel and save it as xlsx."),
}
_OLE_STREAMS = {
    "EncryptedPackage": "password",
    "HwpSummaryInformation": "hwp",
    "WordDocument": "document",
    "Workbook": "old_workbook",
    "Book": "old_workbook",
}


def kind_of(file: IO[bytes], filename: str) -> str:
    """Tell ``workbook``, ``old_workbook`` (xls) and ``text`` by the content; raise UnreadableFile for any other."""
    file.seek(0)
    start = file.read(4096)
    suffix = PurePath(filename).suffix.lower()
    if start.startswith(_ZIP) and suffix not in _SUFFIXES["archive"]:
        return "workbook"
    for kind, suffixes in _SUFFIXES.items():
        if suffix in suffixes:
            raise _refusal(kind)
    for kind, signatures in _SIGNATURES.items():
        if start.startswith(signatures) and (kind, start[:2]) != ("image", b"BM"):
            raise _refusal(kind)
    if start.startswith(_OLE):
        return _kind_of_ole(file)
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|meta|\?xml|head)", start, re.IGNORECASE):
        raise _refusal("web_page")
    return "text"


def _refusal(kind: str) -> UnreadableFile:
    return UnreadableFile(kind, _REASONS[kind])


def _kind_of_ole(file: IO[bytes]) -> str:
    """Tell a locked xlsx, a hwp and an old xls apart: all three are Microsoft's compound files ([MS-CFB])."""
    file.seek(0)
    content = file.read()
    kind = next((kind for name, kind in _OLE_STREAMS.items() if name.encode("utf-16-le") in content), "password")
    if kind == "old_workbook":
        return kind
    raise password_protected() if kind == "password" else _refusal(kind)


def check_archive(file: IO[bytes], limits: Limits) -> None:
    """Unpack every member of a workbook once, counting; raise UnreadableFile for anything beyond ``limits``.

    Declared sizes are not believed. A far-off cell, or a long text shown by many cells, would fill the memory
    although the archive is small; so the places of cells and the shared texts are counted as well.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_members(archive)
            scan = _Scan(archive, limits)
            scan.run()
            if scan.cells * scan.longest_text > _MOST_TEXT and _shown_text(archive) > _MOST_TEXT:
                raise _bomb()
    except UnreadableFile:
        raise
    except _BROKEN as error:
        raise broken_file() from error


def _check_members(archive: zipfile.ZipFile) -> None:
    names = [member.filename.lower() for member in archive.infolist()]
    if "mimetype" in names and b"hwp" in archive.read("mimetype")[:100]:
        raise _refusal("hwp")
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise password_protected()
    if any(name.endswith((".xlsb", "workbook.bin")) or name == "content.xml" for name in names):
        raise _refusal("other_sheet")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise _refusal("document")
    if not any(name.endswith("workbook.xml") for name in names):
        raise _refusal("archive")
    if len(names) > _MOST_MEMBERS or len(set(names)) < len(names):
        raise broken_file()


# A cell with content, its column letters and its row; one only coloured or framed is <c …/> or <c …></c>.
# Nearly all writers say <c r="A1" …>, which is found fast; others use prefixes, or leave the place out.
_USUAL_CELL = re.compile(rb"""<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</)""")
_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>(?!</)""",
)
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br\s*=\s*["']([0-9]{1,9})["'][^>]*(?<!/)>(?!</)""")
_PLACELESS_CELL = re.compile(rb"<(?:\w+:)?c(?:\s(?![^>]*\br\s*=)[^>]*)?/?>")
_ROW_START = re.compile(rb"<(?:\w+:)?row[\s>]")
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s>]")
_SHARED_INDEX = re.compile(rb"<(?:\w+:)?v>([0-9]{1,9})<")


class _Scan:
    """One pass over the unpacked archive."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self.unpacked = self.cells = self.longest_text = 0

    def run(self) -> None:
        for member in self._archive.infolist():
            before = self.unpacked
            for piece in _pieces(self._archive, member):
                self.unpacked += len(piece)
                self._refuse_bomb(member, self.unpacked - before)
                self._count(piece)

    def _refuse_bomb(self, member: zipfile.ZipInfo, size: int) -> None:
        packed = max(member.compress_size, 1)
        if self.unpacked > self._limits.max_unpacked_bytes or (size > _BOMB_FLOOR and size > packed * _BOMB_RATIO):
            raise _bomb()

    def _count(self, piece: bytes) -> None:
        self.longest_text = max(self.longest_text, *_text_lengths(piece), 0)
        usual = piece.count(b'<c r="') == sum(map(piece.count, (b"<c ", b"<c>", b"<c/"))) and b":c" not in piece
        places = (_USUAL_CELL if usual else _CELL).findall(piece)
        self.cells += len(places)
        rows = max((int(row) for _, row in places), default=0)
        columns = max(map(_column_number, {letters for letters, _ in places}), default=0)
        if not usual:
            rows = max(rows, *map(int, _ROW.findall(piece)), 0)
            columns = max(columns, *(len(_PLACELESS_CELL.findall(row)) for row in _ROW_START.split(piece)))
        if columns > self._limits.max_columns:
            raise too_many_columns(self._limits)
        if rows > self._limits.max_rows:
            raise too_many_rows(self._limits)


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member unpacked, in pieces of about a megabyte that end between two tags."""
    rest = b""
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            piece = rest + block
            cut = piece.rfind(b"<", 0, -2)
            if cut <= 0 or len(piece) - cut > _BLOCK:
                rest = b""
                yield piece
            else:
                rest = piece[cut:]
                yield piece[:cut] if piece[cut + 1 : cut + 2] != b"/" else piece[: cut + 2]
    yield rest


def _shown_text(archive: zipfile.ZipFile) -> int:
    """Return the bytes that all cells show together, a shared text counted at each cell that refers to it."""
    lengths = array("q")
    for member in archive.infolist():
        if member.filename.lower().endswith("sharedstrings.xml"):
            content = archive.read(member)  # its size was counted before
            lengths.extend(_text_lengths(content))
    shown = 0
    for member in archive.infolist():
        for piece in _pieces(archive, member):
            indexes = map(int, _SHARED_INDEX.findall(piece))
            shown += sum(lengths[index] for index in indexes if index < len(lengths))
    return shown


def _text_lengths(piece: bytes) -> list[int]:
    """Return how many bytes each shared text takes."""
    if b"<si" not in piece and b":si" not in piece:
        return []
    starts = [match.start() for match in _SHARED_TEXT.finditer(piece)]
    return [end - start for start, end in zip(starts, [*starts[1:], len(piece)], strict=True)]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def too_large(limits: Limits) -> UnreadableFile:
    reason = _("The file is larger than {limit} MB. Leave only the register in it, or divide it.")
    return UnreadableFile("too_large", format_lazy(reason, limit=limits.max_bytes // 1024 // 1024))


def password_protected() -> UnreadableFile:
    return UnreadableFile(
        "password",
        _("The file is locked with a password. Remove the password in Excel, save it and choose it again."),
    )


def broken_file() -> UnreadableFile:
    return UnreadableFile(
        "broken_file",
        _("The file is damaged and cannot be opened. Open it in Excel and save it as xlsx again."),
    )


def _bomb() -> UnreadableFile:
    return UnreadableFile(
        "bomb",
        _("Unpacked, this file is far too large. Copy the table into a new workbook and save it as xlsx."),
    )
