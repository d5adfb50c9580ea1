"""Why somebody whom the audience asks for does not get a campaign, in words, the most first."""

from campaigns.sending.recipients import reason_words


def reasons_of(excluded: dict[str, int]) -> list[tuple[str, int]]:
    """Return (words, people) for each reason, the most first."""
    return [(reason_words(name), count) for name, count in sorted(excluded.items(), key=lambda one: -one[1]) if count]
