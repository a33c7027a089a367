"""What every simulated device is to the bench."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

JsonObject = dict[str, Any]
"""A JSON object as it crosses the control socket"""


class KnobError(Exception):
    """A command of the control socket that cannot be done; the text is a plain sentence for whoever sent it."""


class UnknownKnobError(KnobError):
    """A knob that the device does not have; `known` are those it has."""

    def __init__(self, device: str, verb: str, known: tuple[str, ...]) -> None:
        """Name them all."""
        wrong = f"has no knob '{verb}'" if verb else "wants a knob"
        super().__init__(f"{device} {wrong}; it has: {', '.join(known)}")
        self.known = known


@dataclass(frozen=True, slots=True)
class Places:
    """Where the bench lives and what it stands in front of."""

    directory: Path
    central_upstream: str = ""
    payment_upstream: str = ""

    @property
    def host(self) -> Path:
        """The folder over ``sys`` and ``dev`` of the machine that the devices are plugged into."""
        return self.directory / "host"

    def serial_link(self, device: str) -> Path:
        """The stable path of a device's serial port: its ``/dev/serial/by-id`` in `host`."""
        return self.host / "dev" / "serial" / "by-id" / f"usb-Suishiban_Bench_{device}-if00"


class BenchDevice(Protocol):
    """One simulated device. Its constructor takes `Places` and touches nothing; `command` may come from any thread."""

    @property
    def name(self) -> str:
        """The name in the control protocol and in ``bench.json``, e.g. ``id_card_reader``."""

    def start(self) -> JsonObject:
        """Appear on the wire; returns this device's entry of ``bench.json`` (``port`` or ``url``, …)."""

    def stop(self) -> None:
        """Disappear: threads ended, ports and links gone. Safe to call twice."""

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob. Returns what the sender may want to know; raises `KnobError` for what cannot be done."""

    def state(self) -> JsonObject:
        """How the device stands now, for the development dock and for tests."""


def text_arg(args: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A text argument of a knob, or `KnobError`."""
    value = args.get(key, default)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # digits typed after `kioskctl bench` arrive as a number
    if not isinstance(value, str):
        raise KnobError(f"'{key}' must be given as text")
    return value


def number_arg(args: Mapping[str, Any], key: str, default: float | None = None) -> float:
    """A number (not negative) as argument of a knob, or `KnobError`."""
    value = args.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise KnobError(f"'{key}' must be given as a number, zero or more")
    return float(value)


def unknown_verb(device: str, verb: str, known: tuple[str, ...]) -> UnknownKnobError:
    """The error for a verb that a device does not have."""
    return UnknownKnobError(device, verb, known)
