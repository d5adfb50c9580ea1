"""The sample district has something to show in the cockpit."""

import pytest
from django.utils import timezone

from config.demo import sample
from residents.cockpit.figures import cockpit

pytestmark = pytest.mark.django_db


def test_the_sample_district_shows_a_rate_a_trend_and_a_forecast(tmp_path):
    sample.load(tmp_path)
    found = cockpit(timezone.localdate())

    assert 30 < (found.places.district.reached_rate or 0) < 50
    assert len([dong for dong in found.places.dongs if dong.reached_rate]) > 12
    assert len(found.weeks) > 12
    assert found.forecast and found.forecast.earliest
    assert any(tong.reached for tongs in found.places.tongs.values() for tong in tongs)
