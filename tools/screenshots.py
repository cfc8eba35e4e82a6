"""Take the pictures of the tour: the console on the demonstration house, as small PNGs.

    python tools/screenshots.py [directory]

Needs Chromium and what `./test` installs. Look at every picture before it goes into the documentation.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "tour"
PASSWORD = "lotus-river-cloud-7"
CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT, MOST_HEIGHT = 1280, 800, 1520
SIGNATURE = b"\x89PNG\r\n\x1a\n"

SHOTS = (
    ("sign-in", "", "en", "/sign-in/"),
    ("home-of-the-operator", "operator", "en", "/"),
    ("customers", "operator", "en", "/tenants/"),
    ("a-customer", "hoa@sen", "en", "/tenants/sen/"),
    ("extensions", "hoa@sen", "en", "/tenants/sen/extensions/"),
    ("connect-a-phone", "hoa@sen", "en", "/tenants/sen/extensions/101/"),
    ("phones", "hoa@sen", "en", "/tenants/sen/phones/"),
    ("live-calls", "hoa@sen", "en", "/tenants/sen/live/"),
    ("call-log", "hoa@sen", "en", "/tenants/sen/calls/?text=101"),
    ("a-call", "hoa@sen", "en", "/tenants/sen/calls/demo-5/"),
    ("a-recording", "hoa@sen", "en", f"/tenants/sen/recordings/{'5d' * 16}/"),
    ("recordings", "hoa@sen", "en", "/tenants/sen/recordings/"),
    ("who-was-not-heard", "hoa@sen", "en", "/tenants/sen/calls/demo-18/"),
    ("an-alarm-and-the-storage", "operator", "en", "/storage/"),
    ("an-incident", "operator", "en", "/incidents/c1-hung/"),
    ("call-plan", "hoa@sen", "en", "/tenants/sen/plan/"),
    ("what-would-happen", "hoa@sen", "en",
     "/tenants/sen/what-if/?caller=101&dialled=102&phone=does_not_answer&calls_up=0"),
    ("releases", "hoa@sen", "en", "/tenants/sen/releases/"),
    ("go-back", "hoa@sen", "en", "/tenants/sen/releases/6/roll-back/"),
    ("in-vietnamese", "hoa@sen", "vi", "/tenants/sen/calls/demo-5/"),
    ("in-khmer", "hoa@sen", "km", "/tenants/sen/calls/demo-5/"),
    ("my-phone", "binh@sen", "en", "/my-phone/"),
)
"""Name of the picture, who looks (nobody: a stranger), in which language, and at which page."""


@contextmanager
def served() -> Iterator[str]:
    """The demonstration house in a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    directory = tempfile.mkdtemp(prefix="tongdai-screenshots-")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGDAI_")}
    process = subprocess.Popen([sys.executable, str(ROOT / "tools" / "console_demo.py"), str(port), directory],
                               env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/sign-in/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(directory, ignore_errors=True)


def _wait(url: str) -> None:
    for _ in range(720):
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.25)
    raise SystemExit("The console did not start; see its message above.")


def take(browser: Browser, address: str, target: Path) -> Iterator[Path]:
    """Every picture, one browser session for each person and language."""
    sessions: dict[tuple[str, str], Page] = {}
    for name, login, language, page_address in SHOTS:
        page = sessions.get((login, language)) or _session(browser, address, login, language)
        sessions[login, language] = page
        page.goto(page_address, wait_until="networkidle")
        if name == "a-recording":
            _play(page)
        if name == "connect-a-phone":
            page.locator("[hx-get$='/secret/']").click()
            page.locator("img.qr").wait_for()
            page.wait_for_load_state("networkidle")
        height = min(page.evaluate("document.documentElement.scrollHeight"), MOST_HEIGHT)
        page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, height)})
        file = target / f"{name}.png"
        file.write_bytes(smaller(page.screenshot(animations="disabled")))
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        yield file


def _play(page: Page) -> None:
    """Hear a little from the middle, so that the picture shows a player that was used."""
    page.locator("[data-at]").last.click()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.reload(wait_until="networkidle")
    page.locator("[data-at]").last.click()


def _session(browser: Browser, address: str, login: str, language: str) -> Page:
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, base_url=address).new_page()
    page.goto("/sign-in/")
    if login:
        page.fill("#id_login", login)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        menu = page.locator("details.menu").first
        menu.locator("summary").click()
        menu.locator(f"button[value={language}]").click()
        page.wait_for_load_state()
    return page


def smaller(picture: bytes) -> bytes:
    """The same PNG with its pixels packed as tightly as zlib can, and nothing but the chunks that are needed."""
    chunks = list(_chunks(picture))
    pixels = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    packed = zlib.compress(pixels, 9)
    kept = [(kind, data) for kind, data in chunks if kind in (b"IHDR", b"PLTE", b"tRNS")]
    return SIGNATURE + b"".join(_chunk(*each) for each in (*kept, (b"IDAT", packed), (b"IEND", b"")))


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        length = int.from_bytes(picture[at:at + 4], "big")
        yield picture[at + 4:at + 8], picture[at + 8:at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def main(target: Path) -> int:
    """Take them all."""
    target.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for file in take(browser, address, target):
            print(f"{file.name}: {file.stat().st_size // 1024} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET))
