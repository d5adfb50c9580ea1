"""How far somebody's work reaches."""

import pytest

from accounts.models import Dong, Role
from accounts.roles import grant
from accounts.scope import dongs_of
from tests import people

pytestmark = pytest.mark.django_db


def test_a_clerk_serves_their_dong() -> None:
    assert dongs_of(people.clerk(dong=people.SONGJEONG)) == {people.SONGJEONG}


def test_a_clerk_without_a_dong_serves_none() -> None:
    clerk = people.clerk()
    clerk.dong = None
    clerk.save()

    assert dongs_of(clerk) == frozenset()


def test_a_dong_limits_its_people_whatever_else_they_may_do() -> None:
    clerk = people.clerk()
    grant(user=clerk, role=Role.OFFICER, by=None)

    assert dongs_of(clerk) == {people.MAJANG}


@pytest.mark.parametrize("who", [people.officer, people.paper_desk, people.head])
def test_others_without_a_dong_work_for_the_whole_district(who) -> None:
    assert len(dongs_of(who())) == Dong.objects.count() == 17
