"""Somebody who enrols on the site, page by page, with the test client."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from residents.outgoing import message_wanted
from tests.people import MAJANG

MOBILE, EMAIL = "01012345678", "hong@example.com"
PERSON = {"name": "홍길동", "birth_date": "19800131", "sex": "M"}
HOME = {"address": "왕십리로 263, 109동 804호", "dong": MAJANG, "tong": "3", "head": "on"}
CHILD = {"name": "홍아라", "birth_date": "20180302", "sex": "F"}
GUARDIAN = {"name": "홍길동", "relation": "father", "mobile": MOBILE, "adult": "on"}


class Walker:
    """One browser; ``told`` is every message that was to be sent while it walks."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(headers={"accept-language": "en"})
        self.told: list[dict[str, Any]] = []
        message_wanted.connect(self._listen)

    def _listen(self, **message: Any) -> None:
        self.told.append(message)

    def stop(self) -> None:
        message_wanted.disconnect(self._listen)

    def see(self, step: str) -> Any:
        return self.client.get(reverse(f"enrol:{step}"))

    def send(self, step: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a form; where it is refused, return the page that says so."""
        answer = self.post(step, data, **more)
        refused = reverse(f"enrol:{step}") + "?refused=1"
        return self.client.get(refused) if answer.headers.get("Location") == refused else answer

    def post(self, step: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.client.post(reverse(f"enrol:{step}"), {**(data or {}), **more})

    def code(self) -> str:
        """Return the newest code."""
        newest = [message for message in self.told if message["kind"] == "code"][-1]
        return re.search(r"\d{6}", newest["text"])[0]

    def consent(self, *kinds: str) -> Any:
        return self.send("consents", dict.fromkeys(("collection_use", *kinds), "on"))

    def begin(self, *kinds: str) -> Any:
        """Walk to the first question about the person."""
        self.send("start", {"for": "me"})
        return self.consent(*kinds)

    def begin_for_child(self, *kinds: str, **guardian: str) -> Any:
        self.send("start", {"for": "child"})
        self.send("guardian", {**GUARDIAN, **guardian})
        self.send("guardian_code", {"code": self.code()})
        return self.consent(*kinds)

    def say_who(self, person: dict[str, str] | None = None, home: dict[str, str] | None = None) -> Any:
        self.send("person", {**PERSON, **(person or {})})
        return self.send("home", {**HOME, **(home or {})})

    def prove(self, *, mobile: str = MOBILE, email: str = "") -> Any:
        answer = self.send("contact", {"mobile": mobile, "email": email})
        for _ in filter(None, (mobile, email)):
            answer = self.send("code", {"code": self.code()})
        return answer

    def to_check(self, *kinds: str, mobile: str = MOBILE, email: str = "", **person: str) -> Any:
        """Walk to the last page as somebody who wants local tax."""
        self.begin(*kinds)
        self.say_who(person)
        self.prove(mobile=mobile, email=email)
        answer = self.send("services", {"wanted": ["local_tax:sms" if mobile else "local_tax:email"]})
        return self.send("interests", {"names": ["도서관"]}) if "promotional" in kinds else answer

    def hand_in(self) -> str:
        """Press the last button and return the receipt number."""
        self.send("check")
        return str(self.see("done").context["receipt_number"])
