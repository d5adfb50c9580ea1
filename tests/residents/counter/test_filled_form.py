"""The printed form says what was said, in the language of whoever signs it."""

import pytest
from django.utils.translation import override

from residents.counter.filled_form import filled_form, form_values
from residents.forms.counter_enrol import CounterForm
from tests.residents.views.test_counter_enrol import said

pytestmark = pytest.mark.django_db


def form_of(**changes) -> CounterForm:
    form = CounterForm(said(**changes))
    form.is_valid()
    return form


def test_what_was_said_stands_on_it_and_what_was_not_agreed_to_is_marked_so():
    values = form_values(form_of())
    assert {"label": "Mobile number", "value": "010-1234-5678"} in values["facts"]
    assert [one["label"] for one in values["services"]] == ["Local tax"]
    assert [one["given"] for one in values["consents"]].count(True) == 1


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_is_one_sheet_in_the_language_that_they_read(language):
    with override("ko"):
        assert filled_form(form_of(language=language)).startswith(b"%PDF")
