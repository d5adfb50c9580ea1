"""Compiling catalogues, held against the reader in the standard library."""

import gettext
import io
import os
import time
from pathlib import Path

import pytest

from config.catalogues import compile_all, compiled

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def _read(text: str) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled(HEAD + text)))


def test_a_message_comes_out_translated() -> None:
    assert _read('msgid "Inbox"\nmsgstr "받은 메일함"').gettext("Inbox") == "받은 메일함"


def test_many_messages_are_all_found() -> None:
    catalogue = _read("\n".join(f'msgid "word {number}"\nmsgstr "낱말 {number}"\n' for number in range(300)))

    assert [catalogue.gettext(f"word {number}") for number in range(300)] == [f"낱말 {number}" for number in range(300)]


def test_lines_escapes_and_comments_are_read() -> None:
    catalogue = _read(
        '#: a.py:1\n#. a note\nmsgid ""\n"say \\"a\\"\\n"\n"and b"\nmsgstr ""\n"\\"가\\"라고\\n"\n"그리고 나"\n'
    )

    assert catalogue.gettext('say "a"\nand b') == '"가"라고\n그리고 나'


def test_context_and_plural_are_kept_apart() -> None:
    catalogue = _read(
        'msgctxt "month"\nmsgid "May"\nmsgstr "5월"\n\nmsgid "May"\nmsgstr "메이"\n\n'
        'msgid "{n} row"\nmsgid_plural "{n} rows"\nmsgstr[0] "한 줄"\nmsgstr[1] "{n}줄"\n'
    )

    assert catalogue.pgettext("month", "May") == "5월"
    assert catalogue.gettext("May") == "메이"
    assert [catalogue.ngettext("{n} row", "{n} rows", number) for number in (1, 2)] == ["한 줄", "{n}줄"]


def test_doubtful_empty_and_outdated_entries_are_left_out() -> None:
    catalogue = _read(
        '#, fuzzy\nmsgid "a"\nmsgstr "가"\n\nmsgid "b"\nmsgstr ""\n\n'
        '#~ msgid "c"\n#~ msgstr "다"\nmsgid "d"\nmsgstr "라"'
    )

    assert [catalogue.gettext(word) for word in "abcd"] == ["a", "b", "c", "라"]


def test_entries_need_no_blank_line_between_them() -> None:
    catalogue = _read('msgid "a"\nmsgstr "가"\nmsgid "b"\nmsgstr "나"\n#, python-format\nmsgid "c"\nmsgstr "다"')

    assert [catalogue.gettext(word) for word in "abc"] == ["가", "나", "다"]


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 "):
        compiled('msgid "a"\nmsgst "가"\n')


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    source = tmp_path / "ko" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + 'msgid "a"\nmsgstr "가"\n')

    assert compile_all(tmp_path) == [source.with_suffix(".mo")]
    assert compile_all(tmp_path) == []
    os.utime(source, (time.time() + 5, time.time() + 5))
    assert compile_all(tmp_path) == [source.with_suffix(".mo")]
