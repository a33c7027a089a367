"""One browser for the run, one street or platform for a module, one window for a story."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from kiosk.services import heartbeat
from tests.central.running import RunningCentral
from tests.console.desk import Desk, sat_at
from tests.console.street import Crew, Street
from tests.gallery.stage import FOREIGN
from ui import keyboard

keyboard.prepare()
# While a browser is waited for nobody turns the event loop of the kiosk: its screens stand still, and are well.
heartbeat.SILENT_S = 3600.0

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = "Chromium is not installed (apt-get install chromium)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories need a browser; some of them the kiosk's screens, too."""
    for item in items:
        if CHROMIUM is None and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=MISSING))
        if "tests/console/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*FOREIGN, extend=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The distribution's Chromium, without a window; nothing is downloaded."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform with kiosk K-0412 enrolled; who logs in needs the password alone (test_login has the second factor)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUISHIBAN_CENTRAL_SECOND_FACTOR", "off")
        with RunningCentral.start(tmp_path_factory.mktemp("platform")) as running:
            yield running


@pytest.fixture
def desk(browser: Browser, platform: RunningCentral, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A window on `platform`; the story fails when the browser complained."""
    with sat_at(browser, platform.url, request.node.name.removeprefix("test_")) as opened:
        yield opened


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[Street]:
    """Platform, hardware and kiosk for the stories of a module; its temporary files lie in it meanwhile (`House`)."""
    assert qapp is not None
    built = Street(tmp_path_factory.mktemp("street"))
    yield built
    built.close()


@pytest.fixture
def crew(browser: Browser, street: Street, request: pytest.FixtureRequest) -> Iterator[Crew]:
    """Everybody who works at the console of the street."""
    street.reset()
    people = Crew(browser, street, request.node.name.removeprefix("test_"))
    yield people
    people.go_home()
    street.reset()
