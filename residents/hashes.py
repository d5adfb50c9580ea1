"""The keyed hashes by which encrypted people, addresses and contacts are found again.

Each function returns the hash under every key of ``FIELD_KEYS``, newest first: store the first, compare with all.
"""

from datetime import date

from residents.addresses import address_key
from residents.keyring import keyring
from residents.names import name_key


def person_hashes(name: str, birth_date: date) -> list[bytes]:
    """Hash a name and a birth date as registers give them; same-day namesakes share it."""
    return keyring().hashes(f"{name_key(name)}|{birth_date.isoformat()}", b"person")


def enrolment_hashes(name: str, birth_date: date, contact: str) -> list[bytes]:
    """Hash what makes two enrolment forms the same: name, birth date and mobile (email where there is none)."""
    return keyring().hashes(f"{name_key(name)}|{birth_date.isoformat()}|{contact.casefold()}", b"enrolment")


def address_hashes(address: str) -> list[bytes]:
    return keyring().hashes(address_key(address), b"address")


def contact_hashes(address: str) -> list[bytes]:
    """Hash an email address (case folded) or a mobile number (digits only)."""
    return keyring().hashes(address.casefold(), b"contact")
