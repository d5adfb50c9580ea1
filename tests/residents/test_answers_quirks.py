import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.answers import INTERESTS, read_channels, read_interests, read_route, read_sex, read_yes_no
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    "cell", ["Y", "y", "예", "동의", "동의함", "○", "O", "Ｏ", "ㅇ", "1", 1.0, True, "TRUE", " 네 ", "✓", "v"]
)
def test_a_yes_is_a_yes(cell: object) -> None:
    assert read_yes_no(cell) is True


@pytest.mark.parametrize(
    "cell",
    ["N", "아니오", "미동의", "동의 안함", "비동의", "X", "0", 0.0, False, "해당없음", "", None, "  ", "-"],
)
def test_a_no_and_an_empty_cell_are_a_no(cell: object) -> None:
    assert read_yes_no(cell) is False


@pytest.mark.parametrize("cell", ["검토중", "?", "Y/N", 2.0, "동의 예정"])
def test_an_unclear_answer_is_never_a_consent(cell: object) -> None:
    with pytest.raises(UnreadableValue):
        read_yes_no(cell)


@pytest.mark.parametrize(
    ("cell", "channels"),
    [
        ("이메일", {"email"}),
        ("문자", {"sms"}),
        ("문자메시지", {"sms"}),
        ("SMS", {"sms"}),
        ("E-mail", {"email"}),
        *[
            (text, {"email", "sms"})
            for text in (
                "이메일+문자",
                "문자,이메일",
                "이메일 / SMS",
                "이메일·문자",
                "이메일ㆍ문자",
                "이메일과 문자",
                "둘다",
            )
        ],
        *[(text, set()) for text in ("", None, "해당없음", "문자 거부", "이메일 수신 안함", "카카오톡", "N")],
    ],
)
def test_channels_are_those_named_and_none_by_a_guess(cell: object, channels: set[str]) -> None:
    assert read_channels(cell) == channels


@pytest.mark.parametrize(
    ("cell", "route"),
    [
        ("온라인", "online"),
        ("인터넷 접수", "online"),
        ("창구", "counter"),
        ("주민센터 방문", "counter"),
        ("통장", "tong"),
        ("통장 방문", "tong"),
        ("종이", "tong"),
        ("전화", "phone"),
    ],
)
def test_routes_are_read(cell: str, route: str) -> None:
    assert read_route(cell) == route


@pytest.mark.parametrize(
    ("cell", "sex"), [("남", "M"), ("남자", "M"), ("m", "M"), ("여", "F"), ("여성", "F"), ("Ｆ", "F")]
)
def test_sexes_are_read(cell: str, sex: str) -> None:
    assert read_sex(cell) == sex


@given(
    st.sets(st.sampled_from(INTERESTS)),
    st.sampled_from([";", ",", "/", "\n", "; ", " | ", "；"]),
    st.sampled_from(["·", "ㆍ", ".", "・"]),
)
def test_interests_are_divided_at_separators_and_not_at_their_middle_dots(
    chosen: set[str], mark: str, dot: str
) -> None:
    assert read_interests(mark.join(chosen).replace("·", dot)) == chosen


def test_unknown_interests_are_left_out() -> None:
    assert read_interests("청년;골프;동소식") == {"청년", "동 소식"}
