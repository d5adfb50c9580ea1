"""A proposal's way: handed in, taken, passed on, answered with a message, released without names, supported."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry
from campaigns.models import Proposal, ProposalState, ProposalSupport
from campaigns.proposals import desk, making
from campaigns.proposals.making import AlreadyEnded
from tests import people
from tests.campaigns.surveys.asking import neighbour
from tests.residents.visiting import ENGLISH, visiting

pytestmark = pytest.mark.django_db
TEXT = "아이와 함께 버스를 기다릴 곳이 없습니다."


def proposed(by=None, title: str = "도서관 앞 정류장에 의자를", **values) -> Proposal:
    return making.propose(by or neighbour(1), title=title, text=TEXT, interest=None, dong=None, **values)


@pytest.fixture
def office() -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(people.officer())
    return client


def test_handing_in_is_confirmed_by_a_message_with_the_day(told) -> None:
    proposal = proposed()

    assert proposal.due_on.isoformat() == "2026-12-23"
    assert [(one["kind"], one["address"]) for one in told] == [("proposal_received", "neighbour1@example.com")]
    assert TEXT not in told[0]["text"] and f"/my/proposals/{proposal.pk}" in told[0]["text"]


def test_an_answer_is_told_in_the_same_transaction(told) -> None:
    proposal, officer = proposed(), people.officer()
    assert desk.take(proposal, officer) and not desk.take(proposal, officer)
    desk.answer(proposal, ProposalState.TAKEN_UP, "12월에 의자 두 개를 놓겠습니다.", officer)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.department, proposal.owner) == ("taken_up", people.DEPARTMENT, officer)
    assert told[-1]["kind"] == "proposal_answered" and "의자 두 개" in told[-1]["text"]
    assert list(proposal.steps.values_list("state", flat=True)) == ["received", "review", "taken_up"]


def test_what_was_taken_back_is_answered_no_more(told) -> None:
    proposal, officer = proposed(), people.officer()
    making.take_back(proposal)

    with pytest.raises(AlreadyEnded):
        desk.answer(proposal, ProposalState.DECLINED, "안 됩니다", officer)
    with pytest.raises(AlreadyEnded):
        making.take_back(proposal)
    assert not desk.release(proposal, title="의자", text="의자")
    assert len(told) == 1


def test_passing_on_moves_it_out_of_sight(told) -> None:
    proposal, officer, other = proposed(), people.officer(), people.officer("road", department="도로과")
    desk.take(proposal, officer)
    assert not desk.for_officer(other).exists()
    desk.forward(proposal, "도로과", officer)

    assert desk.for_officer(other).get() == proposal
    assert not desk.for_officer(officer).exists()
    assert "도로과" in proposal.steps.last().answer


def test_each_supporter_counts_once_and_ones_own_never() -> None:
    author, other = neighbour(1), neighbour(2)
    proposal = proposed(author)

    assert making.support(proposal, other) and not making.support(proposal, other)
    assert not making.support(proposal, author)
    assert making.withdraw_support(proposal, other) and not ProposalSupport.objects.exists()


class TestMyPage:
    def test_one_is_handed_in_followed_and_taken_back(self, told) -> None:
        resident = neighbour(1)
        mine = visiting(resident)
        assert mine.get(reverse("my_proposals:list")).status_code == 200
        data = {"title": "정류장 의자", "text": TEXT, "dong": resident.dong_id}
        answer = mine.post(reverse("my_proposals:new"), data, follow=True)
        page = answer.content.decode()
        assert "정류장 의자" in page and TEXT in page and "마장동" in page and "Wed" in page

        proposal = Proposal.objects.get()
        mine.post(reverse("my_proposals:take_back", args=[proposal.pk]))
        proposal.refresh_from_db()
        assert proposal.state == "taken_back"
        assert mine.get(reverse("my_proposals:one", args=[proposal.pk])).status_code == 200

    def test_somebody_elses_is_not_there(self) -> None:
        proposal = proposed(neighbour(1))

        assert visiting(neighbour(2)).get(reverse("my_proposals:one", args=[proposal.pk])).status_code == 404

    def test_a_registration_number_is_refused_and_the_words_stay(self) -> None:
        data = {"title": "의자", "text": "저는 900101-1234567 입니다"}
        page = visiting(neighbour(1)).post(reverse("my_proposals:new"), data)

        assert page.status_code == 422 and "900101-1234567" in page.content.decode()
        assert not Proposal.objects.exists()


class TestTheOffice:
    def test_the_oldest_stands_first_without_anybodys_words(self, office) -> None:
        first, second = proposed(neighbour(1)), proposed(neighbour(2))
        Proposal.objects.filter(pk=second.pk).update(due_on="2026-11-01")
        page = office.get(reverse("proposals_desk:list")).content.decode()

        assert page.index(f"No. {second.pk}") < page.index(f"No. {first.pk}")
        assert "Overdue" in page and "정류장" not in page
        assert not AccessLogEntry.objects.exists()

    def test_opening_one_is_logged_once_a_visit_and_its_resident_sees_it(self, office) -> None:
        proposal = proposed()
        for _ in range(2):
            assert "정류장" in office.get(reverse("proposals_desk:one", args=[proposal.pk])).content.decode()

        assert AccessLogEntry.objects.get().subject == f"proposal:{proposal.pk}"
        looks = visiting(Proposal.objects.get().resident).get(reverse("my:looks")).content.decode()
        assert "Read your proposal" in looks

    def test_it_is_taken_answered_and_released(self, office, client) -> None:
        proposal = proposed()
        one = reverse("proposals_desk:one", args=[proposal.pk])
        office.post(reverse("proposals_desk:take", args=[proposal.pk]))
        assert office.post(one, {"state": "declined", "answer": ""}).status_code == 422
        office.post(one, {"state": "done", "answer": "의자를 놓았습니다."})
        release = reverse("proposals_desk:release", args=[proposal.pk])
        assert TEXT in office.get(release).content.decode()
        office.post(release, {"title": "정류장에 의자를 놓아 주세요", "text": "기다릴 곳이 없습니다."})
        listed = client.get(reverse("proposals:list"), {"state": "done"}, headers=ENGLISH).content.decode()
        assert "정류장에 의자를 놓아 주세요" in listed
        page = client.get(reverse("proposals:one", args=[proposal.pk]), headers=ENGLISH).content.decode()
        assert "기다릴 곳이 없습니다." in page and "이웃1" not in page and TEXT not in page
        office.post(reverse("proposals_desk:hold_back", args=[proposal.pk]))
        assert client.get(reverse("proposals:one", args=[proposal.pk])).status_code == 404

    def test_it_is_passed_on(self, office) -> None:
        proposal = proposed()
        people.officer("road", department="도로과")
        office.post(reverse("proposals_desk:forward", args=[proposal.pk]), {"department": "없는과"})
        proposal.refresh_from_db()
        assert proposal.department == ""
        office.post(reverse("proposals_desk:forward", args=[proposal.pk]), {"department": "도로과"})

        assert office.get(reverse("proposals_desk:one", args=[proposal.pk])).status_code == 404

    def test_the_list_costs_the_same_however_long_it_is(self, office, django_assert_num_queries) -> None:
        one = proposed()
        with django_assert_num_queries(5):
            office.get(reverse("proposals_desk:list"))
        Proposal.objects.bulk_create(
            Proposal(resident=one.resident, title="의자", due_on=one.due_on, owner_id=None) for _ in range(6)
        )
        with django_assert_num_queries(5):
            office.get(reverse("proposals_desk:list"))


def test_only_who_is_not_signed_in_is_told_to_sign_in(client) -> None:
    proposal = proposed(neighbour(1))
    desk.release(proposal, title="의자", text="의자")
    address = reverse("proposals:one", args=[proposal.pk])

    stranger = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Sign in first; only the number" in stranger
    page = visiting(neighbour(2)).get(address).content.decode()
    assert "Sign in first" not in page and "Only the number of supporters is shown" in page


def test_me_too_from_the_public_page(client) -> None:
    proposal, resident = proposed(neighbour(1)), neighbour(2)
    desk.release(proposal, title="의자", text="의자")
    address = reverse("my_proposals:support", args=[proposal.pk])
    assert "sign-in" in client.post(address)["Location"]
    mine = visiting(resident)
    page = mine.post(address, {"support": "yes"}, follow=True).content.decode()

    assert "1 resident stands behind this." in page
    assert mine.get(address).status_code == 302  # as whoever had to sign in comes back
    mine.post(address, {"support": "no"})
    assert not ProposalSupport.objects.exists()
