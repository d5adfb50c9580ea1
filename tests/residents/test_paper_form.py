"""The enrolment form on paper."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from residents import pdf
from residents.consent import current_texts
from residents.models import ConsentKind, ConsentText, Interest
from residents.offered_services import services
from residents.paper_form import TEMPLATE, form_values, paper_form

pytestmark = pytest.mark.django_db


def values(language: str = "ko") -> dict[str, Any]:
    with override(language):
        return form_values(language)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_is_an_accessible_paper_of_two_pages(language: str) -> None:
    made = paper_form(language)
    assert b"pdfuaid" in made
    assert f"/Lang({language})".encode() in made
    assert len(pdf.pictures(TEMPLATE, values(language), dots=20)) == 2


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_asks_for_every_consent_with_its_full_text_and_a_box_of_its_own(language: str) -> None:
    texts = current_texts(language)
    asked = values(language)["consents"]
    for one, kind in zip(asked, ConsentKind, strict=True):
        said = " ".join([one["title"], one["mark"], *(f"{line['label']} {line['value']}" for line in one["lines"])])
        assert set(re.findall(r"\w+", texts[kind].body)) <= set(re.findall(r"\w+", said))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_period_of_every_consent_stands_out_and_so_does_promotion(language: str) -> None:
    strong = [[line["label"] for line in one["lines"] if line["strong"]] for one in values(language)["consents"]]
    assert all({"보유 기간", "Kept"} & set(labels) for labels in strong)
    assert {"목적", "Purpose"} & set(strong[list(ConsentKind).index(ConsentKind.PROMOTIONAL)])


def test_it_offers_every_service_over_its_channels_and_every_interest() -> None:
    form = values()
    with override("ko"):
        assert [one["label"] for one in form["services"]] == [str(service.label) for service in services()]
    assert form["interests"] == list(Interest.objects.values_list("name", flat=True))


def test_it_has_no_field_for_a_resident_registration_number_and_says_so() -> None:
    said = [text for text in json.dumps(values(), ensure_ascii=False).split('"') if "주민등록번호" in text]
    assert said == ["주민등록번호는 적지 마십시오. 생년월일이면 충분합니다."]


def test_its_code_leads_to_enrolment_on_the_site(settings) -> None:
    import io

    import segno

    settings.SITE_URL = "https://sotong.example"
    drawn = io.BytesIO()
    segno.make("https://sotong.example/enrol/", error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, nl=False
    )
    assert values()["qr"].encode() == drawn.getvalue()


def test_a_changed_text_is_on_the_next_form() -> None:
    before = paper_form("ko")
    ConsentText.objects.filter(kind=ConsentKind.PROMOTIONAL).update(body="새 동의 (선택)\n보유 기간: 1년")
    assert paper_form("ko") != before


@pytest.mark.parametrize(("name", "language"), [("help:paper_form", "ko"), ("help:paper_form_en", "en")])
def test_everybody_may_print_it_in_either_language(client: Client, name: str, language: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f"/Lang({language})".encode() in answer.content
    assert "public" in answer["Cache-Control"]
