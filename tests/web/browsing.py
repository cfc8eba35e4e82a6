"""Chromium on the demonstration house: a page of somebody who signed in, and complaints of the browser as failures."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from web.conftest import PASSWORD


@contextmanager
def open_page(browser: Browser, address: str, login: str, width: int = 1300) -> Iterator[Page]:
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
