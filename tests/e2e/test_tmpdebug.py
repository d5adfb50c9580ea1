import pytest
from tests import people
from tests.e2e.browser import PHONE, DESK
from tests.residents.cockpit.recount import district, population
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
JS="""() => { document.documentElement.style.fontSize = parseFloat(getComputedStyle(document.documentElement).fontSize)*2+'px';
 const w=document.documentElement.clientWidth;
 return [document.documentElement.scrollWidth-w, ...[...document.querySelectorAll("body *")].filter(e=>!e.closest('.c-scroll table') && e.getBoundingClientRect().right>w+1).map(e=>e.outerHTML.slice(0,140).replace(/\\s+/g,' ')+' '+e.getBoundingClientRect().right)]}"""
def test_it(stage, visitor):
    people.head(); district(7, residents=700); population()
    from accounts.models import User
    head = visitor(PHONE)
    head.go(f"{stage.site}/login/"); head.page.fill("[name=username]","officer"); head.page.fill("[name=password]","a-long-password"); head.page.keyboard.press("Enter"); head.page.wait_for_url("**/staff/**")
    for path in ("cockpit","cockpit/dong/1120054000","cockpit/population"):
        page = head.go(f"{stage.site}/staff/{path}")
        print(path, *page.evaluate(JS), sep="\n   ")
    page = head.go(f"{stage.site}/staff/cockpit")
    d=page.context.browser
    open("/tmp/cockpit-print.pdf","wb").write(page.pdf(format="A4"))
