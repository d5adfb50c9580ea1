"""Suppressed addresses."""

import pytest

from deliveries.models import Suppression
from deliveries.suppressions import is_suppressed, suppress

pytestmark = pytest.mark.django_db


def test_a_suppressed_address_is_suppressed_over_its_channel_only() -> None:
    assert suppress("email", b"a" * 16, "not_me") is True
    assert is_suppressed("email", b"a" * 16)
    assert not is_suppressed("sms", b"a" * 16)
    assert not is_suppressed("email", b"b" * 16)


def test_an_address_is_found_by_its_hash_under_any_key() -> None:
    suppress("email", b"a" * 16, "not_me")
    assert is_suppressed("email", b"b" * 16, b"a" * 16)


def test_suppressing_again_keeps_the_first_reason() -> None:
    suppress("email", b"a" * 16, "not_me")
    assert suppress("email", b"a" * 16, "bounced") is False
    assert [row.reason for row in Suppression.objects.all()] == ["not_me"]
