"""Compile the catalogues (``.po`` to ``.mo``) with Babel, for a fresh machine has no ``msgfmt``.

``python -m config.catalogues`` compiles what is stale and names what it wrote.
"""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form, and return those written."""
    stale = [file for file in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(file)]
    for file in stale:
        draft = file.with_suffix(".mo.draft")
        draft.write_bytes(compiled(file.read_text(encoding="utf-8")))
        draft.replace(file.with_suffix(".mo"))
    return [file.with_suffix(".mo") for file in stale]


def compiled(text: str) -> bytes:
    """Return the compiled form of a catalogue, without doubtful and empty entries.

    Raises ValueError, with the line, where it cannot be read.
    """
    result = io.BytesIO()
    try:
        write_mo(result, read_po(io.StringIO(text), abort_invalid=True))
    except PoFileError as error:
        raise ValueError(f"line {error.lineno + 1} of the catalogue cannot be read: {error.line.strip()}") from error
    return result.getvalue()


def _is_stale(file: Path) -> bool:
    result = file.with_suffix(".mo")
    return not result.exists() or result.stat().st_mtime < file.stat().st_mtime


if __name__ == "__main__":
    for written in compile_all():
        sys.stdout.write(f"{written.relative_to(LOCALE.parent.parent)}\n")
