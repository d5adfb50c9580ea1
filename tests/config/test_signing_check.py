"""What stops a command before it begins."""

import pytest
from celery.signals import worker_init
from django.core.checks import Error, run_checks
from pytest_django import Settings

from config.celery import _refuse_a_bad_signing_key
from tests.deliveries.signing_keys import pem


def _errors() -> list[str]:
    return [found.msg for found in run_checks() if isinstance(found, Error) and found.id == "sotong.E003"]


def test_a_key_that_can_sign_and_no_key_at_all_are_both_in_order(settings: Settings) -> None:
    settings.DKIM_KEY = ""
    assert _errors() == []
    settings.DKIM_KEY = pem("ed25519")
    settings.MAIL_FROM, settings.DKIM_DOMAIN = "notice@sotong.example", "sotong.example"
    assert _errors() == []


def test_a_bad_signing_key_stops_every_command(settings: Settings) -> None:
    settings.DKIM_KEY = pem("p256")
    assert _errors() == ["DKIM_KEY is neither an RSA nor an Ed25519 key: DKIM knows no others."]


def test_a_signing_domain_that_is_not_the_senders_stops_every_command(settings: Settings) -> None:
    settings.DKIM_KEY = pem("ed25519")
    settings.MAIL_FROM, settings.DKIM_DOMAIN = "notice@sotong.example", "other.example"
    (said,) = _errors()
    assert "other.example" in said
    assert "sotong.example" in said


def test_a_worker_that_could_sign_nothing_ends_at_its_start(settings: Settings) -> None:
    assert _refuse_a_bad_signing_key in [receiver() for _, receiver in worker_init.receivers]
    settings.DKIM_KEY = pem("p256")
    with pytest.raises(SystemExit, match="DKIM_KEY"):
        _refuse_a_bad_signing_key()
    settings.DKIM_KEY = ""
    _refuse_a_bad_signing_key()
