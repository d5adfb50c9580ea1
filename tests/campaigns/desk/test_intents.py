"""What an SMS means, said by people who type on a phone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.desk.intents import Intent, Kind, read

JOIN = Kind.JOIN


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("신청", Intent(JOIN)),
        ("신청합니다", Intent(JOIN)),
        (" 신 청 합니다!! ", Intent(JOIN)),
        ("네 신청할게요~", Intent(JOIN)),
        ("참가 희망합니다", Intent(JOIN)),
        ("참석하겠습니다.", Intent(JOIN)),
        ("참가신청 부탁드립니다", Intent(JOIN)),
        ("신쳥", Intent(JOIN)),
        ("신청😊", Intent(JOIN)),
        ("1", Intent(JOIN, is_plain=False)),
        ("2명 신청", Intent(JOIN, 2)),
        ("신청 2명", Intent(JOIN, 2)),
        ("두명 신청합니다", Intent(JOIN, 2)),
        ("둘이서 참가합니다", Intent(JOIN, 2)),
        ("２명 참여", Intent(JOIN, 2)),
        ("네명 신청", Intent(JOIN, 4)),
        ("취소", Intent(Kind.CANCEL)),
        ("신청 취소합니다", Intent(Kind.CANCEL)),
        ("취소 해 주세요", Intent(Kind.CANCEL)),
        ("취쇼", Intent(Kind.CANCEL)),
        ("네", Intent(Kind.YES)),
        ("수락합니다", Intent(Kind.YES)),
    ],
)
def test_what_is_certain_is_understood(text, intent) -> None:
    assert read(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "신청 가능한가요?",
        "신청되나요",
        "신청?",
        "아직 신청할 수 있나요",
        "몇 명 신청할 수 있어요",
        "신청 안 할래요",
        "참가 못 합니다",
        "신청했는데 확인 부탁드립니다",
        "취소하면 어떻게 되나요",
        "취소 안 할게요",
        "2",
        "12",
        "0명 신청",
        "2명 신청 3명",
        "어머니도 신청하고 싶은데 명단에 없어요",
        "신청은 언제부터",
        "",
        "수고하세요",
    ],
)
def test_what_is_not_certain_is_for_people_to_read(text) -> None:
    assert read(text) is None


@settings(max_examples=40)  # each tries two sentences
@given(
    st.sampled_from(["신청", "참가", "취소", "2명 신청", "1", "네", "참석합니다", "등록해주세요"]),
    st.sampled_from(
        [
            "?",
            "？",
            " 되나요",
            " 가능한가요",
            " 할 수 있을까요",
            "하면 되는지요",
            " 언제까지",
            " 어디서 하나요",
            "해도 될까",
        ]
    ),
    st.text(max_size=8),
)
def test_no_question_ever_registers_or_cancels(words, question, more) -> None:
    assert read(words + question + more) is None
    assert read(more + words + question) is None


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_without_an_error(text) -> None:
    read(text)
