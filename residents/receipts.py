"""Receipt numbers: read out on the phone without doubt, guessed by nobody, and saying nothing about the person."""

import secrets

# No vowels, so that no word comes out; nothing that looks or sounds like something else (0 O, 1 I L, U V).
ALPHABET = "23456789BCDFGHJKMNPQRSTWXYZ"
GROUP = 5


def new_receipt_number() -> str:
    """Return a number such as K7QM3-XP9TR: two times ten to the fourteenth, so a repetition is not to be feared."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP))
    return f"{drawn[:GROUP]}-{drawn[GROUP:]}"
