"""The pack brings its Korean with it."""

import io

from babel.messages.pofile import read_po

from tests.architecture.messages import all_messages
from tests.architecture.sources import ROOT

PACK = ROOT / "crispy_krds"


def test_every_word_of_the_pack_is_in_its_own_catalogue() -> None:
    text = (PACK / "locale/ko/LC_MESSAGES/django.po").read_text()
    known = {
        (entry.context, entry.id if isinstance(entry.id, str) else entry.id[0])
        for entry in read_po(io.StringIO(text), abort_invalid=True)
        if entry.id and all([entry.string] if isinstance(entry.string, str) else entry.string)
    }
    said = {message.key for path, message in all_messages() if path.is_relative_to(PACK)}
    assert said
    assert said == known
