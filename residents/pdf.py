"""Papers as PDF, set by Typst. What they say comes in as data: no value, however hostile, can become markup.

A template is a ``.typ`` file below ``templates/``. It begins with ``#import "/components/paper.typ": *`` and finds its
values as ``values``. Only files below ``templates/`` and the fonts of ``pretendard-gov`` are read; nothing is fetched.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language

ROOT = Path(settings.BASE_DIR) / "templates"
FONTS = Path(settings.BASE_DIR) / "node_modules/pretendard-gov/dist/public/static/alternative"
# ISO 14289-1: tagged, with a title, a language, and words for every picture.
_ACCESSIBLE: Literal["ua-1"] = "ua-1"
# Typst keeps at most some hundreds of words of a paragraph whole: a longer text may be broken anywhere. The standard
# refuses a letter that no font has: then the tags remain without its seal. Nobody goes without their paper.
_WAYS: Sequence[tuple[dict[str, str], Literal["ua-1"] | None]] = (
    ({}, _ACCESSIBLE),
    ({"broken": "yes"}, _ACCESSIBLE),
    ({"broken": "yes"}, None),
)


def make(template: str, values: Mapping[str, Any]) -> bytes:
    """Return ``template`` filled with ``values`` as an accessible PDF.

    ``values`` are what JSON can hold, with dates and lazy translations besides; ``title`` has to be among them, and
    ``language`` is the active one unless given. Raises TypstError for a template that is wrong.
    """
    return _set(template, values, format="pdf")[0]


def pictures(template: str, values: Mapping[str, Any], *, dots: float = 96) -> list[bytes]:
    """Return each page as PNG, with ``dots`` an inch."""
    return _set(template, values, format="png", ppi=dots)


def _set(template: str, values: Mapping[str, Any], **how: Any) -> list[bytes]:
    filled = {"language": get_language() or settings.LANGUAGE_CODE, **values}
    said = {"values": json.dumps(filled, cls=DjangoJSONEncoder, ensure_ascii=False)}
    for more, standard in _WAYS:
        try:
            made: Any = typst.compile(
                str(ROOT / template),
                root=str(ROOT),
                font_paths=_fonts(),
                sys_inputs=said | more,
                pdf_standards=standard,
                **how,
            )
        except typst.TypstError:
            if standard is None:
                raise
        else:
            return made if isinstance(made, list) else [made]
    raise AssertionError("the last way returns or raises")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
