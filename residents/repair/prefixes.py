"""Mobile numbers of before 010, and which number each became.

Each operator's exchanges were moved by one rule (통신위원회, “010 전환용 국번호 규칙”, 24 December 2003; etnews.com
200312250026): three digits get one before them, four digits have the first, or the first two, changed. Whoever answers
there today may be somebody else: it is a number to ask about, never one to write to unasked.
"""

# prefix → (first exchange, last exchange, what it became as 010-….)
_MOVED: dict[str, tuple[tuple[int, int, int], ...]] = {
    "011": ((200, 499, 5200), (500, 899, 3500), (1700, 1799, 7100), (9000, 9499, 9000), (9500, 9999, 8500)),
    "016": ((200, 499, 3200), (500, 899, 2500), (9000, 9499, 7000), (9500, 9999, 9500)),
    "017": ((200, 499, 6200), (500, 899, 4500)),
    "018": ((200, 499, 4200), (500, 899, 6500)),
    "019": ((200, 499, 2200), (500, 899, 5500), (9000, 9499, 8000), (9500, 9999, 7500)),
}


def became(digits: str) -> str:
    """Return the 010 number that a number of before became by rule; empty where no rule is known."""
    prefix, exchange, last = digits[:3], digits[3:-4], digits[-4:]
    for first, end, new in _MOVED.get(prefix, ()):
        if len(exchange) == len(str(first)) and first <= int(exchange) <= end:
            return f"010{new + int(exchange) - first}{last}"
    return ""
