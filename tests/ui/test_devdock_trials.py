"""The dock's trials where a device has a fault, a driver a bug, or a code is somebody's."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from devices.api.errors import DeviceError, DeviceFault
from devices.supervisor import Supervisor
from tests.ui.test_devdock import DRIVERS, tried
from ui.devdock.dock import Dock
from ui.devdock.trials import kind_of


class _Broken:
    """A driver with a fault, or with a bug."""

    def __init__(self, trouble: Exception) -> None:
        self._trouble = trouble

    def open(self) -> None:
        """Works."""

    def close(self) -> None:
        """Works."""

    def identity(self) -> str:
        return "broken"

    def feed(self) -> None:
        raise self._trouble


def broken(trouble: Exception) -> Supervisor[Any]:
    return Supervisor("hardware_watchdog", lambda: _Broken(trouble), no_answer=DeviceFault.WATCHDOG_LOST)


@pytest.mark.expects_log("hardware_watchdog is lost")
def test_a_fault_is_an_answer(tmp_path: Path, qtbot: QtBot) -> None:
    supervisor = broken(DeviceError(DeviceFault.WATCHDOG_LOST, "feed: EIO"))
    dock = Dock(tmp_path / "control", {"hardware_watchdog": supervisor}, DRIVERS)
    assert tried(dock, qtbot, "hardware_watchdog") == "没成 failed: watchdog.lost: feed: EIO"
    dock.close()
    supervisor.close()


@pytest.mark.expects_log(
    "bug in dock, worker: ZeroDivisionError", "bug in hardware_watchdog", "hardware_watchdog is lost"
)
def test_a_bug_is_said_and_logged_without_its_text(tmp_path: Path, qtbot: QtBot) -> None:
    supervisor = broken(ZeroDivisionError("王建国"))
    dock = Dock(tmp_path / "control", {"hardware_watchdog": supervisor}, DRIVERS)
    assert "a bug, see the log" in tried(dock, qtbot, "hardware_watchdog")
    dock.close()
    supervisor.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("https://a.example/", "网址"), ("0123", "数字"), ("AB-12", "字母"), ("領卡", "文字"), ("１２", "文字")],
)
def test_the_kind_of_a_code(text: str, kind: str) -> None:
    assert kind_of(text).startswith(kind)
