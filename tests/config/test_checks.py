"""Settings that would silently do something else stop the start."""

from pytest_django import Settings

from config.checks import alimtalk_templates_are_of_notice_types


def test_a_misspelt_notice_type_among_the_templates_is_named(settings: Settings) -> None:
    settings.ALIMTALK_TEMPLATES = {"local_tax": "KA01TP1", "localtax": "KA01TP2"}
    (error,) = alimtalk_templates_are_of_notice_types(None)
    assert error.id == "sotong.E002" and "localtax" in error.msg


def test_notice_types_and_none_at_all_are_right(settings: Settings) -> None:
    for templates in ({}, {"local_tax": "KA01TP1", "civil_defense": "KA01TP2"}):
        settings.ALIMTALK_TEMPLATES = templates
        assert alimtalk_templates_are_of_notice_types(None) == []
