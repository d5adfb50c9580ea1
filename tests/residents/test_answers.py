import pytest

from residents.answers import INTERESTS, read_channels, read_interests, read_route, read_sex, read_yes_no
from residents.models import Interest, Route
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    "cell", ["Y", "y", "예", "네", "O", "○", "●", "v", "✓", "1", 1, 1.0, True, "동의", "동의 함", "Ｙ", " 있음 "]
)
def test_a_yes_is_a_yes(cell):
    assert read_yes_no(cell) is True


@pytest.mark.parametrize(
    "cell", ["N", "아니오", "X", "×", "0", 0, False, "비동의", "미동의", "동의 안함", "", None, "-", "  ", "거부"]
)
def test_a_no_or_nothing_is_a_no(cell):
    assert read_yes_no(cell) is False


@pytest.mark.parametrize("cell", ["아마", "동의예정", "Y/N", "?", 2])
def test_what_is_neither_is_asked_again_and_never_taken_for_consent(cell):
    assert refused(read_yes_no, cell) == "bad_answer"


@pytest.mark.parametrize(
    ("cell", "channels"),
    [
        ("이메일", {"email"}), ("문자", {"sms"}), ("이메일+문자", {"email", "sms"}), ("문자, 이메일", {"email", "sms"}),
        ("이메일 및 문자", {"email", "sms"}), ("E-mail / SMS", {"email", "sms"}), ("휴대폰·메일", {"email", "sms"}),
        ("", set()), (None, set()), ("안 받음", set()), ("우편", set()),
    ],
)  # fmt: skip
def test_the_channels_chosen_are_read(cell, channels):
    assert read_channels(cell) == channels


@pytest.mark.parametrize(
    ("cell", "route"),
    [("온라인", Route.ONLINE), ("인터넷 신청", Route.ONLINE), ("창구", Route.COUNTER),
     ("동주민센터 방문", Route.COUNTER),
     ("통장", Route.TONG), ("서면(통장)", Route.TONG), ("전화", Route.PHONE), ("이메일", Route.EMAIL)],
)  # fmt: skip
def test_the_route_of_a_form_is_read(cell, route):
    assert read_route(cell) == route


def test_a_word_that_is_no_route_is_refused():
    assert refused(read_route, "비둘기") == "bad_route"


@pytest.mark.parametrize(("cell", "sex"), [("남", "M"), ("여성", "F"), ("M", "M"), ("female", "F")])
def test_a_sex_is_read(cell, sex):
    assert read_sex(cell) == sex


def test_a_word_that_is_no_sex_is_refused():
    assert refused(read_sex, "모름") == "bad_sex"


@pytest.mark.parametrize(
    "cell", ["도서관; 문화·공연·축제", "도서관, 문화.공연.축제", "도서관/문화공연축제", "도서관\n문화 공연 축제;낚시"]
)
def test_interests_are_read_and_unknown_ones_left_out(cell):
    assert read_interests(cell) == {"도서관", "문화·공연·축제"}


@pytest.mark.django_db
def test_every_interest_that_is_read_can_be_stored():
    assert set(INTERESTS) == set(Interest.objects.values_list("name", flat=True))
