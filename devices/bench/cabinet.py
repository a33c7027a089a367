"""A simulated cabinet board: a Modbus-RTU unit with three inputs and four relays on a paced pseudo-terminal."""

import threading
from collections.abc import Mapping
from typing import Any

from devices.api.cabinet import GuideLight, Sensor
from devices.bench.device import JsonObject, KnobError, Places, text_arg, unknown_verb
from devices.bench.faulty_wire import Framing
from devices.bench.pty_port import PtyPort
from devices.codecs.modbus_rtu import ExceptionCode, Function, Request, RequestParser, exception_frame, reply_frame

_UNIT = 1
_INPUTS = tuple(Sensor)
_RELAYS = tuple(GuideLight)
_VERBS = ("feel", "calm", "chatter", "silent", "busy", "dark", "unplug", "replug")


class CabinetBench:
    """The board and what is wired to it.

    Knobs: ``feel sensor=`` and ``calm sensor=`` (door, proximity, tray) · ``chatter sensor=`` (one reading is wrong) ·
    ``silent [on=]`` · ``busy [on=]`` (refuses with *device busy*) · ``dark`` (all lights out) · ``unplug`` · ``replug``.
    """

    name = "cabinet"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._port = PtyPort(places.serial_link(self.name), self._received, framing=Framing(length_at=2, check_bytes=2))
        self.lines = {"line": self._port}
        self._lock = threading.Lock()
        self._parser = RequestParser()
        self._feels = dict.fromkeys(_INPUTS, False)
        self._lit = [False] * len(_RELAYS)
        self._chatter: set[Sensor] = set()
        self._silent = False
        self._busy = False

    def start(self) -> JsonObject:
        """Plug the board in."""
        self._port.plug()
        return {"port": str(self._port.link), "driver": "cabinet.modbus", "baud": 9600}

    def stop(self) -> None:
        """Pull it out."""
        self._port.unplug()

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob; see the class."""
        if verb in ("unplug", "replug"):
            self._port.unplug() if verb == "unplug" else self._port.plug()
            return self.state()
        with self._lock:
            if verb in ("feel", "calm"):
                self._feels[_sensor(args)] = verb == "feel"
            elif verb == "chatter":
                self._chatter.add(_sensor(args))
            elif verb == "silent":
                self._silent = bool(args.get("on", True))
            elif verb == "busy":
                self._busy = bool(args.get("on", True))
            elif verb == "dark":
                self._lit = [False] * len(_RELAYS)
            else:
                raise unknown_verb(self.name, verb, _VERBS)
        return self.state()

    def state(self) -> JsonObject:
        """What is felt and what is lit."""
        with self._lock:
            return {
                "plugged": self._port.plugged,
                "sensors": {sensor.value: felt for sensor, felt in self._feels.items()},
                "lights": [light.value for light, lit in zip(_RELAYS, self._lit, strict=True) if lit],
                "silent": self._silent,
                "busy": self._busy,
            }

    def _received(self, data: bytes) -> None:
        with self._lock:
            replies = [self._obey(request) for request in self._parser.feed(data) if request.unit == _UNIT]
            silent = self._silent
        if not silent:
            for reply in replies:
                self._port.send(reply)

    def _obey(self, request: Request) -> bytes:
        if self._busy:
            return exception_frame(request, ExceptionCode.DEVICE_BUSY)
        reads_inputs = request.function is Function.READ_DISCRETE_INPUTS
        size = len(_INPUTS) if reads_inputs else len(_RELAYS)
        if request.count < 1 or request.address + request.count > size:
            return exception_frame(request, ExceptionCode.ILLEGAL_ADDRESS)
        window = slice(request.address, request.address + request.count)
        if reads_inputs:
            felt = [self._feels[sensor] != (sensor in self._chatter) for sensor in _INPUTS]
            self._chatter.clear()
            return reply_frame(request, felt[window])
        if request.function is Function.READ_COILS:
            return reply_frame(request, self._lit[window])
        self._lit[window] = request.values
        return reply_frame(request)


def _sensor(args: Mapping[str, Any]) -> Sensor:
    name = text_arg(args, "sensor")
    if name not in Sensor.__members__.values():
        raise KnobError(f"'sensor' must be one of: {', '.join(Sensor)}")
    return Sensor(name)
