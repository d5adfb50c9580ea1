"""What looks like a resident registration number in what somebody wrote: never stored (개인정보 보호법 제24조의2)."""

from residents.rrn import looks_like_rrn, replace_rrn

IN_ITS_PLACE = "[주민등록번호로 보이는 내용을 지웠습니다]"


def without(text: str) -> tuple[str, bool]:
    """Return the text with words in the place of each, and whether there was any."""
    return replace_rrn(text, IN_ITS_PLACE), looks_like_rrn(text)
