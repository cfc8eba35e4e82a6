"""Recordings in a real browser: they play, seek, obey the keyboard, and keep to the policy of our pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from web.browsing import open_page

pytestmark = [pytest.mark.wet, pytest.mark.browser]

PATIENCE_SECONDS = 20
CALL = "/tenants/sen/calls/demo-5/"
RECORDING = f"/tenants/sen/recordings/{'18' * 16}/"
TAKEN = f"/tenants/sen/recordings/{'0d' * 16}/"
SEALED = f"/tenants/sen/recordings/{'9d' * 16}/"


def _time(page: Page) -> float:
    at: float = page.evaluate("document.querySelector('[data-player] audio').currentTime")
    return at


def _until(page: Page, holds: str) -> None:
    """Wait until something is true of the sound; the policy forbids Playwright to wait inside the page."""
    _becomes(page, f"(audio => {holds})(document.querySelector('[data-player] audio'))")


def _becomes(page: Page, holds: str) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never became true: {holds}")


def _asked(page: Page, act: Callable[[], object]) -> list[str]:
    """The sounds that were fetched meanwhile."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "sound.opus" in request.url else None)
    act()
    return fetched


def test_a_recording_plays_and_its_time_runs(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(CALL)
        page.get_by_role("button", name="Play", exact=True).click()
        _until(page, "audio.currentTime > 0.5 && !audio.paused")

        expect(page.locator("[data-now]")).not_to_have_text("0:00")
        page.get_by_role("button", name="Pause", exact=True).click()
        _until(page, "audio.paused")
        stopped = _time(page)
        page.wait_for_timeout(300)
        assert _time(page) == stopped


def test_nothing_is_fetched_and_nobody_has_listened_before_it_plays(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        fetched = _asked(page, lambda: page.goto(TAKEN, wait_until="networkidle"))

        expect(page.locator("[data-wave] canvas").first).to_be_attached()
        assert fetched == []
        expect(page.get_by_text("Nobody has listened to it yet.")).to_be_visible()
        page.get_by_role("button", name="Play", exact=True).click()
        _until(page, "audio.currentTime > 0")
        page.reload()
        expect(page.locator(".changes")).to_contain_text("hoa@sen")


def test_a_click_into_the_waves_seeks(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(CALL)
        waves = page.locator("[data-wave]")
        box = waves.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
        page.get_by_role("button", name="Play", exact=True).click()

        _until(page, "audio.currentTime > 106 && audio.currentTime < 112")
        assert 105 < float(waves.get_attribute("aria-valuenow") or 0) < 113


def test_a_mark_leads_to_its_moment(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(CALL)
        page.get_by_role("button", name="Extension 103 was taken off hold.").click()

        expect(page.locator("[data-now]")).to_have_text("1:35")
        page.get_by_role("button", name="The recording was paused.").click()
        expect(page.locator("[data-now]")).to_have_text("0:20")


def test_the_keyboard_plays_moves_and_changes_the_speed(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(CALL)
        page.locator("[data-wave]").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("[data-now]")).to_have_text("0:05")
        page.keyboard.press(".")
        page.keyboard.press(".")
        page.keyboard.press(",")
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
        page.keyboard.press("End")
        expect(page.locator("[data-now]")).to_have_text("3:34")
        page.keyboard.press("Home")
        page.keyboard.press(" ")

        _until(page, "audio.currentTime > 0.3 && !audio.paused")
        page.keyboard.press(" ")
        _until(page, "audio.paused")


def test_keys_belong_to_a_field_while_somebody_types(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(RECORDING)
        page.get_by_label("Reason").fill("a,b. c")
        page.keyboard.press(".")

        expect(page.get_by_label("Reason")).to_have_value("a,b. c.")
        assert page.evaluate("document.querySelector('audio').playbackRate") == 1
        assert page.evaluate("document.querySelector('audio').paused")


def test_an_encrypted_recording_plays_like_any_other(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(SEALED)
        expect(page.get_by_text("encrypted on the disk")).to_be_visible()
        page.locator("[data-wave]").focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
        page.get_by_role("button", name="Play", exact=True).click()

        _until(page, "audio.currentTime > 78")


def test_waves_are_drawn_anew_in_the_dark(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen", 390) as page:
        page.goto(CALL)
        drawn = "document.querySelector('[data-wave] > div').shadowRoot.querySelector('canvas').toDataURL()"
        page.locator("[data-wave] canvas").first.wait_for(state="attached")
        light = page.evaluate(drawn)
        page.locator("[data-theme-switch]").click()

        _becomes(page, f"{drawn} !== '{light}'")


def test_only_pages_with_a_recording_fetch_the_player(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        page.goto("/tenants/sen/calls/", wait_until="networkidle")
        page.goto("/tenants/sen/calls/demo-1/", wait_until="networkidle")
        assert not [each for each in fetched if "wavesurfer" in each or "player" in each.rsplit("/", 1)[-1]]

        page.goto(CALL, wait_until="networkidle")
        assert [each for each in fetched if "wavesurfer" in each]


def test_a_recording_is_held_let_go_and_deleted(browser: Browser, address: str) -> None:
    with open_page(browser, address, "hoa@sen") as page:
        page.goto(RECORDING)
        page.get_by_label("Reason").fill("The court asks")
        page.get_by_role("button", name="Hold", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("The recording is held")
        expect(page.get_by_text("Held: The court asks")).to_be_visible()
        expect(page.get_by_role("link", name="Delete…")).to_have_count(0)
        page.get_by_role("button", name="Let go").click()
        expect(page.get_by_role("status")).to_contain_text("is not held any more")
        page.get_by_role("link", name="Delete…").click()
        page.get_by_role("button", name="Delete recording").click()
        expect(page.get_by_role("status")).to_contain_text("The recording is deleted.")
        page.goto("/tenants/sen/calls/demo-18/")
        expect(page.get_by_text("the recording is kept no longer")).to_be_visible()


def test_an_alarm_stands_on_every_page_of_the_operator_alone(browser: Browser, address: str) -> None:
    with open_page(browser, address, "operator") as page:
        for each in ("/", "/packages/", "/tenants/sen/calls/"):
            page.goto(each)
            expect(page.get_by_role("alert")).to_contain_text("New calls are not recorded")
    with open_page(browser, address, "hoa@sen") as page:
        expect(page.locator(".alarms")).to_have_count(0)
