"""An officer's desk: one browser window on a running platform, which complains about whatever a browser complains about."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

PICTURES = Path(__file__).parents[2] / "build" / "console"
_PATIENCE_MS = 30_000
_SERVER_ERROR = 500


class Desk:
    """A window. `complaints` are the errors of its console, refusals of the content security policy and failed requests."""

    def __init__(self, page: Page, url: str, story: str) -> None:
        self.page, self.url = page, url
        self.complaints: list[str] = []
        self._folder, self._taken = PICTURES / story, 0
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def go(self, path: str) -> None:
        """Open `path` of the platform."""
        self.page.goto(self.url + path)

    def picture(self, name: str) -> None:
        """What is seen now, as an artefact: ``build/console/<story>/01-<name>.png``."""
        self._taken += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._folder / f"{self._taken:02d}-{name}.png", full_page=True)

    def fill(self, **fields: str) -> None:
        """Write into the form's fields, by their names."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def press(self, words: str) -> None:
        """Press the button, or follow the link, that says `words`, and wait for where it leads."""
        named = re.compile(rf"^\s*{re.escape(words)}\s*$")
        wanted = self.page.get_by_role("button", name=named).or_(self.page.get_by_role("link", name=named))
        wanted.first.click()
        self.page.wait_for_load_state("load")

    def sees(self, *texts: str) -> None:
        """All of `texts` are on the page, or come within half a minute."""
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=_PATIENCE_MS)

    def sees_not(self, *texts: str) -> None:
        """None of `texts` is on the page that is there."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def login(self, name: str, password: str, code: str = "") -> None:
        """Through the form."""
        self.go("/admin/login/?next=/admin/")
        self.fill(username=name, password=password)
        if code:
            self.fill(otp_token=code)
        self.press("登录")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console at {self.page.url}: {message.text}")

    def _failed(self, request: Request) -> None:
        # A page that is left takes what it was still loading along.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request: {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= _SERVER_ERROR:
            self.complaints.append(f"answer: {response.url} {response.status}")


@contextmanager
def sat_at(browser: Browser, url: str, story: str) -> Iterator[Desk]:
    """A window of its own, with no cookies, closed at the end; pictures of an earlier run of `story` go.

    Raises:
        AssertionError: the browser complained.
    """
    shutil.rmtree(PICTURES / story, ignore_errors=True)
    context = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 1400, "height": 1000},
        reduced_motion="reduce",
        color_scheme="light",
    )
    try:
        desk = Desk(context.new_page(), url, story)
        yield desk
        assert not desk.complaints, "\n".join(desk.complaints)
    finally:
        context.close()
