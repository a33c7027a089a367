"""The simulated receipt printer's controller: receive buffer, status bytes, XON/XOFF and automatic status."""

import time
from collections.abc import Callable

from devices.bench.device import JsonObject
from devices.bench.escpos_commands import Command

_CAPACITY = 4096
_XON, _XOFF = b"\x11", b"\x13"
_ERRORS = frozenset({"cutter", "broken", "hot"})
_STOPPING = _ERRORS | {"cover_open", "silent", "off"}
_NO_FAULT = frozenset({"near_end", "cover_open", "cannot_clear"})


class ReceiptFirmware:
    """What the printer knows and says. Used under the printer's lock; `answer` sends to whoever asked last."""

    def __init__(self, paper_left: Callable[[], int], near_end_dots: int) -> None:
        """`paper_left` gives the dots on the roll."""
        self.buffer = bytearray()
        self.capacity = _CAPACITY
        self.flags: set[str] = set()
        self.xonxoff = False
        self.deaf = False
        self.answer: Callable[[bytes], None] = lambda _: None
        self._paper_left = paper_left
        self._near_end_dots = near_end_dots
        self._overflowed = 0
        self._automatic = False
        self._told = b""
        self._halted = False
        self._passes: dict[str, float] = {}

    # -- state -----------------------------------------------------------------------------------------------------

    @property
    def gone(self) -> bool:
        """Whether it neither takes nor answers anything."""
        return bool(self.flags & {"silent", "off"})

    @property
    def waits(self) -> bool:
        """Whether a fault will pass by itself."""
        return bool(self._passes)

    def stopped(self) -> bool:
        """Whether nothing is printed now."""
        return self._end() or bool(self.flags & _STOPPING)

    def pass_after(self, flag: str, seconds: float) -> None:
        """Let the flag pass after that time; zero for never."""
        self._passes.pop(flag, None)
        if seconds:
            self._passes[flag] = time.monotonic() + seconds

    def tick(self) -> list[str]:
        """Let pass what is due; the flags that did."""
        due = [flag for flag, at in self._passes.items() if time.monotonic() >= at]
        for flag in due:
            self.flags.discard(flag)
            del self._passes[flag]
        return due

    def forget(self) -> None:
        """What a power cut takes."""
        self._automatic, self._told, self._halted = False, b"", False

    def state(self) -> JsonObject:
        """For the development dock and tests."""
        return {
            "paper": "end" if self._end() else "near_end" if self._near_end() else "ok",
            "cover": "open" if "cover_open" in self.flags else "closed",
            "faults": sorted(self.flags - _NO_FAULT),
            "buffered_bytes": len(self.buffer),
            "overflowed_bytes": self._overflowed,
        }

    # -- the wire --------------------------------------------------------------------------------------------------

    def keep(self, byte: int) -> None:
        """Take a byte into the buffer; lost where there is no room."""
        if len(self.buffer) < self.capacity:
            self.buffer.append(byte)
        else:
            self._overflowed += 1

    def answer_real_time(self, n: int) -> None:
        """``DLE EOT n``."""
        value = self._real_time_status(n)
        if value is not None and not self.deaf:
            self.answer(bytes((value,)))

    def obeys(self, command: Command) -> bool:
        """Whether the command was for the controller and not for the head."""
        match command.name:
            case "GS r":
                near, end = 0x03 * self._near_end(), 0x0C * self._end()
                if not self.deaf:
                    self.answer(bytes((near | end,)))
            case "GS a":
                self._automatic = bool(command.arguments[0])
                self._told = b""
            case _:
                return False
        return True

    def tell(self) -> None:
        """Send what the host should know unasked: a changed automatic status, XOFF and XON."""
        if self.gone:
            return
        status = self._automatic_status()
        if self._automatic and status != self._told:
            self._told = status
            self.answer(status)
        if self.xonxoff or "xoff" in self.flags or self._halted:
            self._handshake()

    def _handshake(self) -> None:
        full = len(self.buffer) > self.capacity * 3 // 4
        roomy = len(self.buffer) <= self.capacity // 2
        if not self._halted and (full or self.stopped() or "xoff" in self.flags):
            self._halted = True
            self.answer(_XOFF)
        elif self._halted and roomy and not self.stopped() and "xoff" not in self.flags:
            self._halted = False
            self.answer(_XON)

    def _real_time_status(self, n: int) -> int | None:
        flags, end = self.flags, self._end()
        match n:
            case 1:
                return 0x12 | 0x08 * self.stopped()
            case 2:
                return 0x12 | 0x04 * ("cover_open" in flags) | 0x20 * end | 0x40 * bool(flags & _ERRORS)
            case 3:
                return 0x12 | 0x08 * ("cutter" in flags) | 0x20 * ("broken" in flags) | 0x40 * ("hot" in flags)
            case 4:
                return 0x12 | 0x0C * self._near_end() | 0x60 * end
            case _:
                return None

    def _automatic_status(self) -> bytes:
        flags = self.flags
        return bytes(
            (
                0x10 | 0x08 * self.stopped() | 0x20 * ("cover_open" in flags),
                0x08 * ("cutter" in flags) | 0x20 * ("broken" in flags) | 0x40 * ("hot" in flags),
                0x03 * self._near_end() | 0x0C * self._end(),
                0,
            )
        )

    def _near_end(self) -> bool:
        return "near_end" in self.flags or self._paper_left() < self._near_end_dots

    def _end(self) -> bool:
        return self._paper_left() <= 0
