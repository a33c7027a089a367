"""One offscreen application for all tests of the screens, with our keyboard chosen before it starts; one kiosk on one rig."""

import os
import threading
from collections.abc import Iterator

import pytest

from kiosk.clock import SystemClock
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.runtime import Kiosk
from kiosk.services import heartbeat
from tests.central import databases
from tests.prepared import prepared
from tools.rig import Rig

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from tests.gallery.stage import FOREIGN, Stage
from ui import keyboard

keyboard.prepare()
# Between two tests nobody turns the event loop of a kiosk that several share: its screens stand still, and are well.
heartbeat.SILENT_S = 3600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*FOREIGN, extend=True))


@pytest.fixture(scope="module")
def stage(qapp: object) -> Iterator[Stage]:
    assert qapp is not None
    shown = Stage()
    yield shown
    shown.close()


class LeapingClock(SystemClock):
    """Time as it is, and now and then minutes in which nobody touched the screen."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._ahead

    def leap(self, seconds: float) -> None:
        self._ahead += seconds


@pytest.fixture(scope="session")
def clock() -> LeapingClock:
    """The clock of `kiosk`."""
    return LeapingClock()


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Platform and simulated hardware, started by the first test that asks."""
    folder = tmp_path_factory.mktemp("rig")
    databases.fresh(folder / "central")
    prepared(folder / "kiosk")
    with Rig(folder) as started:
        yield started


@pytest.fixture(scope="session")
def kiosk(rig: Rig, clock: LeapingClock) -> Iterator[Kiosk]:
    """A running kiosk whose devices all work. It reads no smart cards: ``libpcsclite`` knows one service in a process."""
    config = load_config(rig.config_path).model_copy(update={"dock": None})
    config = config.model_copy(update={"devices": config.devices.model_copy(update={"smart_card_reader": None})})
    with Kiosk(config, clock=clock) as running:
        ready = threading.Event()

        def look(_news: object) -> None:
            if running.engine.online and all(running.devices.role(role).status.usable for role in DEVICE_ROLES):
                ready.set()

        ends = [running.engine.subscribe(look), *(running.devices.role(role).subscribe(look) for role in DEVICE_ROLES)]
        look(None)
        assert ready.wait(90), [running.devices.role(role).status for role in DEVICE_ROLES]
        for end in ends:
            end()
        yield running
