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


class Album:
    """The pictures of one story, in the order in which they were taken, whoever took them: ``build/console/<story>/01-….png``."""

    def __init__(self, story: str) -> None:
        """Pictures of an earlier run go."""
        self._folder, self._taken = PICTURES / story, 0
        shutil.rmtree(self._folder, ignore_errors=True)

    def next(self, name: str) -> Path:
        """Where the next one goes."""
        self._taken += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{self._taken:02d}-{name}.png"


class Desk:
    """A window. `complaints` are the errors of its console, refusals of the content security policy and failed requests."""

    def __init__(self, page: Page, url: str, album: Album) -> None:
        self.page, self.url, self.album = page, url, album
        self.complaints: list[str] = []
        page.set_default_timeout(_PATIENCE_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    @property
    def place(self) -> str:
        """The path of the page that is open."""
        return self.page.url.removeprefix(self.url)

    def go(self, path: str) -> None:
        """Open `path` of the platform."""
        self.page.goto(self.url + path)

    def is_refused(self, path: str, status: int, words: str) -> None:
        """`path` is not for whoever sits here, and the page says so in `words`."""
        heard = len(self.complaints)
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status
        self.sees(words)
        # The browser takes every such status for a mistake.
        self.complaints[heard:] = [one for one in self.complaints[heard:] if f"status of {status}" not in one]

    def picture(self, name: str) -> None:
        """What is seen now, as an artefact; the whole page, however long it is."""
        self.page.screenshot(path=self.album.next(name), full_page=True)

    def fill(self, **fields: str) -> None:
        """Write into the form's fields, by their names."""
        for name, value in fields.items():
            self.page.locator(f'[name="{name}"]').fill(value)

    def chooses(self, **fields: str) -> None:
        """Choose from the form's lists, by the lists' names."""
        for name, value in fields.items():
            self.page.locator(f'select[name="{name}"]').select_option(value)

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

    def login(self, name: str, password: str, code: str = "", *, words: str = "登录") -> None:
        """Through the form; its button reads `words`."""
        self.go("/admin/login/?next=/admin/")
        self.fill(username=name, password=password)
        if code:
            self.fill(otp_token=code)
        self.press(words)

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
def sat_at(browser: Browser, url: str, album: str | Album, *, locale: str = "zh-CN") -> Iterator[Desk]:
    """A window of its own, with no cookies, closed at the end; `album` is the story's, or the name of a new one.

    Raises:
        AssertionError: the browser complained.
    """
    album = Album(album) if isinstance(album, str) else album
    context = browser.new_context(
        locale=locale,
        timezone_id="Asia/Shanghai",
        viewport={"width": 1400, "height": 1000},
        reduced_motion="reduce",
        color_scheme="light",
    )
    try:
        desk = Desk(context.new_page(), url, album)
        yield desk
        assert not desk.complaints, "\n".join(desk.complaints)
    finally:
        context.close()
