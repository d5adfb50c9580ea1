"""The codes of messages: each names its notice, however people write it, and hardly any other text is one."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliveries.check_codes import coder, read_code

IDS = st.one_of(st.integers(1, 2**24 - 1), st.integers(2**24, 2**34 - 1), st.sampled_from([1, 2**24 - 1, 2**24]))


@given(IDS)
def test_a_code_names_its_notice_and_has_no_letter_that_is_mistaken(pk: int) -> None:
    code = coder()(pk)
    assert read_code(code) == pk
    assert re.fullmatch(
        r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}" if pk < 2**24 else r"[0-9A-Z]{5}-[0-9A-Z]{5}", code
    )


@given(st.integers(1, 2**24 - 1), st.randoms(use_true_random=False))
def test_a_code_is_understood_however_it_is_written(pk: int, chance: random.Random) -> None:
    code = coder()(pk).replace("-", chance.choice(["", " ", "-", "–", " - ", ". "]))
    code = code.replace("0", chance.choice("0Oo")).replace("1", chance.choice("1IiLl"))
    code = "".join(chance.choice([letter, letter.lower()]) for letter in code)
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in code)
    assert read_code(f"  {code} ") == read_code(wide) == read_code(f"확인번호 {code}.") == pk


@given(st.one_of(st.text(max_size=80), st.from_regex(r"\A[0-9A-Z]{8}\Z")))
def test_any_text_is_read_without_harm(text: str) -> None:
    found = read_code(text)
    assert found is None or isinstance(found, int)


def test_of_codes_that_are_made_up_hardly_one_is_ours() -> None:
    chance = random.Random(4)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert sum(read_code("".join(chance.choices(letters, k=8))) is not None for _ in range(3_000)) <= 2


def test_one_wrong_letter_is_another_code() -> None:
    code = coder()(4711)
    others = {code[:at] + letter + code[at + 1 :] for at in (0, 3, 5, 8) for letter in "23456789"} - {code}
    assert sum(read_code(other) is not None for other in others) <= 1


def test_the_codes_of_neighbours_look_nothing_alike() -> None:
    first, second = coder()(1), coder()(2)
    assert sum(a == b for a, b in zip(first, second, strict=True)) <= 4


def test_a_code_made_under_an_older_key_is_still_ours(settings) -> None:
    old = coder()(4711)
    settings.FIELD_KEYS = [bytes(range(50, 82)), *settings.FIELD_KEYS]
    assert coder()(4711) != old
    assert read_code(old) == read_code(coder()(4711)) == 4711
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert read_code(old) is None


@pytest.mark.parametrize("text", ["", "4F7K", "4F7K-2M9P-1", "UUUU-UUUU", "확인번호", "０"])
def test_what_has_not_the_shape_of_a_code_is_none(text: str) -> None:
    assert read_code(text) is None
