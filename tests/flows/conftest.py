"""One `citizen` for every story, twice: without a screen and on the real screens."""

import logging
from collections.abc import Iterator

import pytest

from kiosk.clock import Delays
from kiosk.services import heartbeat
from tests.flows.house import HEADLESS, SCREENS, House
from tests.flows.personal import of_people
from tests.gallery.stage import FOREIGN
from tools.citizen import Citizen
from ui import keyboard

keyboard.prepare()
# Between two tests nobody turns the event loop of a kiosk that several share: its screens stand still, and are well.
heartbeat.SILENT_S = 3600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/flows/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*FOREIGN, extend=True))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Iterator[House]:
    """Platform and bench, started once for each worker."""
    assert qapp is not None
    built = House(tmp_path_factory.mktemp("house"))
    yield built
    built.close()


@pytest.fixture
def delays() -> Delays:
    """The product's own; a file of stories about time has shorter ones."""
    return Delays()


@pytest.fixture(scope="session", params=[HEADLESS, SCREENS])
def mode(request: pytest.FixtureRequest) -> str:
    """For the whole session, so that stories of one kind stand together and share a kiosk."""
    return str(request.param)


@pytest.fixture
def citizen(mode: str, house: House, delays: Delays, _log: "LogBook") -> Iterator[Citizen]:
    """Somebody who comes to a kiosk where everything works."""
    house.reset()
    somebody = house.citizen(mode, delays)
    yield somebody
    somebody.forgets_all()
    house.reset()
    if somebody.kiosk.runner.visit is not None:
        house.close_kiosk()


class LogBook(logging.Handler):
    """Everything that is logged while a story runs, whatever its level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def _log() -> Iterator[LogBook]:
    """No story leaves a name, number, address or phone in the log."""
    book, root = LogBook(), logging.getLogger()
    level = root.level
    root.addHandler(book)
    root.setLevel(logging.DEBUG)
    yield book
    root.setLevel(level)
    root.removeHandler(book)
    said = "\n".join(book.lines).encode()
    assert [secret for secret in of_people().spoken if secret in said] == []
