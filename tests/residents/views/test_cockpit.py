"""The cockpit's pages: who sees them, what they say, figures handed in, and what one takes along."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.dongs import SEONGDONG_DONGS
from accounts.models import AccessLogEntry
from residents import pdf
from residents.cockpit.figures import cockpit
from residents.cockpit.headline import as_of
from residents.cockpit.population import DayIsTaken, take_in
from residents.cockpit.population_files import Line
from residents.cockpit.report import TEMPLATE, report_values
from residents.cockpit.savings import Counted, register_counter
from residents.models import KeptCounts, Population, Resident
from tests import people
from tests.residents.cockpit.recount import district, population
from tests.residents.visiting import ENGLISH

pytestmark = pytest.mark.django_db
HOME, FIGURES = "/staff/cockpit", "/staff/cockpit/population"


@pytest.fixture
def client():
    client = Client(headers=ENGLISH)
    client.force_login(people.head())
    return client


@pytest.fixture
def officer():
    client = Client(headers=ENGLISH)
    client.force_login(people.officer())
    return client


def csv(residents="100", skip=0):
    names = [name for _, name in SEONGDONG_DONGS][skip:]
    lines = ["행정동,통,인구,세대", *(f"{name},1,{residents},50" for name in names)]
    return SimpleUploadedFile("인구.csv", "\n".join(lines).encode())


def hand_in(client, **changes):
    values = {"as_of": "2026-10-31", "source": "통계 (가상)", "from_age": "19", "file": csv()} | changes
    return client.post(FIGURES, values)


@pytest.mark.parametrize(
    ("who", "sees", "keeps"),
    [
        (people.head, 200, 403), (people.clerk, 200, 403), (people.approver, 200, 200), (people.officer, 200, 200),
        (people.administrator, 200, 200), (people.auditor, 403, 403), (people.paper_desk, 403, 403),
    ],
)  # fmt: skip
def test_who_sees_it_and_who_hands_figures_in(who, sees, keeps):
    client = Client()
    client.force_login(who())
    assert client.get(HOME).status_code == client.get(f"{HOME}/dong/1120054000").status_code == sees
    assert client.get(f"{HOME}/report.pdf").status_code == client.get(f"{HOME}/figures.xlsx").status_code == sees
    assert client.get(FIGURES).status_code == keeps


def test_it_shows_seventeen_tiles_the_rate_and_nobody(client):
    district(21, residents=200)
    population()
    people.resident()
    text = client.get(HOME).content.decode()

    assert text.count('class="c-tile ') == 17
    assert cockpit(timezone.localdate()).places.district.reached_rate is not None
    assert f"{cockpit(timezone.localdate()).places.district.reached_rate:.1f}%" in text
    assert "홍길동" not in text and "style=" not in text and "<script>" not in text
    assert not AccessLogEntry.objects.exists()


def test_without_figures_it_says_who_has_to_hand_them_in(client, officer):
    assert "as soon as an officer has handed them in" in client.get(HOME).content.decode()
    assert FIGURES in officer.get(HOME).content.decode()


def test_an_earlier_day_is_kept_on_the_way_down_and_nonsense_is_today(client):
    population(as_of=date(2026, 1, 31))
    text = client.get(f"{HOME}?day=2026-02-01").content.decode()
    assert f"{HOME}/dong/1120054000?day=2026-02-01" in text
    for nonsense in ("x", "0001-01-01", "9999-12-31"):
        assert "dong/1120054000?day=" not in client.get(f"{HOME}?day={nonsense}").content.decode()
    assert client.get(f"{HOME}/dong/0000000000").status_code == 404


def test_a_day_before_all_figures_says_so_and_counts_without_rates(client):
    population(as_of=date(2026, 1, 31))
    text = client.get(f"{HOME}?day=2026-01-01").content.decode()
    assert "no figures of residents and households on this day yet" in text and "0 of —" not in text
    assert "Choose a later day" in text


def test_more_enrolled_than_live_there_is_pointed_out(client):
    district(24, residents=200, dongs=1)
    names = [name for _, name in SEONGDONG_DONGS]
    population(residents=7)
    text = client.get(HOME).content.decode()
    assert f"More are enrolled than live there: {names[0]}" in text


def test_a_table_in_which_nothing_can_be_read_is_one_sentence(client):
    population()
    people.resident()
    text = client.get(HOME).content.decode()
    assert "Not shown: nearly every figure here is too small" in text


def test_the_pages_take_as_many_queries_for_hundreds_as_for_none(client):
    population()
    client.post(f"{HOME}/count")  # as beat does: the first look of all counts, the others read
    counts = []
    for residents in (0, 300):
        if residents:
            district(22, residents=residents)
        for path in (HOME, f"{HOME}/dong/1120054000", f"{HOME}/figures.xlsx"):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:3] == counts[3:] and max(counts) < 20


def test_page_report_and_workbook_say_the_same_figures_and_their_moment_until_somebody_counts_anew(client):
    population()
    district(25, residents=300)
    first, moment = client.get(HOME).context["found"], KeptCounts.objects.get().counted_at
    Resident.objects.update(left_at=None, left_because="", enrolled_on=date(2026, 7, 1), birth_year=1980)

    with translation.override("en"):
        said = as_of(first)
    assert first.counted_at == moment and said in client.get(HOME).content.decode()
    assert client.get(HOME).context["found"] == first
    assert said in client.get(f"{HOME}/dong/1120054000").content.decode()
    sheets = b"".join(client.get(f"{HOME}/figures.xlsx").streaming_content)
    assert said in str(CalamineWorkbook.from_filelike(io.BytesIO(sheets)).get_sheet_by_index(0).to_python())
    with translation.override("en"):
        assert report_values(cockpit(first.day))["as_of"] == said

    assert client.post(f"{HOME}/count").url == HOME
    after = client.get(HOME).context["found"]
    assert after.counted_at > moment and after.places.district.people > first.places.district.people
    assert client.post(f"{HOME}/count?day=2026-02-01").url == f"{HOME}?day=2026-02-01"
    assert client.get(f"{HOME}/count").status_code == 405


def test_figures_are_handed_in_with_day_and_source(officer):
    assert hand_in(officer).status_code == 302
    (one,) = Population.objects.all()
    assert (one.as_of, one.source, one.from_age, one.lines.count()) == (date(2026, 10, 31), "통계 (가상)", 19, 17)
    text = officer.get(FIGURES).content.decode()
    assert "1,700" in text and "Counted over now" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"as_of": "2999-01-01"}, "still to come"),
        ({"as_of": "yesterday"}, "2026-10-31"),
        ({"source": "800101-1234567"}, "resident registration number"),
        ({"source": ""}, "required"),
        ({"file": csv("many")}, "Row 2: A figure cannot be read"),
        ({"file": csv(skip=2)}, "왕십리제2동, 왕십리도선동"),
        ({"file": SimpleUploadedFile("인구.csv", b"nothing")}, "columns should be titled"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_kept(officer, changes, said):
    text = hand_in(officer, **changes).content.decode()
    assert said in text
    assert not Population.objects.exists()


def test_the_figures_of_a_day_are_replaced_only_when_somebody_says_so(officer):
    hand_in(officer)
    text = hand_in(officer, file=csv("200")).content.decode()
    assert "figures of this day already" in text and 'name="replace_asked"' in text
    assert Population.objects.count() == 1

    hand_in(officer, file=csv("200"), replace="on", replace_asked="1")
    assert [one.replaced_at is None for one in Population.objects.order_by("id")] == [False, True]
    assert cockpit(timezone.localdate()).places.district.residents == 3400
    assert "Replaced" in officer.get(FIGURES).content.decode()


def test_the_same_day_twice_at_once_is_refused_by_the_database():
    lines = [Line(1, "1120054000", None, 1, 1)]
    how = {"as_of": date(2026, 10, 31), "source": "x", "from_age": 0, "file_name": "x", "by": people.officer()}
    take_in(lines, **how)
    with pytest.raises(DayIsTaken):
        take_in(lines, **how)


def test_the_report_is_one_page_in_both_languages(client):
    district(23, residents=400)
    population()
    for language in ("ko", "en"):
        client.cookies["django_language"] = language
        response = client.get(f"{HOME}/report.pdf")
        assert response["Content-Type"] == "application/pdf"
        assert len(re.findall(rb"/Type */Page\b", response.content)) == 1
    assert len(pdf.pictures(TEMPLATE, report_values(cockpit(timezone.localdate())))) == 1


def test_the_workbook_holds_every_table_with_definition_day_and_source(client):
    district(24, residents=400)
    population()
    content = b"".join(client.get(f"{HOME}/figures.xlsx").streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))

    assert len(book.sheet_names) == 12
    for name in book.sheet_names[1:]:
        text = str(book.get_sheet_by_name(name).to_python())
        assert "주민등록 인구통계 (가상)" in text and "masked" in text, name
    dongs = book.get_sheet_by_name("By dong").to_python()
    found = cockpit(timezone.localdate())
    said = {row[0]: row for row in dongs}
    for dong in found.places.dongs:
        assert said[dong.name][1] == dong.households
        assert said[dong.name][2] == ("masked" if dong.reached is None else dong.reached)


class _Fixed:
    def read_between(self, begin, end):
        return [Counted("Local tax", 30, 20, by_visit=False), Counted("Civil defence", 9, 7, by_visit=True)]


def test_savings_are_counted_where_reading_is_confirmed_and_priced_only_by_the_office(client, settings, monkeypatch):
    monkeypatch.setattr("residents.cockpit.savings._counters", {})
    register_counter("fixed", _Fixed())
    assert [(one.letters, one.visits, one.won) for one in cockpit(timezone.localdate()).savings] == [
        (20, 0, None), (0, 7, None),
    ]  # fmt: skip
    assert "has not said" in client.get(HOME).content.decode()

    settings.SAVING_PAPER_WON, settings.SAVING_POSTAGE_WON, settings.SAVING_VISIT_WON = 50, 430, 3000
    settings.SAVING_SOURCE = "2026년 예산서 (가상)"
    assert [one.won for one in cockpit(timezone.localdate()).savings] == [20 * 480, 7 * 3050]
    assert "2026년 예산서" in client.get(HOME).content.decode()
