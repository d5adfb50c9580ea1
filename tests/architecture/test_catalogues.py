"""Nothing is said to a person in a language they did not choose: every message has its Korean."""

import ast
import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from config.catalogues import LOCALE, compiled
from tests.architecture.messages import Message, all_messages, not_written_out, of_code, of_template
from tests.architecture.sources import shown

KOREAN = LOCALE / "ko/LC_MESSAGES/django.po"
PLACE = re.compile(r"%\(\w+\)\w|%%|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read_po(io.StringIO(KOREAN.read_text()), abort_invalid=True)


@pytest.fixture(scope="module")
def said() -> list[tuple[Path, Message]]:
    return list(all_messages())


def _forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _entries(catalogue: Catalog) -> list[Entry]:
    return [entry for entry in catalogue if entry.id]


def test_every_message_has_its_korean(catalogue, said) -> None:
    entries = {(entry.context, _forms(entry.id)[0]): entry for entry in _entries(catalogue) if not entry.fuzzy}
    missing = [
        f"{shown(path)}: {message.text}"
        for path, message in said
        if message.key not in entries or not all(_forms(entries[message.key].string))
    ]

    assert missing == [], "run makemessages -l ko, and translate"


def test_every_entry_is_said_somewhere(catalogue, said) -> None:
    keys = {message.key for _, message in said}

    assert [entry.id for entry in _entries(catalogue) if (entry.context, _forms(entry.id)[0]) not in keys] == []


def test_every_place_for_a_value_is_kept(catalogue) -> None:
    changed = [
        entry.string
        for entry in _entries(catalogue)
        for form in _forms(entry.string)
        if set(PLACE.findall(form)) != set(PLACE.findall(_forms(entry.id)[-1]))
    ]

    assert changed == []


def test_no_entry_is_in_doubt_or_outdated(catalogue) -> None:
    assert [entry.id for entry in _entries(catalogue) if entry.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_every_message_is_written_out_where_makemessages_finds_it() -> None:
    assert not_written_out() == [], "put the message into a variable before the f-string"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_language_compiles(language) -> None:
    compiled_form = compiled((LOCALE / language / "LC_MESSAGES/django.po").read_text())

    assert gettext.GNUTranslations(io.BytesIO(compiled_form)).charset() == "utf-8"


def test_korean_comes_out_of_the_compiled_catalogue() -> None:
    korean = gettext.GNUTranslations(io.BytesIO(compiled(KOREAN.read_text())))

    assert korean.gettext("Register") == "대장"
    assert korean.pgettext("weekday", "Mon") == "월"
    assert korean.ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", 3) == (
        "%(count)s건을 발송합니다."
    )


def test_messages_are_found_in_code() -> None:
    code = "_('a'); pgettext('when', 'b'); ngettext('c', 'cs', n); x.gettext_lazy('d' 'e')"

    assert set(of_code(ast.parse(code))) == {
        Message("a"),
        Message("b", context="when"),
        Message("c", plural="cs"),
        Message("de"),
    }


@pytest.mark.parametrize("code", ["_(name)", "_(f'a {b}')", "f'{_(\"a\")}'", "pgettext(when, 'b')"])
def test_messages_that_are_not_written_out_are_found_in_code(code) -> None:
    assert list(of_code(ast.parse(code))) == [1]


def test_messages_are_found_in_templates() -> None:
    template = (
        "{% load i18n %}{% if x %}{% trans 'a' as a %}{% translate 'b' context 'when' %}{% endif %}"
        "{% blocktrans with n=x.n %}c {{ n }} 5 %{% endblocktrans %}"
        "{% blocktrans count n=x.n trimmed %}\n d\n {% plural %}\n ds {{ n }}\n {% endblocktrans %}"
        "{% firstof x _('e') %}"
    )

    assert set(of_template(template)) == {
        Message("a"),
        Message("b", context="when"),
        Message("c %(n)s 5 %%"),
        Message("d", plural="ds %(n)s"),
        Message("e"),
    }
