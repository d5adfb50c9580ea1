import pytest

from residents.phones import format_mobile, read_mobile
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    "cell",
    ["010-4485-0000", "01044850000", "010 4485 0000", "010.4485.0000",
     "010)4485-0000", "+82 10-4485-0000", "+82-010-4485-0000",
     "82-10-4485-0000", "+82 (0)10-4485-0000", "0082 10 4485 0000", "０１０－４４８５－００００",
     "010–4485–0000", " 010-4485-0000\n",
     "'01044850000", 1044850000.0, 1044850000, 821044850000.0],
)  # fmt: skip
def test_every_spelling_of_a_mobile_number_is_read(cell: object) -> None:
    assert read_mobile(cell) == "01044850000"


@pytest.mark.parametrize("cell", ["011-234-5678", "016-9234-5678", "019-234-5678"])
def test_the_old_prefixes_are_still_numbers(cell: str) -> None:
    assert read_mobile(cell) == cell.replace("-", "")


@pytest.mark.parametrize(
    "cell",
    [None, "", "010-12-34", "02-0000-5301", "010-1234-567", "010-1234-56789", "015-1234-5678",
     "010-0000-0000", "010-44a5-0000",
     "010-4485-0000, 010-4485-0001", "010-4485-0000/010-4485-0001", "+81 90-1234-5678", "없음", 10.0,
     True, "٠١٠٤٤٨٥٠٠٠٠"],
)  # fmt: skip
def test_what_is_no_mobile_number_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_mobile(cell)
    assert refusal.value.code == "bad_phone"


def test_a_number_is_shown_with_hyphens() -> None:
    assert [format_mobile(digits) for digits in ("01044850000", "0112345678")] == [
        "010-4485-0000",
        "011-234-5678",
    ]
