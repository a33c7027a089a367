"""Drivers that are wrong on purpose, on the cabinet's bench: the contract must refuse each of them."""

import os
import threading
import time
from collections.abc import Mapping
from typing import Any

from devices.api.cabinet import CabinetSensors
from devices.api.errors import DeviceError, DeviceFault
from devices.bench.people import PEOPLE
from devices.codecs.modbus_rtu import read_inputs, unpack
from devices.drivers.cabinet_modbus import ModbusCabinet
from devices.transports.serial_line import LineLost, LineTimeout

_FRAME = 6


class Trusting(ModbusCabinet):
    """Takes the first six bytes that come for the answer, whatever their check sum."""

    def sensors(self) -> CabinetSensors:
        """What the fourth byte says."""
        try:
            self._line.drain()
            self._line.write(read_inputs(1, 0, 3).frame())
            heard = self._line.read(_FRAME, 0.3)
        except (LineLost, LineTimeout) as lost:
            raise DeviceError(DeviceFault.CABINET_LOST, str(lost)) from lost
        return CabinetSensors(*unpack(heard[3:4], 3))


class Patient(ModbusCabinet):
    """Waits for its answer as long as it takes, with nobody's deadline in mind."""

    def sensors(self) -> CabinetSensors:
        """Comes back after three seconds of silence, whatever was asked."""
        ends = time.monotonic() + 3.0
        while time.monotonic() < ends:
            try:
                return super().sensors()
            except DeviceError:
                threading.Event().wait(0.05)
        raise DeviceError(DeviceFault.CABINET_NO_ANSWER, "at last")


class Leaky(ModbusCabinet):
    """Keeps a thread and a descriptor of every time it was opened."""

    ended = threading.Event()
    descriptors: list[int]

    def __init__(self, options: Mapping[str, object], **more: Any) -> None:
        """As its parent."""
        super().__init__(options, **more)
        self.descriptors = KEPT

    def open(self) -> None:
        """Open, and forget what was begun."""
        super().open()
        self.descriptors.append(os.open(os.devnull, os.O_RDONLY))
        threading.Thread(target=self.ended.wait, daemon=True).start()


class Chatty(ModbusCabinet):
    """Says what it should not when something goes wrong."""

    def sensors(self) -> CabinetSensors:
        """Names somebody."""
        try:
            return super().sensors()
        except DeviceError as error:
            raise DeviceError(error.fault, f"while {PEOPLE['wang'].card.name} stood there") from error


class Careless(ModbusCabinet):
    """Lets what its line raises through."""

    def sensors(self) -> CabinetSensors:
        """Breaks with the line's own exception."""
        self._line.drain()
        return super().sensors()


KEPT: list[int] = []
