"""A thermal receipt printer on a pseudo-terminal: obeys ESC/POS, runs out of paper, jams, and leaves its paper as PNG files.

Status bits as in devices.md 3.3. ``DLE`` commands are obeyed the moment they arrive, also inside other data, as real ones do.
"""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from devices.bench.device import JsonObject, KnobError, Places, number_arg, unknown_verb
from devices.bench.escpos_commands import Command, next_command
from devices.bench.pty_port import PtyPort
from devices.bench.thermal_head import WIDTH_DOTS, ThermalHead, stacked

DOTS_PER_MM = 8
_HEAD_TO_BLADE = 80
"""dots between the head and the blade: the white top of every receipt"""
_ROLL_MM = 80_000
_NEAR_END_MM = 2_000
_BUFFER = 64 * 1024
_STEP_ROWS = 24
"""rows moved at once; a fault can strike between two steps"""
_MARGIN_DOTS = 32
"""80 mm of paper around 72 mm of print head"""
_PAPER, _INK = 252, 24


class ReceiptPrinterBench:
    """The device ``receipt_printer`` of the bench. Knobs: see `command`."""

    name = "receipt_printer"

    def __init__(self, places: Places, *, speed_mm_s: float = 600.0) -> None:
        """`speed_mm_s` is the motor's speed; a real one does 100 to 250, the bench is faster unless told otherwise."""
        self._port = PtyPort(places.serial_link("receipt_printer"), self._received)
        self._paper_dir = places.directory / "paper"
        self._speed_mm_s = speed_mm_s
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._running = False
        self._buffer = bytearray()
        self._recent = b""
        self._head = ThermalHead()
        self._pending: list[Image.Image] = []
        self._strips: list[Image.Image] = []
        self._papers: list[Path] = []
        self._torn: list[Path] = []
        self._count = 0
        self._jobs_lost = 0
        self._left_dots = _ROLL_MM * DOTS_PER_MM
        self._printed_dots = 0
        self._flags: set[str] = set()
        self._cool_at = 0.0
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "load_paper": self._load_paper,
            "empty_paper": lambda _: self._set_left(0),
            "paper_out_after": lambda args: self._set_left(number_arg(args, "mm")),
            "near_end": lambda args: self._flag("near_end", on=bool(args.get("on", True))),
            "cover_open": lambda _: self._flag("cover_open", on=True),
            "cover_close": lambda _: self._flag("cover_open", on=False),
            "cutter_jam": lambda args: self._flag("blade_blocked" if args.get("at_cut") else "cutter", on=True),
            "clear_cutter": self._clear_cutter,
            "overheat": self._overheat,
            "cool_down": lambda _: self._flag("hot", on=False),
            "break": lambda _: self._flag("broken", on=True),
            "repair": lambda _: self._flag("broken", on=False),
            "silent": lambda _: self._flag("silent", on=True),
            "unsilent": lambda _: self._flag("silent", on=False),
            "clone": lambda args: self._flag("cannot_clear", on=bool(args.get("on", True))),
            "speed": self._set_speed,
            "unplug": lambda _: self._unplug(),
            "replug": lambda _: self._port.plug(),
            "take_paper": lambda _: self._take_paper(),
        }

    # -- the bench's interface -------------------------------------------------------------------------------------

    def start(self) -> JsonObject:
        """Plug the port in and start the motor's thread."""
        self._paper_dir.mkdir(parents=True, exist_ok=True)
        for old in self._paper_dir.glob("receipt-*.png"):
            old.unlink()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="receipt printer", daemon=True)
        self._thread.start()
        self._port.plug()
        return {"port": str(self._port.link), "paper": str(self._paper_dir)}

    def stop(self) -> None:
        """Unplug and end the thread; printed paper stays where it is."""
        self._port.unplug()
        with self._change:
            self._running = False
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Knobs.

        ``load_paper [mm]`` · ``empty_paper`` · ``paper_out_after mm`` · ``near_end [on]`` · ``cover_open`` ·
        ``cover_close`` · ``cutter_jam [at_cut]`` · ``clear_cutter`` · ``overheat [seconds]`` · ``cool_down`` · ``break`` ·
        ``repair`` · ``silent`` · ``unsilent`` · ``clone [on]`` (cannot clear its buffer) · ``speed mm_s`` · ``unplug`` ·
        ``replug`` · ``take_paper`` · ``wait_paper count [seconds]`` (until that many receipts lie there).
        """
        if verb == "wait_paper":
            self._wait_paper(int(number_arg(args, "count")), number_arg(args, "seconds", 20))
        elif verb in self._knobs:
            self._knobs[verb](args)
        else:
            raise unknown_verb(self.name, verb, (*self._knobs, "wait_paper"))
        return self.state()

    def state(self) -> JsonObject:
        """Paper, cover and faults, and the PNG files of what has come out and not been taken."""
        with self._change:
            self._cool()
            return {
                "plugged": self._port.plugged,
                "paper": "end" if self._left_dots <= 0 else "near_end" if self._near_end() else "ok",
                "paper_left_mm": self._left_dots // DOTS_PER_MM,
                "printed_mm": self._printed_dots // DOTS_PER_MM,
                "cover": "open" if "cover_open" in self._flags else "closed",
                "faults": sorted(self._flags - {"near_end", "cover_open", "cannot_clear"}),
                "buffered_bytes": len(self._buffer),
                "papers": [str(path) for path in self._papers],
                "torn": [str(path) for path in self._torn],
            }

    # -- knobs -----------------------------------------------------------------------------------------------------

    def _flag(self, flag: str, *, on: bool) -> None:
        with self._change:
            (self._flags.add if on else self._flags.discard)(flag)
            if flag == "silent" and on:
                self._lose_job()
            self._change.notify_all()

    def _set_left(self, length_mm: float) -> None:
        with self._change:
            self._left_dots = int(length_mm * DOTS_PER_MM)
            self._change.notify_all()

    def _load_paper(self, args: Mapping[str, Any]) -> None:
        length_mm = number_arg(args, "mm", _ROLL_MM)
        with self._change:
            if self._left_dots <= 0 and self._strips:
                # The end of the old roll is pulled out with what was printed on it.
                self._finish_piece(stacked(self._strips), self._torn, "receipt-torn")
            self._strips = []
            self._flags.discard("near_end")
        self._set_left(length_mm)

    def _clear_cutter(self, _args: Mapping[str, Any]) -> None:
        with self._change:
            self._flags -= {"cutter", "blade_blocked"}
            self._change.notify_all()

    def _overheat(self, args: Mapping[str, Any]) -> None:
        seconds = number_arg(args, "seconds", 0)
        with self._change:
            self._cool_at = time.monotonic() + seconds if seconds else 0.0
        self._flag("hot", on=True)

    def _set_speed(self, args: Mapping[str, Any]) -> None:
        speed = number_arg(args, "mm_s")
        if not speed:
            raise KnobError("'mm_s' must be more than zero")
        self._speed_mm_s = speed

    def _unplug(self) -> None:
        self._port.unplug()
        with self._change:
            self._lose_job()

    def _take_paper(self) -> None:
        with self._change:
            for path in (*self._papers, *self._torn):
                path.unlink(missing_ok=True)
            self._papers, self._torn = [], []

    def _wait_paper(self, count: int, seconds: float) -> None:
        with self._change:
            if not self._change.wait_for(lambda: len(self._papers) >= count, seconds):
                raise KnobError(f"only {len(self._papers)} receipts came out in {seconds:g} s")

    # -- the wire --------------------------------------------------------------------------------------------------

    def _received(self, data: bytes) -> None:
        with self._change:
            if "silent" in self._flags:
                return
            for byte in data:
                if len(self._buffer) < _BUFFER:
                    self._buffer.append(byte)
                self._recent = (self._recent + bytes((byte,)))[-10:]
                self._obey_real_time()
            self._change.notify_all()

    def _obey_real_time(self) -> None:
        if self._recent[-3:-1] == b"\x10\x04":
            answer = self._real_time_status(self._recent[-1])
            if answer is not None:
                self._port.send(bytes((answer,)))
        clears = self._recent == b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" or (
            self._recent[-3:] == b"\x10\x05\x02" and self._stopped()
        )
        if clears and "cannot_clear" not in self._flags:
            self._lose_job()

    def _lose_job(self) -> None:
        self._buffer.clear()
        self._pending = []
        self._recent = b""
        self._jobs_lost += 1
        self._head.clear()

    def _real_time_status(self, n: int) -> int | None:
        self._cool()
        flags, end = self._flags, self._left_dots <= 0
        error = bool(flags & {"cutter", "broken", "hot"})
        match n:
            case 1:
                return 0x12 | 0x08 * self._stopped()
            case 2:
                return 0x12 | 0x04 * ("cover_open" in flags) | 0x20 * end | 0x40 * error
            case 3:
                return 0x12 | 0x08 * ("cutter" in flags) | 0x20 * ("broken" in flags) | 0x40 * ("hot" in flags)
            case 4:
                return 0x12 | 0x0C * self._near_end() | 0x60 * end
            case _:
                return None

    def _near_end(self) -> bool:
        return "near_end" in self._flags or self._left_dots < _NEAR_END_MM * DOTS_PER_MM

    def _stopped(self) -> bool:
        self._cool()
        return self._left_dots <= 0 or bool(self._flags & {"cover_open", "cutter", "broken", "hot", "silent"})

    def _cool(self) -> None:
        if self._cool_at and time.monotonic() >= self._cool_at:
            self._flags.discard("hot")
            self._cool_at = 0.0

    # -- the motor -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self._change:
            while self._running:
                if self._stopped() or not (self._pending or self._next()):
                    self._change.wait(0.05 if self._cool_at else None)

    def _next(self) -> bool:
        """Carry out one command, or one step of a strip; whether there was anything to do."""
        taken = next_command(bytes(self._buffer))
        if taken is None:
            return False
        command, length = taken
        if command.name == "GS V" and "blade_blocked" in self._flags:
            self._flags |= {"cutter"}
            return True
        del self._buffer[:length]
        self._carry_out(command)
        return True

    def _carry_out(self, command: Command) -> None:
        if command.name == "GS r":
            near, end = 0x03 * self._near_end(), 0x0C * (self._left_dots <= 0)
            self._port.send(bytes((near | end,)))
        elif command.name == "GS V":
            extra = command.arguments[1] if len(command.arguments) > 1 else 0
            if self._move(Image.new("1", (WIDTH_DOTS, _HEAD_TO_BLADE + extra), 0)):
                self._cut()
        else:
            strip = self._head.execute(command)
            if strip is not None:
                self._move(strip)

    def _move(self, strip: Image.Image) -> bool:
        """Move the strip past the head step by step; ``False`` when the job was lost or the bench ended on the way."""
        self._pending = [
            strip.crop((0, y, WIDTH_DOTS, min(y + _STEP_ROWS, strip.height)))
            for y in range(0, strip.height, _STEP_ROWS)
        ]
        lost_before = self._jobs_lost
        while self._pending and self._running:
            if self._stopped():
                self._change.wait(0.05)
                continue
            step = self._pending.pop(0)
            rows = min(step.height, self._left_dots)
            if rows < step.height:
                self._pending.insert(0, step.crop((0, rows, WIDTH_DOTS, step.height)))
            self._strips.append(step.crop((0, 0, WIDTH_DOTS, rows)))
            self._left_dots -= rows
            self._printed_dots += rows
            moving_s = rows / DOTS_PER_MM / self._speed_mm_s
            self._change.wait_for(lambda: not self._running or self._jobs_lost != lost_before, moving_s)
        return self._running and self._jobs_lost == lost_before

    def _cut(self) -> None:
        whole = stacked(self._strips)
        blade = whole.height - _HEAD_TO_BLADE
        self._strips = [whole.crop((0, blade, WIDTH_DOTS, whole.height))]
        piece = whole.crop((0, 0, WIDTH_DOTS, blade))
        if piece.getbbox() is not None:
            self._finish_piece(piece, self._papers, "receipt")
        self._change.notify_all()

    def _finish_piece(self, piece: Image.Image, pile: list[Path], stem: str) -> None:
        """Lay the piece on the pile. A strip without a dot of ink is dropped: nobody picks it up."""
        self._count += 1
        path = self._paper_dir / f"{stem}-{self._count:04}.png"
        sheet = Image.new("1", (piece.width + 2 * _MARGIN_DOTS, piece.height), 0)
        sheet.paste(piece, (_MARGIN_DOTS, 0))
        shades = sheet.convert("L").point(lambda dot: _INK if dot else _PAPER)
        fresh = path.with_suffix(".new")
        shades.save(fresh, format="PNG", dpi=(203, 203))
        fresh.replace(path)
        pile.append(path)
