"""The world of the stories: one platform and one bench for many visits, and the kiosk that stands between them."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from shutil import copy, copytree

from devices.bench.client import BenchError
from kiosk.clock import Delays
from kiosk.config import DEVICE_ROLES, Config, DeviceTable, load_config
from kiosk.runtime import Kiosk
from tests.central import databases
from tests.flows.headless import HeadlessCitizen
from tests.prepared import prepared
from tools.citizen import Citizen
from tools.rig import Rig
from tools.screen_citizen import ScreenCitizen
from ui.app import Application

_BAUD = 921_600
"""The wire is as real at any rate, and a receipt takes 2 s at the product's 115,200"""
HEADLESS, SCREENS = "headless", "screens"

_AS_AT_FIRST: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("id_card_reader", "lift", {}),
    ("id_card_reader", "calm", {}),
    ("id_card_reader", "healthy", {}),
    *(("receipt_printer", knob, {}) for knob in ("cover_close", "clear_cutter", "cool_down", "repair", "unsilent")),
    *(("receipt_printer", knob, {}) for knob in ("load_paper", "take_paper")),
    *(("document_printer", knob, {}) for knob in ("cover_close", "clear", "load_toner", "resume", "load_paper")),
    ("document_printer", "take_paper", {}),
    ("document_camera", "reset", {}),
    ("network", "restore", {}),
    ("network", "lose_answers", {"count": 0}),
    ("network", "delay", {"ms": 0}),
    ("payment", "restore", {}),
    ("payment", "auto_pay", {"off": True}),
)


class House:
    """A rig, and at most one kiosk on it: devices have one owner. The kiosk stays from story to story where it can."""

    def __init__(self, folder: Path) -> None:
        databases.fresh(folder / "central")
        self.rig = Rig(folder)
        self.rig.start()
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._elsewhere = (tempfile.tempdir, os.environ.get("TMPDIR"))
        # Kept apart, for other programs write where everybody's temporary files lie, and tests look into these.
        tempfile.tempdir = os.environ["TMPDIR"] = str(self.temporary)
        self.control = self.rig.control
        self._key: tuple[str, Delays] | None = None
        self._kiosk: Kiosk | None = None
        self._application: Application | None = None
        self._kiosks = 0
        self._releases: Path | None = None
        """What the kiosk before has fetched and examined: seconds that no story is about"""

    def config(self, *, smart_cards: bool = False) -> Config:
        """The rig's configuration with a state folder nobody has used but for its matters, without the development dock.

        With `smart_cards` close the kiosk at the end: ``libpcsclite`` knows one service in a process, and every rig has its own.
        """
        self._kiosks += 1
        state = self.rig.folder / f"state-{self._kiosks}"
        state.mkdir(mode=0o700)
        copy(self.rig.state / "device.key", state / "device.key")
        copytree(self.rig.state / "platform", state / "platform")
        prepared(state)
        if self._releases is not None:
            copytree(self._releases, state / "releases", symlinks=True)
        config = load_config(self.rig.config_path)
        kiosk = config.kiosk.model_copy(update={"state": state})
        devices = config.devices.model_copy(update={"receipt_printer": _faster(config.devices.receipt_printer)})
        if not smart_cards:
            devices = devices.model_copy(update={"smart_card_reader": None})
        return config.model_copy(update={"kiosk": kiosk, "dock": None, "devices": devices})

    def reset(self) -> None:
        """The hardware as at first, and an empty lobby before a kiosk that has noticed it."""
        for device in ("id_card_reader", "receipt_printer", "document_printer"):
            if not self.control.send(device, "state")["plugged"]:
                self.control.send(device, "replug")
        for device, knob, args in _AS_AT_FIRST:
            self.control.send(device, knob, **args)

    def citizen(
        self, mode: str, delays: Delays, config: Config | None = None, as_a: type[ScreenCitizen] = ScreenCitizen
    ) -> Citizen:
        """Somebody new, before a kiosk with these delays; with `config`, before a kiosk that has just been started."""
        if self._key != (mode, delays) or config is not None:
            self.close_kiosk()
            self._open(mode, delays, config or self.config())
        kiosk = self._kiosk
        assert kiosk is not None
        at = self._application
        citizen: Citizen = as_a(at, self.control) if at is not None else HeadlessCitizen(kiosk, self.control)
        citizen.wait("an empty kiosk", lambda: kiosk.runner.visit is None)
        citizen.wait("the devices", lambda: all(kiosk.devices.role(role).status.usable for role in DEVICE_ROLES))
        citizen.wait("the last card to be gone", lambda: not kiosk.identity.card_present)
        citizen.wait("the platform", lambda: kiosk.engine.online)
        return citizen

    def _open(self, mode: str, delays: Delays, config: Config) -> None:
        self._kiosk = Kiosk(config, delays=delays)
        if mode == SCREENS:
            self._application = Application(config, kiosk=self._kiosk)
            window = self._application.open()
            window.resize(1080, 1920)
            window.requestActivate()
        else:
            self._kiosk.start()
        self._key = (mode, delays)

    def places(self) -> list[Path]:
        """Where the kiosk that runs now could leave something: its state, temporary files, the keyboard's, the spool."""
        assert self._kiosk is not None
        memory = [Path(self._application._memory.name)] if self._application is not None else []
        return [self._kiosk.config.kiosk.state, self.temporary, *memory, self.rig.folder / "bench" / "spool"]

    def close_kiosk(self) -> None:
        """Stop the kiosk, so that another can have the devices."""
        if self._application is not None:
            self._application.close()
        elif self._kiosk is not None:
            self._kiosk.stop()
        if self._kiosk is not None:
            self._releases = self._kiosk.config.kiosk.state / "releases"
        self._application, self._kiosk, self._key = None, None, None

    def close(self) -> None:
        """Stop everything, also when a part of it does not stop by itself."""
        try:
            self.close_kiosk()
        finally:
            tempfile.tempdir, folder = self._elsewhere
            if folder is None:
                os.environ.pop("TMPDIR", None)
            else:
                os.environ["TMPDIR"] = folder
            with suppress(BenchError):
                self.control.send("payment", "restore")
            self.rig.stop()


def _faster(table: DeviceTable) -> DeviceTable:
    return table.model_copy(update={"baud": _BAUD})
