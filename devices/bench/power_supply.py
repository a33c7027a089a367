"""A simulated UPS that speaks Megatec Q1 on a paced pseudo-terminal."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from devices.bench.device import JsonObject, Places, number_arg, unknown_verb
from devices.bench.pty_port import PtyPort
from devices.codecs.megatec import Q1, reply

_ON_MAINS = Q1(
    input_v=221.0,
    output_v=220.0,
    load_percent=18,
    frequency_hz=50.0,
    battery_v=27.2,
    temperature_c=28.5,
    utility_failed=False,
    battery_low=False,
    ups_failed=False,
    testing=False,
    shutting_down=False,
)


class PowerSupplyBench:
    """The supply in the foot of the cabinet.

    Knobs: ``mains_fail`` · ``mains_return`` · ``battery_low`` · ``blink_low`` (says *low* in one answer only) · ``fail`` ·
    ``repair`` · ``load percent=`` · ``garble`` (one damaged answer) · ``silent`` · ``speak`` ·
    ``deaf`` (takes no command to shut down) · ``obey`` · ``unplug`` · ``replug``.
    """

    name = "power_supply"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._port = PtyPort(places.serial_link(self.name), self._received)
        self.lines = {"line": self._port}
        self._lock = threading.Lock()
        self._heard = b""
        self._now = _ON_MAINS
        self._blink = False
        self._garble = False
        self._silent = False
        self._deaf = False
        self._told = ""
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "mains_fail": lambda _: self._become(utility_failed=True, input_v=0.0, battery_v=25.1),
            "mains_return": lambda _: self._become(
                utility_failed=False, battery_low=False, input_v=221.0, battery_v=27.2
            ),
            "battery_low": lambda _: self._become(utility_failed=True, battery_low=True, input_v=0.0, battery_v=21.6),
            "blink_low": lambda _: setattr(self, "_blink", True),
            "fail": lambda _: self._become(ups_failed=True),
            "repair": lambda _: self._become(ups_failed=False),
            "load": lambda args: self._become(load_percent=int(number_arg(args, "percent"))),
            "garble": lambda _: setattr(self, "_garble", True),
            "silent": lambda _: setattr(self, "_silent", True),
            "speak": lambda _: setattr(self, "_silent", False),
            "deaf": lambda _: setattr(self, "_deaf", True),
            "obey": lambda _: setattr(self, "_deaf", False),
        }

    def start(self) -> JsonObject:
        """Plug the line in."""
        self._port.plug()
        return {"port": str(self._port.link), "driver": "power_supply.megatec", "baud": 2400}

    def stop(self) -> None:
        """Pull it out."""
        self._port.unplug()

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob; see the class."""
        if verb in ("unplug", "replug"):
            self._port.unplug() if verb == "unplug" else self._port.plug()
        elif verb in self._knobs:
            with self._lock:
                self._knobs[verb](args)
        else:
            raise unknown_verb(self.name, verb, (*self._knobs, "unplug", "replug"))
        return self.state()

    def state(self) -> JsonObject:
        """How the supply stands, and what it was told last (``S02R0001``, ``C``)."""
        with self._lock:
            now = self._now
            return {
                "plugged": self._port.plugged,
                "on_battery": now.utility_failed,
                "battery_low": now.battery_low,
                "failed": now.ups_failed,
                "load_percent": now.load_percent,
                "shutting_down": now.shutting_down,
                "silent": self._silent,
                "told": self._told,
            }

    def _become(self, **facts: Any) -> None:  # noqa: ANN401 - fields of Q1
        self._now = replace(self._now, **facts)

    def _received(self, data: bytes) -> None:
        with self._lock:
            *commands, self._heard = (self._heard + data).split(b"\r")
            replies = [answer for command in commands if (answer := self._obey(command))]
        for answer in replies:
            self._port.send(answer)

    def _obey(self, command: bytes) -> bytes:
        if command[:1] in (b"C", b"S") and not self._deaf:
            self._told = command.decode("ascii", "replace")
            self._become(shutting_down=command[:1] == b"S")
        elif command == b"Q1" and not self._silent:
            return self._answer()
        return b""

    def _answer(self) -> bytes:
        now = replace(self._now, battery_low=True) if self._blink else self._now
        self._blink = False
        answer = reply(now)
        if self._garble:
            self._garble = False
            return answer[:20] + b"#" + answer[21:]
        return answer
