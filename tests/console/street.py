"""Where the console's stories take place: a platform, simulated hardware, and a kiosk that really runs with its screens.

Whoever works at the console sits at a desk of their own (`Crew.sits`); the citizen stands before the kiosk.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from kiosk.clock import Delays
from tests.central.inside import inside
from tests.console.desk import Album, Desk, sat_at
from tests.flows.house import SCREENS, House
from tools.screen_citizen import ScreenCitizen

REGION = "990101"
PASSWORD = "a-password-of-nobody"
PEOPLE = {
    "lin": ("author", ""),
    "zhao": ("approver", ""),
    "qian": ("approver", ""),
    "wu": ("fleet_admin", ""),
    "sun": ("operator", "9901"),
    "he": ("officer", "99"),
    "far": ("operator", "9902"),
    "away": ("officer", "9902"),
}
"""Name → role and region. ``far`` and ``away`` work where the kiosk does not stand"""
_LOGIN_WORDS = {"zh-CN": "登录", "en-GB": "Log in"}


class Street:
    """One platform and one kiosk for all stories of a module."""

    def __init__(self, folder: Path) -> None:
        """All of it starts, or nothing of it runs."""
        self.house = House(folder)
        try:
            inside(self.state, "tests.console.staff.hire", PASSWORD, REGION, PEOPLE)
            config = self.house.config()
            self._config = config.model_copy(update={"kiosk": config.kiosk.model_copy(update={"region": REGION})})
            self.citizen = self._citizen()
        except BaseException:
            self.house.close()
            raise

    @property
    def state(self) -> Path:
        """The platform's folder."""
        return self.house.rig.folder / "central"

    @property
    def url(self) -> str:
        """The platform's address."""
        return self.house.rig.central_url

    def _citizen(self) -> ScreenCitizen:
        somebody = self.house.citizen(SCREENS, Delays(), self._config)
        assert isinstance(somebody, ScreenCitizen)
        return somebody

    def reset(self) -> None:
        """The hardware as at first, nobody at the kiosk."""
        self.house.reset()
        self.citizen.last = None

    def close(self) -> None:
        """Everything ends."""
        self.house.close()


class Crew:
    """Those who work at the console in one story, each with a window of their own, and the kiosk they work for."""

    def __init__(self, browser: Browser, street: Street, story: str) -> None:
        self._browser, self.street, self.album = browser, street, Album(story)
        self._open = ExitStack()

    def sits(self, name: str, *, language: str = "zh-CN") -> Desk:
        """`name` logs in."""
        desk = self._open.enter_context(sat_at(self._browser, self.street.url, self.album, locale=language))
        desk.login(name, PASSWORD, words=_LOGIN_WORDS[language])
        return desk

    def kiosk_picture(self, name: str) -> None:
        """What the kiosk's screen shows now, among the pictures of the console."""
        image = self.street.citizen.picture()
        assert image.save(str(self.album.next(f"kiosk-{name}")))

    def waits(self, what: str, reached: Callable[[], object], seconds: float) -> None:
        """Until the kiosk has come so far, with its screens alive meanwhile."""
        self.street.citizen.wait(what, reached, seconds)

    def waits_to_see(self, desk: Desk, path: str, words: str, seconds: float) -> None:
        """Open `path` again and again until `words` stand on it, alone in their place."""
        shown = desk.page.get_by_text(words, exact=True)

        def seen() -> bool:
            desk.go(path)
            return shown.count() > 0

        self.waits(f"the words {words}", seen, seconds)

    def go_home(self) -> None:
        """All windows are closed; whatever a browser complained about fails the story."""
        self._open.close()
