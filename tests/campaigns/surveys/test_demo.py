"""The sample district's surveys, proposals and outcomes: filled once."""

import pytest
from django.utils import timezone

from campaigns.models import Proposal, SaidAndDone, Survey
from config.demo import surveys as demo
from tests import people
from tests.campaigns.surveys.asking import neighbour

pytestmark = pytest.mark.django_db


def test_the_sample_is_filled_once(monkeypatch, told) -> None:
    people.officer()
    for number in range(18):
        neighbour(number)
    monkeypatch.setattr(demo, "ANSWERS", 12)
    for _ in range(2):
        demo.load()

    assert sorted(Survey.objects.values_list("state", flat=True)) == ["closed", "open"]
    closes = timezone.localtime(Survey.objects.get(state="open").closes_at)
    assert f"{closes:%H:%M}" == "23:59"
    assert Proposal.objects.values("state").distinct().count() == 5
    assert SaidAndDone.objects.filter(told_at__isnull=False).count() == 2
    assert not told
