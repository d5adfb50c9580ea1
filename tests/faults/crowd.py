"""The people of the faults: as many for each kind of message, enrolled once in a database."""

import itertools
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import User
from residents.enrolment import Enrolment, enrol
from residents.models import Channel
from tests.faults.kinds import Kind
from tests.people import approver, form, officer

PEOPLE = 120  # of each channel

_enrolled: set[tuple[str, str]] = set()
_begins = itertools.count(PEOPLE, PEOPLE)
_payments = itertools.count(int(time.time()) * 1000)


@dataclass(frozen=True, slots=True)
class Crowd:
    """``PEOPLE`` who want local tax by email, and as many others by SMS; ``begin`` tells crowds apart."""

    begin: int

    def number(self, kind_of: Channel, place: int) -> int:
        return 2 * self.begin + place + (PEOPLE if kind_of == Channel.SMS else 0)

    def bills(self, kind: Kind) -> list[dict[str, Any]]:
        """Return a tax bill for each of them, with payment numbers that were never seen before."""
        numbers = (self.number(kind.channel, place) for place in range(PEOPLE))
        return [
            {"성명": _name(number), "생년월일": str(_birth(number)), "전자납부번호": f"{next(_payments):019}"}
            for number in numbers
        ]

    def enrol(self) -> None:
        enrol([self._form(channel, place) for channel in Channel for place in range(PEOPLE)])

    def address(self, place: int) -> str:
        """Return the email address of one of them."""
        return f"p{self.number(Channel.EMAIL, place)}@example.com"

    def _form(self, channel: Channel, place: int) -> Enrolment:
        number = self.number(channel, place)
        return form(
            _name(number),
            _birth(number),
            sms=f"010{50000000 + number}" if channel == Channel.SMS else None,
            email=self.address(place) if channel == Channel.EMAIL else None,
            services={"local_tax": {channel}},
            address=f"마장로 {number + 1}",
        )


def the_crowd() -> Crowd:
    """Return the usual crowd, enrolled in the database at hand."""
    usual, database = Crowd(0), (connection.settings_dict["HOST"], connection.settings_dict["NAME"])
    if database not in _enrolled:
        usual.enrol()
        _enrolled.add(database)
    return usual


def a_crowd() -> Crowd:
    """Return a crowd that nobody has met."""
    fresh = Crowd(next(_begins))
    fresh.enrol()
    return fresh


def the_officer() -> User:
    return User.objects.filter(username="officer").first() or officer()


def the_approver() -> User:
    return User.objects.filter(username="approver").first() or approver()


def _name(number: int) -> str:
    return f"사람{chr(ord('가') + number)}"


def _birth(number: int) -> date:
    return date(1980, 1, 1 + number % 28)
