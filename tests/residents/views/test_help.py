"""The guide, and the way to it."""

import pytest
from django.test import Client
from django.urls import reverse

from residents.offered_services import services

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, language: str = "ko") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_guide_tells_all_of_it(client: Client, language: str) -> None:
    told = page(client, reverse("help:guide"), language)
    for part in ("who", "ways", "what", "safe", "leave", "child", "questions", "telephone"):
        assert f'<section id="{part}"' in told
        assert f'href="#{part}"' in told
    for service in services():
        assert service.slug and told.count("<details>") >= 8
    assert "tel:02-0000-5000" in told
    assert reverse("help:paper_form") in told
    assert reverse("help:paper_form_en") in told
    assert "http://127.0.0.1:8000/" in told


def test_the_guide_and_the_start_page_may_be_found_and_no_other(client: Client) -> None:
    assert "noindex" not in page(client, reverse("help:guide"))
    assert "noindex" not in page(client, reverse("home"))
    assert "noindex" in page(client, reverse("login"))


@pytest.mark.parametrize("address", ["/", "/help/"])
def test_help_stands_at_the_same_places_of_every_page(client: Client, address: str) -> None:
    told = page(client, address)
    header, footer = told.split("<main")[0], told.split("<footer")[1]
    assert f'href="{reverse("help:guide")}"' in header
    assert f'href="{reverse("help:guide")}"' in footer
    assert f'href="{reverse("help:paper_form")}"' in footer
    assert 'name="language" value="en"' in header


def test_a_page_that_is_not_there_offers_help_too(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert f'href="{reverse("help:guide")}"' in answer.content.decode()


def test_the_english_page_leads_to_the_english_form(client: Client) -> None:
    assert reverse("help:paper_form_en") in page(client, "/", "en").split("<footer")[1]
