"""Before a deployment it is said which provider could not be used."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import translation
from pytest_django import Settings

from config.checks import providers_can_be_read

EMAIL = "smtp://mail.example.go.kr:25"
SMS = "solapi://key:geheim@api.solapi.com?from=0212345678"


def test_good_settings_and_missing_ones_are_not_warned_of_here(settings: Settings) -> None:
    for settings.EMAIL_URL, settings.SMS_URL in ((EMAIL, SMS), ("", "")):
        assert providers_can_be_read(None) == []


def test_each_unreadable_setting_is_warned_of_without_its_secret(settings: Settings) -> None:
    settings.EMAIL_URL, settings.SMS_URL = f"{EMAIL} {EMAIL}0?weight=heavy", f"{SMS}&rat=5"
    with translation.override("en"):
        email, sms = providers_can_be_read(None)
    assert "Provider 2 of EMAIL_URL" in email.msg and "weight" in email.msg
    assert "Provider 1 of SMS_URL" in sms.msg and "geheim" not in sms.msg


def test_the_check_before_a_deployment_says_it(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp//typo"
    with pytest.raises(SystemCheckError, match=r"sotong\.W004.*EMAIL_URL"):
        call_command("check", deploy=True, fail_level="WARNING")
