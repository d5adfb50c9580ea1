"""An administrator gives and takes rights, somebody new signs in, an auditor goes through a month: all by clicks."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role, User
from accounts.months import Month
from config.navigation import ENTRIES
from residents import rights
from residents.models import RightsRequest
from tests import people
from tests.accounts.lines import line
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.notices.taking import approved
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
OWN = "바람부는언덕길칠십칠"


@pytest.mark.timeout(120)
def test_an_administrator_makes_and_shuts_an_account(stage: Stage, visitor: Visit) -> None:
    people.administrator()
    User.objects.filter(pk=people.clerk().pk).update(date_joined=timezone.now() - timedelta(days=200))
    admin, newcomer = visitor(DESK), visitor(PHONE)
    with Round() as held:
        admin.sign_in(stage.site, "admin")
        page = admin.go(f"{stage.site}/staff/people")
        held.look(admin, "people")
        page.goto(f"{stage.site}/staff/people/roles")
        held.look(admin, "roles")
        page.goto(f"{stage.site}/staff/people/new")
        page.locator("main .krds-btn.primary").click()
        page.locator("[aria-invalid=true]").first.wait_for()
        admin.forgive(422)
        held.fit(admin, "person-new-refused")
        page.fill("[name=username]", "kim")
        page.fill("[name=name]", "김새롬")
        page.fill("[name=department]", people.DEPARTMENT)
        page.locator("[name=roles][value=officer]").check(force=True)
        page.locator("main .krds-btn.primary").click()
        password = page.locator(".o-password").inner_text()
        held.look(admin, "starting-password")

        page = newcomer.go(f"{stage.site}/login/")
        page.fill("[name=username]", "kim")
        page.fill("[name=password]", password)
        newcomer.submit(page.locator("form:has([name=password])"))
        page.locator("[name=new_password1]").wait_for()
        held.look(newcomer, "password-first")
        page.fill("[name=old_password]", password)
        page.fill("[name=new_password1]", OWN)
        page.fill("[name=new_password2]", OWN)
        newcomer.submit(page.locator("form:has([name=new_password1])"))
        page.wait_for_url(f"{stage.site}/staff/")

        page = admin.page
        page.locator("main .krds-btn.primary").click()
        page.locator("[name=roles][value=approver]").check(force=True)
        page.locator("form[action$='/rights'] button").click()
        expect(page.locator(".s-messages")).to_be_visible()
        held.look(admin, "person")
        page.locator("form[action$='/deactivate'] button").click()
        page.locator("form[action$='/reactivate']").wait_for()
        held.fit(admin, "person-shut")
        newcomer.go(f"{stage.site}/staff/")
        newcomer.page.wait_for_url(f"{stage.site}/login/?next=/staff/")


@pytest.mark.timeout(120)
def test_an_auditor_goes_through_a_month(stage: Stage, visitor: Visit) -> None:
    month, officer = Month.now().previous, people.officer()
    people.auditor()
    for day in (3, 4, 5):
        at = (month.first.year, month.first.month, day, 23, 10)
        line(at, officer, action="download_rows", subject="batch:4", people=481, purpose="")
    auditor = visitor(DESK)
    with Round() as held:
        auditor.sign_in(stage.site, "auditor")
        page = auditor.page
        held.look(auditor, "access-log")
        page.locator("#kind-without_purpose").locator("xpath=..").locator("li a").click()
        expect(page.locator("main tbody tr")).to_have_count(3)
        held.look(auditor, "access-lines")
        page.go_back()
        page.fill("[name=note]", "밤에 받은 파일 3건: 반송 처리였음을 확인")
        page.locator("form[action$='/review'] button").click()
        expect(page.locator("main .tone-success").first).to_be_visible()
        expect(page.locator("main")).to_contain_text("반송 처리였음을 확인")
        held.fit(auditor, "access-log-reviewed")


@pytest.mark.timeout(120)
def test_every_page_of_the_office_fits_with_letters_twice_as_large(stage: Stage, visitor: Visit) -> None:
    everybody = people._user("all", "남궁다함", people.DEPARTMENT, *Role, dong=people.MAJANG)
    asked = rights.ask(people.resident(), RightsRequest.Kind.CORRECTION, "주소가 틀렸습니다")
    batch = f"/staff/batches/{approved('local_tax').pk}"
    pages = [entry.url for entry in ENTRIES]
    pages += [batch, f"{batch}/rows", f"/staff/requests/{asked.pk}", f"/staff/people/{everybody.pk}"]
    pages += ["/staff/people/new", "/staff/people/roles", "/staff/people/changes", "/staff/access-log/lines"]
    reader = visitor(PHONE)
    with Round() as held:
        reader.sign_in(stage.site, "all")
        for path in pages:
            reader.go(f"{stage.site}{path}")
            held.fit(reader, path)
        reader.page.locator(".s-menu > summary").click()
        held.look(reader, "menu-open", page_of="menu")
