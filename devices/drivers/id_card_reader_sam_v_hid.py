"""ID-card readers with a SAM_V module behind USB HID, YinanSoft type (VID 2B8B, PID 2721).

The module's frames travel raw in reports of 64 bytes: a frame goes out padded to whole reports, an answer is read report
by report until it is complete, and what pads its last one is skipped (``reference/devices.md`` 1.1, one source). The
kernel's hidraw wants the report's number in front of what is written, 0 for reports without one, and hands over reports
without it (docs.kernel.org/hid/hidraw.html).
"""

import errno
import fcntl
import os
import select
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from devices.api.cancel import current
from devices.api.probing import Discovery, Recognised
from devices.codecs import sam_v_wire
from devices.sam_v import handshake
from devices.sam_v.card_reader import SamVCardReader
from devices.sam_v.options import SamVOptions
from devices.transports.serial_line import LineHeld, LineLost, LineTimeout

REPORT_BYTES = 64
_NO_NUMBER = b"\0"
_BYTES_PER_S = 64_000
"""one report a millisecond, the most of a full-speed interrupt pipe"""
_SLICE_S = 0.05
"""a wait looks this often whether its command is still wanted"""
_HID_ID = "HID_ID=0003:00002B8B:00002721"
"""as the kernel tells it: bus USB, vendor, product"""


class SamVHidOptions(SamVOptions):
    """Where the reader is, and what is known about its module."""

    port: str = Field(min_length=1)
    """``/dev/hidrawN``, best a link that a udev rule makes"""


class SamVHidReader(SamVCardReader):
    """One reader; see `devices.api.id_card_reader.IdCardReader`. Options: `SamVHidOptions`."""

    wire: ClassVar = replace(sam_v_wire.KNOWLEDGE, report_bytes=1 + REPORT_BYTES)
    discovery: ClassVar = Discovery(find=lambda root, limit_s: found_under(root, limit_s))  # noqa: PLW0108 - it is defined below

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        checked = SamVHidOptions.model_validate(dict(options))
        super().__init__(HidrawLine(checked.port), checked, bytes_per_s=_BYTES_PER_S, monotonic=monotonic)


class HidrawLine:
    """Frames over the reports of one hidraw node; see `devices.sam_v.session.Line`."""

    def __init__(self, port: str) -> None:
        """Nothing is opened yet."""
        self._port = port
        self._descriptor = -1

    def open(self) -> None:
        """Open the node, with a lock: the kernel would let any number of programs in."""
        self.close()
        with self._translated("open"):
            self._descriptor = os.open(self._port, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.close()
                raise

    def close(self) -> None:
        """Let go of the node; safe to call twice and when it has gone."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            try:
                os.close(descriptor)
            except OSError:
                return  # it went before us; the number is free all the same

    def drain(self) -> None:
        """Throw away the reports received so far."""
        with self._translated("drain"):
            while self._ready(0.0):
                self._report()

    def write(self, data: bytes) -> None:
        """Send one frame in as many reports as it takes."""
        with self._translated("write"):
            for start in range(0, len(data), REPORT_BYTES):
                report = _NO_NUMBER + data[start : start + REPORT_BYTES].ljust(REPORT_BYTES, b"\0")
                if os.write(self._descriptor, report) != len(report):
                    raise LineTimeout(f"write {self._port}: the reader does not take the report")

    def read_some(self, timeout_s: float) -> bytes:
        """The next report, padding included; `LineTimeout` when none comes within `timeout_s` seconds."""
        deadline = time.monotonic() + timeout_s
        with self._translated("read"):
            while not self._ready(min(_SLICE_S, max(0.0, deadline - time.monotonic()))):
                current().check()
                if time.monotonic() >= deadline:
                    raise LineTimeout(f"read {self._port}: silence for {timeout_s:g} s")
            return self._report()

    def _report(self) -> bytes:
        report = os.read(self._descriptor, REPORT_BYTES)
        if not report:
            raise OSError(errno.EIO, "end of file")  # the node has gone
        return report

    def _ready(self, timeout_s: float) -> bool:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(timeout_s * 1000))

    @contextmanager
    def _translated(self, doing: str) -> Iterator[None]:
        try:
            yield
        except BlockingIOError as held:
            if doing == "open":
                raise LineHeld(f"open {self._port}: in use by another program") from held
            raise LineTimeout(f"{doing} {self._port}: the reader takes nothing") from held
        except (OSError, ValueError) as lost:
            # ValueError: poll does not take the descriptor of a line that was closed.
            number = getattr(lost, "errno", None)
            raise LineLost(f"{doing} {self._port}: {errno.errorcode.get(number or 0, 'not open')}") from lost


def found_under(root: Path, limit_s: float) -> tuple[Recognised, ...]:
    """The readers of this type among the hidraw nodes under `root`. Only those are asked; the answer is theirs."""
    deadline = time.monotonic() + limit_s
    entries = sorted((root / "sys/class/hidraw").glob("hidraw*"))
    asked = (_asked(root / "dev" / each.name) for each in entries if _is_ours(each) and time.monotonic() < deadline)
    return tuple(each for each in asked if each is not None)


def _is_ours(entry: Path) -> bool:
    try:
        return _HID_ID in (entry / "device/uevent").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def _asked(node: Path) -> Recognised | None:
    line = HidrawLine(str(node))
    try:
        line.open()
        recognised = handshake.ask(line)
    except (LineLost, LineTimeout):
        return None
    finally:
        line.close()
    if recognised is None:
        return None
    return Recognised(
        f"{recognised.what} behind USB HID",
        recognised.confidence,
        recognised.why,
        recognised.identity,
        {"port": str(node)},
    )
