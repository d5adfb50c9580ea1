"""What a first visit fetches, as the browser really fetched it: under 300 KB, and the page stands without its fonts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import PHONE
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Record = Callable[[str, object], None]
MOST = 300_000  # bytes over the wire, headers included
PAGES = ["/", "/enrol/", "/my/sign-in", "/help/", "/check"]
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A phone that was never here."""
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, is_mobile=True, locale="ko-KR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_fetches_less_than_300_kb(
    stage: Stage, stranger: Page, path: str, record_property: Record
) -> None:
    fetched: list[float] = []
    wire = stranger.context.new_cdp_session(stranger)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    stranger.goto(f"{stage.site}{path}", wait_until="networkidle")
    record_property("bytes", sum(fetched))
    assert len(fetched) >= 8, "the page, its styles, its scripts and its font"
    assert 60_000 < sum(fetched) < MOST, f"{path} fetches {sum(fetched):,.0f} bytes"


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_slow_phone_can_read_and_press_before_fonts_and_scripts_have_come(
    stage: Stage, stranger: Page, path: str, record_property: Record
) -> None:
    wire = stranger.context.new_cdp_session(stranger)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    stranger.route("**/*.woff2", lambda route: route.abort())
    stranger.route("**/*.js", lambda route: route.abort())
    stranger.goto(f"{stage.site}{path}", wait_until="domcontentloaded")
    assert stranger.locator("h1").inner_text()
    assert stranger.locator("main .krds-btn.primary").first.is_enabled()
    painted = stranger.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    record_property("first paint in ms", painted)
