"""A simulated code scanner with both of its plugs: a serial line, and a keyboard whose events come from a FIFO."""

import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.faulty_wire import HangUp, StepPlayer, WireFaults
from devices.bench.pty_port import PtyPort
from devices.bench.wire_faults import Scenario, WireFault
from devices.codecs.input_events import RECORD, typed

_RECORDS = 256
_ENDINGS = {"cr": b"\r", "crlf": b"\r\n", "lf": b"\n", "none": b""}
_ENCODINGS = ("utf-8", "gb18030")


class CodeScannerBench:
    """One scanner.

    Knobs: ``scan text= [encoding=utf-8|gb18030] [ending=cr|crlf|lf|none]`` · ``partial text=`` (its second half only, as when
    it was switched on over a code) · ``raw hex=`` · ``flood bytes=`` · ``type text=`` (keyboard) · ``unplug`` · ``replug``.
    """

    name = "code_scanner"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._port = PtyPort(places.serial_link(self.name), lambda _: None)
        self._keyboard = _Keyboard(
            places.directory / "host/dev/input/by-id" / "usb-Suishiban_Bench_code_scanner-event-kbd"
        )
        self.lines = {"serial": self._port, "keyboard": self._keyboard}
        self._lock = threading.Lock()
        self._scans = 0
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "scan": self._scan,
            "partial": lambda args: self._port.send(_half(text_arg(args, "text")) + b"\r"),
            "raw": lambda args: self._port.send(_from_hex(text_arg(args, "hex"))),
            "flood": lambda args: self._port.send(b"0" * int(number_arg(args, "bytes")) + b"\r"),
            "type": self._type,
            "unplug": lambda _: self._unplug(),
            "replug": lambda _: self._plug(),
        }

    def start(self) -> JsonObject:
        """Plug both in."""
        self._plug()
        return {
            "port": str(self._port.link),
            "driver": "code_scanner.serial",
            "baud": 9600,
            "keyboard": str(self._keyboard.path),
        }

    def stop(self) -> None:
        """Pull both out."""
        self._unplug()

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob; see the class."""
        if verb not in self._knobs:
            raise unknown_verb(self.name, verb, tuple(self._knobs))
        self._knobs[verb](args)
        return self.state()

    def state(self) -> JsonObject:
        """How many codes were read."""
        return {"plugged": self._port.plugged, "scans": self._scans}

    def _scan(self, args: Mapping[str, Any]) -> None:
        encoding, ending = text_arg(args, "encoding", "utf-8"), text_arg(args, "ending", "cr")
        if encoding not in _ENCODINGS or ending not in _ENDINGS:
            raise KnobError(f"'encoding' is one of {', '.join(_ENCODINGS)}; 'ending' is one of {', '.join(_ENDINGS)}")
        self._port.send(text_arg(args, "text").encode(encoding) + _ENDINGS[ending])
        self._scans += 1

    def _type(self, args: Mapping[str, Any]) -> None:
        try:
            records = b"".join(typed(text_arg(args, "text")))
        except KeyError as sign:
            raise KnobError(f"a keyboard-type scanner cannot type {sign}") from None
        self._keyboard.send(records)
        self._scans += 1

    def _plug(self) -> None:
        self._port.plug()
        self._keyboard.plug()

    def _unplug(self) -> None:
        self._port.unplug()
        self._keyboard.unplug()


class _Keyboard:
    """The FIFO that stands for ``/dev/input/event…``, and what goes wrong on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None
        self._faults = WireFaults()
        self._player = StepPlayer(self._write, self._hang_up)
        self._hung_up = False

    @property
    def active(self) -> tuple[WireFault, ...]:
        return self._faults.active

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(self._faults.sizes)

    def begin(self, scenario: Scenario) -> None:
        self.calm()
        self._faults.begin(scenario)

    def calm(self) -> None:
        self._player.stop()
        self._faults.calm()
        if self._hung_up:
            self.plug()

    def plug(self) -> None:
        self._hung_up = False
        if self._descriptor is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.unlink(missing_ok=True)
            os.mkfifo(self.path, 0o600)
            # For reading and writing: opening does not wait for the driver, and events nobody reads stay in the pipe.
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def unplug(self) -> None:
        self._player.stop()
        self._hung_up = False
        self._pull()

    def _hang_up(self, how: HangUp) -> None:
        self._hung_up = self._descriptor is not None
        self._pull()
        if how.back_after_s is not None and self._player.pause(how.back_after_s):
            self.plug()

    def _pull(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
            self.path.unlink(missing_ok=True)

    def send(self, records: bytes) -> None:
        if self._descriptor is None:
            raise KnobError("the keyboard is unplugged")
        table = [records[start : start + RECORD.size] for start in range(0, len(records), RECORD.size)]
        # The kernel hands over whole records: what goes wrong goes wrong with them, a byte standing for each.
        for first in range(0, len(table), _RECORDS):
            part = table[first : first + _RECORDS]
            self._player.play(self._faults.steps(bytes(range(len(part))), partial(_of, part)))

    def _write(self, records: bytes) -> None:
        descriptor = self._descriptor
        if descriptor is not None:
            # A full pipe loses keys, as the kernel's buffer does when nobody reads.
            with suppress(BlockingIOError):
                os.write(descriptor, records)


def _of(records: list[bytes], units: bytes) -> bytes:
    """The records that `units` stand for."""
    return b"".join(records[unit % len(records)] for unit in units)


def _half(text: str) -> bytes:
    data = text.encode()
    return data[len(data) // 2 :]


def _from_hex(digits: str) -> bytes:
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise KnobError("'hex' must be pairs of hexadecimal digits") from None
