"""Mail domains that were probably mistyped, by their distance to those that most people here use."""

from functools import lru_cache

COMMON = (
    "naver.com",
    "gmail.com",
    "hanmail.net",
    "daum.net",
    "nate.com",
    "kakao.com",
    "hotmail.com",
    "outlook.com",
    "outlook.kr",
    "icloud.com",
    "yahoo.com",
    "korea.kr",
    "live.com",
    "yahoo.co.kr",
)
# These lie near a common one, or are old and seldom, and are what they say.
_OTHERS = frozenset(
    {
        "chol.com",
        "dreamwiz.com",
        "email.com",
        "empas.com",
        "gmx.com",
        "hanmir.com",
        "hotmail.co.kr",
        "kakaocorp.com",
        "korea.ac.kr",
        "korea.com",
        "live.co.kr",
        "lycos.co.kr",
        "mail.com",
        "me.com",
        "msn.com",
        "navercorp.com",
        "outlook.co.kr",
        "paran.com",
        "yahoo.co.jp",
        "ymail.com",
    }
)
_SHORT = 9  # of a domain shorter than this, two wrong letters are too many to tell


@lru_cache(maxsize=50_000)
def meant(domain: str) -> str:
    """Return the domain that was probably meant by ``domain``; empty where there is no reason to think so."""
    domain = domain.lower()
    if domain in COMMON or domain in _OTHERS:
        return ""
    label, _dot, rest = domain.rstrip(".").partition(".")
    # naver.net, hanmail.com: the name is right and what follows is not.
    named = next((common for common in COMMON[:6] if common.partition(".")[0] == label), "")
    if named and "." not in rest:
        return named
    distance, place = min((_distance(domain, common), place) for place, common in enumerate(COMMON))
    return COMMON[place] if distance <= (1 if len(domain) < _SHORT else 2) else ""


def _distance(one: str, other: str) -> int:
    """Count letters left out, put in, changed, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]
