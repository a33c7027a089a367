"""A thermal receipt printer on a pseudo-terminal and a TCP port: obeys ESC/POS, runs out of paper, jams, leaves PNG files.

Status bits as in devices.md 3.3. ``DLE`` commands are obeyed the moment they arrive, also inside other data, as real ones do.
What does not fit into its receive buffer is lost and counted.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.escpos_commands import Command, next_command
from devices.bench.pty_port import PtyPort
from devices.bench.receipt_firmware import ReceiptFirmware
from devices.bench.receipt_tray import HEAD_TO_BLADE, ReceiptTray
from devices.bench.tcp_port import TcpPort
from devices.bench.thermal_head import ThermalHead

DOTS_PER_MM = 8
_ROLL_MM = 80_000
_NEAR_END_MM = 2_000
_STEP_ROWS = 24
"""rows moved at once; a fault can strike between two steps"""
_CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class ReceiptPrinterBench:
    """The device ``receipt_printer`` of the bench. Knobs: see `command`."""

    name = "receipt_printer"

    def __init__(self, places: Places, *, speed_mm_s: float = 600.0) -> None:
        """`speed_mm_s` is the motor's speed; a real one does 100 to 250, the bench is faster unless told otherwise."""
        self._port = PtyPort(places.serial_link("receipt_printer"), lambda data: self._received(data, self._port.send))
        self._tcp = TcpPort(lambda data: self._received(data, self._tcp.send))
        self.lines = {"serial": self._port, "network": self._tcp}
        self._tray = ReceiptTray(places.directory / "paper")
        self._speed_mm_s = speed_mm_s
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._running = False
        self._recent = b""
        self._head = ThermalHead()
        self._pending: list[Image.Image] = []
        self._jobs_lost = 0
        self._left_dots = _ROLL_MM * DOTS_PER_MM
        self._printed_dots = 0
        self._firmware = ReceiptFirmware(lambda: self._left_dots, _NEAR_END_MM * DOTS_PER_MM)
        self._knobs = self._make_knobs()

    def _make_knobs(self) -> dict[str, Callable[[Mapping[str, Any]], None]]:
        return {
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
            "power_loss": self._lose_power,
            "power_on": lambda _: self._power_on(),
            "pull_network": lambda _: self._tcp.go_dead(dead=True),
            "plug_network": lambda _: self._tcp.go_dead(dead=False),
            "xoff": lambda args: self._flag("xoff", on=bool(args.get("on", True))),
            "clone": lambda args: self._flag("cannot_clear", on=bool(args.get("on", True))),
            "model": self._set_model,
            "speed": self._set_speed,
            "unplug": lambda _: self._unplug(),
            "replug": lambda _: self._plug(),
            "take_paper": lambda _: self._take_paper(),
            "tear_off": lambda _: self._tear_off(),
        }

    # -- the bench's interface -------------------------------------------------------------------------------------

    def start(self) -> JsonObject:
        """Plug the ports in and start the motor's thread."""
        self._tray.empty()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="receipt printer", daemon=True)
        self._thread.start()
        self._plug()
        return {"port": str(self._port.link), "address": self._tcp.address, "paper": str(self._tray.folder)}

    def stop(self) -> None:
        """Unplug and end the thread; printed paper stays where it is."""
        self._port.unplug()
        self._tcp.close()
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
        ``repair`` · ``silent`` · ``unsilent`` · ``power_loss [seconds]`` · ``power_on`` · ``pull_network`` (half-open) ·
        ``plug_network`` · ``xoff [on]`` · ``clone [on]`` (cannot clear its buffer) ·
        ``model [width_dots] [buffer] [missing] [handshake] [deaf] [alone]`` · ``speed mm_s`` · ``unplug`` · ``replug`` ·
        ``take_paper`` · ``tear_off`` · ``wait_paper count [seconds]`` (until that many receipts lie there).
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
            self._tick()
            self._tray.settle()
            return {
                "plugged": self._port.plugged,
                "address": self._tcp.address,
                "paper_left_mm": self._left_dots // DOTS_PER_MM,
                "printed_mm": self._printed_dots // DOTS_PER_MM,
                **self._firmware.state(),
                "papers": [str(path) for path in self._tray.papers],
                "torn": [str(path) for path in self._tray.torn],
            }

    # -- knobs -----------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Under the lock: tell the host what it has asked to be told, and wake the motor."""
        self._firmware.tell()
        self._change.notify_all()

    def _tick(self) -> None:
        """Under the lock: let pass the faults whose time is up."""
        passed = self._firmware.tick()
        if "off" in passed:
            self._tcp.go_dead(dead=False)
        if passed:
            self._changed()

    def _flag(self, flag: str, *, on: bool) -> None:
        with self._change:
            (self._firmware.flags.add if on else self._firmware.flags.discard)(flag)
            if flag == "silent" and on:
                self._lose_job()
            self._changed()

    def _set_left(self, length_mm: float) -> None:
        with self._change:
            self._left_dots = int(length_mm * DOTS_PER_MM)
            self._changed()

    def _load_paper(self, args: Mapping[str, Any]) -> None:
        length_mm = number_arg(args, "mm", _ROLL_MM)
        with self._change:
            if self._left_dots <= 0:
                self._tray.tear_off(self._head.width_dots)
            self._firmware.flags.discard("near_end")
        self._set_left(length_mm)

    def _clear_cutter(self, _args: Mapping[str, Any]) -> None:
        with self._change:
            self._firmware.flags -= {"cutter", "blade_blocked"}
            self._changed()

    def _overheat(self, args: Mapping[str, Any]) -> None:
        with self._change:
            self._firmware.pass_after("hot", number_arg(args, "seconds", 0))
        self._flag("hot", on=True)

    def _lose_power(self, args: Mapping[str, Any]) -> None:
        """The adapter is fed by the host and stays; the printer forgets everything."""
        self._tcp.go_dead(dead=True)
        with self._change:
            self._firmware.pass_after("off", number_arg(args, "seconds", 0))
            self._firmware.flags.add("off")
            self._firmware.forget()
            self._lose_job()
            self._changed()

    def _power_on(self) -> None:
        self._tcp.go_dead(dead=False)
        self._flag("off", on=False)

    def _set_model(self, args: Mapping[str, Any]) -> None:
        """``handshake``: ``none``, ``xonxoff``; ``deaf``: answers neither DLE EOT nor GS r; ``alone``: takes one TCP caller."""
        with self._change:
            width = int(number_arg(args, "width_dots", self._head.width_dots))
            if width % 8 or not width:
                raise KnobError("'width_dots' must be a multiple of eight")
            self._head = ThermalHead(width, text_arg(args, "missing", ""))
            self._firmware.capacity = int(number_arg(args, "buffer", self._firmware.capacity))
            self._firmware.xonxoff = text_arg(args, "handshake", "none") == "xonxoff"
            self._firmware.deaf = bool(args.get("deaf"))
            self._tcp.alone = bool(args.get("alone"))
            self._changed()

    def _set_speed(self, args: Mapping[str, Any]) -> None:
        speed = number_arg(args, "mm_s")
        if not speed:
            raise KnobError("'mm_s' must be more than zero")
        self._speed_mm_s = speed

    def _plug(self) -> None:
        self._port.plug()
        self._tcp.plug()

    def _unplug(self) -> None:
        self._port.unplug()
        self._tcp.unplug()
        with self._change:
            self._lose_job()

    def _take_paper(self) -> None:
        with self._change:
            self._tray.take()

    def _tear_off(self) -> None:
        with self._change:
            self._tray.tear_off(self._head.width_dots)

    def _wait_paper(self, count: int, seconds: float) -> None:
        with self._change:
            if not self._change.wait_for(lambda: self._settled() >= count, seconds):
                raise KnobError(f"only {len(self._tray.papers)} receipts came out in {seconds:g} s")

    def _settled(self) -> int:
        self._tray.settle()
        return len(self._tray.papers)

    # -- the wire --------------------------------------------------------------------------------------------------

    def _received(self, data: bytes, answer: Callable[[bytes], None]) -> None:
        with self._change:
            self._tick()
            if self._firmware.gone:
                return
            self._firmware.answer = answer
            for byte in data:
                self._firmware.keep(byte)
                self._recent = (self._recent + bytes((byte,)))[-10:]
                self._obey_real_time()
            self._changed()

    def _obey_real_time(self) -> None:
        if self._recent[-3:-1] == b"\x10\x04":
            self._firmware.answer_real_time(self._recent[-1])
        clears = self._recent == _CLEAR_BUFFERS or (self._recent[-3:] == b"\x10\x05\x02" and self._firmware.stopped())
        if clears and "cannot_clear" not in self._firmware.flags:
            self._lose_job()

    def _lose_job(self) -> None:
        self._firmware.buffer.clear()
        self._pending = []
        self._recent = b""
        self._jobs_lost += 1
        self._head.clear()

    # -- the motor -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self._change:
            while self._running:
                self._tick()
                if self._firmware.stopped() or not (self._pending or self._next()):
                    came = self._change.wait(0.05 if self._firmware.waits or self._tray.unsettled else None)
                    if not came:
                        self._tray.settle()
            self._tray.settle()

    def _next(self) -> bool:
        """Carry out one command, or one step of a strip; whether there was anything to do."""
        taken = next_command(bytes(self._firmware.buffer))
        if taken is None:
            return False
        command, length = taken
        if command.name == "GS V" and "blade_blocked" in self._firmware.flags:
            self._firmware.flags |= {"cutter"}
            self._firmware.tell()
            return True
        del self._firmware.buffer[:length]
        self._carry_out(command)
        self._firmware.tell()
        return True

    def _carry_out(self, command: Command) -> None:
        width = self._head.width_dots
        if command.name == "GS V":
            extra = command.arguments[1] if len(command.arguments) > 1 else 0
            if self._move(Image.new("1", (width, HEAD_TO_BLADE + extra), 0)):
                self._tray.cut(width)
                self._change.notify_all()
        elif not self._firmware.obeys(command):
            strip = self._drawn(command)
            if strip is not None:
                self._move(strip)

    def _drawn(self, command: Command) -> Image.Image | None:
        """Draw without the lock: the wire goes on meanwhile, as it does past a real controller."""
        lost_before, head = self._jobs_lost, self._head
        self._change.release()
        try:
            strip = head.execute(command)
        finally:
            self._change.acquire()
        return strip if self._jobs_lost == lost_before else None

    def _move(self, strip: Image.Image) -> bool:
        """Move the strip past the head step by step; ``False`` when the job was lost or the bench ended on the way."""
        width = strip.width
        self._pending = [
            strip.crop((0, y, width, min(y + _STEP_ROWS, strip.height))) for y in range(0, strip.height, _STEP_ROWS)
        ]
        lost_before = self._jobs_lost
        while self._pending and self._running:
            self._tick()
            if self._firmware.stopped():
                self._change.wait(0.05)
                continue
            step = self._pending.pop(0)
            rows = min(step.height, self._left_dots)
            if rows < step.height:
                self._pending.insert(0, step.crop((0, rows, width, step.height)))
            self._tray.come_out(step.crop((0, 0, width, rows)))
            self._left_dots -= rows
            self._printed_dots += rows
            self._firmware.tell()
            moving_s = rows / DOTS_PER_MM / self._speed_mm_s
            self._change.wait_for(lambda: not self._running or self._jobs_lost != lost_before, moving_s)
        return self._running and self._jobs_lost == lost_before
