"""Larger letters and high contrast, chosen without a script."""

import pytest
from django.test import Client

from config.display import COOKIE

pytestmark = pytest.mark.django_db


def root(client: Client) -> str:
    return client.get("/help/").content.decode().split("<head>")[0]


def test_a_mode_is_turned_on_kept_and_turned_off(client: Client) -> None:
    assert "data-large-text" not in root(client)
    answer = client.post("/display", {"mode": "text", "next": "/help/"})
    assert (answer.status_code, answer["Location"]) == (302, "/help/")
    assert answer.cookies[COOKIE]["max-age"] > 3600 * 24 * 300
    assert "data-large-text" in root(client)
    client.post("/display", {"mode": "contrast", "next": "/help/"})
    assert 'data-krds-mode="high-contrast"' in root(client)
    assert "data-large-text" in root(client)
    client.post("/display", {"mode": "contrast", "next": "/help/"})
    assert 'data-krds-mode="light"' in root(client)


def test_nobody_is_led_elsewhere(client: Client) -> None:
    assert client.post("/display", {"mode": "text", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.post("/display", {"mode": "text"})["Location"] == "/"


def test_what_is_no_mode_is_refused_and_a_spoilt_cookie_is_nothing(client: Client) -> None:
    assert client.post("/display", {"mode": "<b>"}).status_code == 400
    assert client.get("/display").status_code == 405
    client.cookies[COOKIE] = "text-<b>.contrast.x-on" + "." * 200
    assert "data-" not in root(client)
