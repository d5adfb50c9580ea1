"""One small font of the letters that the site itself uses, cut from Pretendard GOV when static files are collected.

The package's font comes in 120 parts by how frequent a syllable is; a page of ours takes 7 to 15 of them, 190 to
430 KB. The letters of our own words make one part of about 75 KB, which every page shares. Names and other letters
still come from the package's parts: of faces that overlap a browser takes the one declared last.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PREFIX = "site-font"
STYLES, FONT = "letters.css", "letters.woff2"
SOURCE = Path(settings.BASE_DIR) / "node_modules/pretendard-gov/dist/public/variable/PretendardGOVVariable.ttf"
WEIGHTS = (400, 800)
# Where our words stand: catalogues, templates, texts and names that migrations bring.
_WORDS = ("config/locale/*/LC_MESSAGES/*.po", "templates/**/*", "*/migrations/*.py", "accounts/dongs.py")
_FEATURES = ["kern", "calt", "ccmp", "locl", "mark", "mkmk", "liga", "tnum"]
# The same weights as the package names: only then is this one of the same faces, and taken before them.
_FACE = """@font-face {{
  font-family: "Pretendard GOV Variable";
  font-weight: 45 920;
  font-style: normal;
  font-display: swap;
  src: url("{0}") format("woff2");
  unicode-range: {1};
}}
"""


def letters(root: Path) -> str:
    """Return every printable letter that our words use, in order, with the whole of ASCII."""
    texts = (file.read_text(encoding="utf-8") for words in _WORDS for file in root.glob(words) if file.is_file())
    found = set(map(chr, range(32, 127))).union(*texts)
    return "".join(sorted(letter for letter in found if letter.isprintable()))


def cut(source: Path, wanted: str, font: Path) -> str:
    """Write the letters ``wanted`` of the variable font ``source`` to ``font``; return those that it has."""
    whole = TTFont(source, lazy=True)
    has = "".join(letter for letter in wanted if ord(letter) in whole.getBestCmap())
    options = subset.Options(layout_features=_FEATURES, hinting=False, notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=has)
    cutter.subset(whole)
    small = instancer.instantiateVariableFont(whole, {"wght": WEIGHTS})
    small.flavor = "woff2"
    small.save(font)
    return has


def ranges(wanted: str) -> str:
    """Return ``wanted`` as CSS ``unicode-range``."""
    spans: list[list[int]] = []
    for point in map(ord, wanted):
        if spans and spans[-1][1] == point - 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in spans)


def make(folder: Path) -> None:
    """Have the font and its stylesheet in ``folder``, made anew only when our letters or the package have changed."""
    wanted = letters(Path(settings.BASE_DIR))
    of = hashlib.sha256(f"{wanted}{SOURCE.stat().st_size}{WEIGHTS}{_FEATURES}{_FACE}".encode()).hexdigest()
    mark = folder / "made-of"
    if mark.is_file() and mark.read_text() == of:
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FONT}.{os.getpid()}"
    has = cut(SOURCE, wanted, draft)
    draft.replace(folder / FONT)
    (folder / STYLES).write_text(_FACE.format(FONT, ranges(has)))
    mark.write_text(of)


class SiteFontFinder(BaseFinder):
    """Static files finder of the two files; it makes them when they are asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(settings.SOTONG_DATA) / PREFIX
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic asks for it
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        prefix, _, name = path.replace(os.sep, "/").partition("/")
        if prefix != PREFIX or name not in (STYLES, FONT):
            return []
        make(self.folder)
        return [str(self.folder / name)] if find_all else str(self.folder / name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        make(self.folder)
        yield STYLES, self.storage
        yield FONT, self.storage
