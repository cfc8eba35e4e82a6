"""The console in a real browser, served as in production, with the engine that only remembers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "lotus-river-cloud-7"
CHROMIUM = "/usr/bin/chromium"
PATIENCE_SECONDS = 60

pytestmark = [pytest.mark.wet, pytest.mark.browser]

PAGES = ("/", "/tenants/", "/packages/", "/people/", "/import/", "/tokens/", "/password/", "/tenants/sen/",
         "/tenants/sen/extensions/", "/tenants/sen/extensions/101/", "/tenants/sen/extensions/new/",
         "/tenants/sen/extensions/bulk/", "/tenants/sen/phones/", "/tenants/sen/live/", "/tenants/sen/calls/",
         "/tenants/sen/calls/demo-5/", "/tenants/sen/plan/", "/tenants/sen/releases/", "/tenants/sen/releases/3/",
         "/tenants/sen/what-if/?caller=101&dialled=102&phone=answers&calls_up=0", "/tenants/sen/exchange/",
         "/tenants/sen/people/", "/tenants/sen/journal/", "/journal/", "/tenants/sen/settings/", "/nothing/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration house, served by uvicorn in a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    directory = tmp_path_factory.mktemp("house")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGDAI_")}
    served = subprocess.Popen([sys.executable, str(ROOT / "tools" / "console_demo.py"), str(port), str(directory)],
                              env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/sign-in/", served)
        yield f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(20)


def _wait(url: str, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(PATIENCE_SECONDS * 4):
        assert served.poll() is None, "the console did not start"
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise AssertionError("the console did not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM,
                                             args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@contextmanager
def _open(browser: Browser, address: str, login: str, width: int = 1300) -> Iterator[Page]:
    """A page of somebody who signed in; anything that a page's policy stopped fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address,
                                  permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto("/sign-in/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    context.close()
    assert [each for each in complaints if "404" not in each and "422" not in each] == []


@pytest.mark.parametrize("width", [1300, 390])
def test_every_page_keeps_to_the_policy_and_fits_the_screen(browser: Browser, address: str, width: int) -> None:
    with _open(browser, address, "operator", width) as page:
        for each in PAGES:
            page.goto(each)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")

            assert overflow <= 0, f"{each} is {overflow} pixels too wide"
            expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "km"])
def test_every_page_fits_in_every_language(browser: Browser, address: str, language: str) -> None:
    with _open(browser, address, "operator", 390) as page:
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
    with _open(browser, address, "hoa@sen") as page:
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
    with _open(browser, address, "hoa@sen") as page:
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
    with _open(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/live/")
        with page.expect_response(lambda answer: answer.url.endswith("/live/") and answer.request.method == "GET"):
            pass
        expect(page.locator("tbody tr")).to_have_count(2)


def test_the_call_log_filters_without_reloading(browser: Browser, address: str) -> None:
    with _open(browser, address, "hoa@sen") as page:
        page.goto("/tenants/sen/calls/")
        page.select_option("#id_outcome", "busy")
        page.wait_for_url("**outcome=busy**")
        expect(page.locator("tbody tr").first).to_contain_text("Busy")
        expect(page.locator("tbody")).not_to_contain_text("No answer")


def test_a_menu_opens_on_a_small_screen_and_dark_is_remembered(browser: Browser, address: str) -> None:
    with _open(browser, address, "binh@sen", 390) as page:
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
