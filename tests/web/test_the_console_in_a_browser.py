"""The console in a real browser, served as in production, with the engine that only remembers."""

import pytest
from playwright.sync_api import Browser, expect

from web.browsing import open_page

pytestmark = [pytest.mark.wet, pytest.mark.browser]

PAGES = ("/", "/tenants/", "/packages/", "/people/", "/import/", "/tokens/", "/password/", "/tenants/sen/",
         "/tenants/sen/extensions/", "/tenants/sen/extensions/101/", "/tenants/sen/extensions/new/",
         "/tenants/sen/extensions/bulk/", "/tenants/sen/phones/", "/tenants/sen/live/", "/tenants/sen/calls/",
         "/tenants/sen/calls/demo-5/", "/tenants/sen/plan/", "/tenants/sen/releases/", "/tenants/sen/releases/3/",
         "/tenants/sen/what-if/?caller=101&dialled=102&phone=answers&calls_up=0", "/tenants/sen/exchange/",
         "/tenants/sen/people/", "/tenants/sen/journal/", "/journal/", "/storage/",
         "/incidents/", "/incidents/c1-hung/",
         "/tenants/sen/recordings/", f"/tenants/sen/recordings/{'5d' * 16}/",
         f"/tenants/sen/recordings/{'5d' * 16}/delete/", "/tenants/sen/recordings/listeners/",
         "/tenants/sen/calls/demo-18/", "/tenants/sen/calls/demo-14/", "/tenants/sen/calls/?recorded=yes",
         "/tenants/sen/settings/", "/nothing/")


@pytest.mark.parametrize("width", [1300, 390])
def test_every_page_keeps_to_the_policy_and_fits_the_screen(browser: Browser, address: str, width: int) -> None:
    with open_page(browser, address, "operator", width) as page:
        for each in PAGES:
            page.goto(each)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

            assert overflow <= 0, f"{each} is {overflow} pixels too wide"
            expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "km"])
def test_every_page_fits_in_every_language(browser: Browser, address: str, language: str) -> None:
    with open_page(browser, address, "operator", 390) as page:
        page.locator("details.menu").first.locator("summary").click()
        page.locator(f"button[value={language}]").click()
        for each in PAGES:
            page.goto(each)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

            assert overflow <= 0, f"{each} is {overflow} pixels too wide"
        page.goto("/")
        page.locator("details.menu").first.locator("summary").click()
        page.locator("button[value=en]").click()


def test_an_extension_is_added_shown_with_its_code_and_taken_back(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/extensions/new/")
        page.fill("#id_number", "0")
        page.fill("#id_name", "Phòng họp")
        page.get_by_role("button", name="Add extension").click()
        expect(page.locator("#id_number_error")).to_contain_text("cannot be the number")
        expect(page.locator("#id_name")).to_have_value("Phòng họp")
        page.fill("#id_number", "150")
        page.get_by_role("button", name="Add extension").click()
        expect(page.get_by_role("status")).to_contain_text("Extension 150 is new")
        expect(page.locator(".secret")).to_have_count(0)
        page.get_by_role("link", name="Show secret and QR code").click()
        expect(page.locator(".secret")).to_be_visible()
        expect(page.locator("img.qr")).to_have_js_property("complete", True)
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
        page.locator("#secret .copy").click()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(".secret").inner_text()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status")).to_contain_text("Extension 150 is gone")


def test_extensions_are_found_while_typing_and_deleted_by_choosing(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/extensions/bulk/")
        page.fill("#id_first", "190")
        page.fill("#id_count", "2")
        page.fill("#id_name", "Guest {number}")
        page.get_by_role("button", name="Add extensions").click()
        expect(page.get_by_role("status")).to_contain_text("Guest 190")
        page.wait_for_load_state("load")
        page.keyboard.press("/")
        expect(page.locator(".search-input")).to_be_focused()
        page.keyboard.type("guest")
        expect(page.locator("tbody tr")).to_have_count(2)
        assert "search=guest" in page.url
        expect(page.locator("[data-picked]")).to_be_hidden()
        page.locator("[data-pick-all]").check()
        expect(page.locator("[data-picked-count]")).to_have_text("2")
        page.get_by_role("button", name="Delete…").click()
        expect(page.locator("h1")).to_have_text("Delete 2 extensions?")
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_role("status")).to_contain_text("is gone")


def test_live_calls_keep_themselves_up_to_date(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/live/")
        with page.expect_response(lambda answer: answer.url.endswith("/live/") and answer.request.method == "GET"):
            pass
        expect(page.locator("tbody tr")).to_have_count(2)


def test_the_call_log_filters_without_reloading(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/calls/")
        page.select_option("#id_outcome", "busy")
        page.wait_for_url("**outcome=busy**")
        expect(page.locator("tbody tr").first).to_contain_text("Busy")
        expect(page.locator("tbody")).not_to_contain_text("No answer")


def test_a_menu_opens_on_a_small_screen_and_dark_is_remembered(browser: Browser, address: str) -> None:
    with open_page(browser, address, "binh@sen", 390) as page:
        expect(page.locator("#menu")).to_be_hidden()
        page.locator("[data-menu-switch]").click()
        expect(page.locator("#menu")).to_be_visible()
        was = page.evaluate("document.documentElement.dataset.bsTheme")
        page.locator("[data-theme-switch]").click()
        page.reload()
        assert page.evaluate("document.documentElement.dataset.bsTheme") != was


def test_the_first_page_is_light(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/sign-in/", wait_until="networkidle")
    context.close()

    assert sum(sizes) < 250_000
