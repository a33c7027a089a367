"""The scenario under way on one wire: what becomes of each frame, step by step, and a thread that plays the steps."""

import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.bench.wire_faults import Operator, Scenario, Where, WireFault

_REMEMBERED = 256
Shape = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Framing:
    """Where a protocol has its length and its check bytes, for the faults that are about them."""

    length_at: int | None = None
    """the byte that is made to lie: the low one of the length field"""
    check_bytes: int = 1


@dataclass(frozen=True, slots=True)
class Say:
    """Bytes for the host."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing for some time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """The line goes away; back after `back_after_s` seconds, if ever, as `name`."""

    back_after_s: float | None = None
    name: str = ""


Step = Say | Wait | HangUp


class WireFaults:
    """What is wrong with one wire now. Any thread may call."""

    def __init__(self, framing: Framing | None = None) -> None:
        """All is well."""
        self._framing = framing or Framing()
        self._guard = threading.Lock()
        self._scenario = Scenario(())
        self._chance = random.Random(0)  # noqa: S311 - to be repeatable, not to be secret
        self._count = 0
        self._previous = b""
        self._held = b""
        self.sizes: deque[int] = deque(maxlen=_REMEMBERED)
        """bytes of the frames since the scenario began, as the device sent them"""
        self._spoils: Mapping[Operator, Callable[[WireFault, bytes], bytes]] = {
            Operator.DROP: self._dropped,
            Operator.TRUNCATE: lambda fault, data: data[: self._place(fault, len(data))],
            Operator.FLIP: self._flipped,
            Operator.NOISE: self._noisy,
            Operator.DUPLICATE: lambda _, data: data + data,
            Operator.MERGE: self._kept_back,
            Operator.WRONG_LENGTH: self._lying,
            Operator.WRONG_CHECKSUM: lambda _, data: _changed(data, -self._framing.check_bytes, 0xFF),
            Operator.STALE: lambda fault, _: fault.data or self._previous,
            Operator.SILENCE: lambda _fault, _data: b"",
            Operator.GARBAGE: lambda _, data: self._chance.randbytes(len(data)),
            Operator.FLOOD: lambda fault, data: data + self._chance.randbytes(fault.bytes_meant),
            Operator.NULS: lambda fault, data: bytes(fault.bytes_meant) + data,
        }

    @property
    def active(self) -> tuple[WireFault, ...]:
        """The faults that have not had their turn, or go on."""
        with self._guard:
            return tuple(
                each
                for each in self._scenario.faults
                if each.operator is Operator.BUSY or each.times == 0 or self._count < each.first + each.times
            )

    @property
    def echoes(self) -> bool:
        """Whether what the host says now comes back to it."""
        with self._guard:
            return any(each.operator is Operator.ECHO for each in self._striking())

    def begin(self, scenario: Scenario) -> None:
        """Let `scenario` take the place of what went wrong so far."""
        with self._guard:
            self._scenario, self._count, self._held = scenario, 0, b""
            self._chance = random.Random(scenario.seed)  # noqa: S311 - as above
            self.sizes.clear()

    def calm(self) -> None:
        """All is well again; what was held back never comes."""
        self.begin(Scenario(()))

    def forget(self) -> None:
        """The device has lost its power: what it held back never comes."""
        with self._guard:
            self._held = self._previous = b""

    def steps(self, frame: bytes, shape: Shape = bytes) -> list[Step]:
        """What is done in place of sending `frame`. `shape` puts bytes into the units of the wire (reports, records)."""
        with self._guard:
            striking = self._striking()
            self._count += 1
            self.sizes.append(len(frame))
            data = frame
            for fault in striking:
                data = self._spoiled(fault, data)
            if not any(fault.operator is Operator.MERGE for fault in striking):
                data, self._held = self._held + data, b""
            self._previous = frame
            steps: list[Step] = [Say(shape(data))] if data else []
            for fault in striking:
                steps = self._timed(fault, steps, shape(frame))
            return steps

    def _striking(self) -> list[WireFault]:
        return [each for each in self._scenario.faults if each.strikes(self._count)]

    def _place(self, fault: WireFault, length: int) -> int:
        if fault.at == "any":
            return self._chance.randrange(max(1, length))
        return length // 2 if fault.at == "middle" else min(fault.at, length)

    def _spoiled(self, fault: WireFault, data: bytes) -> bytes:
        """The bytes that come in place of `data`."""
        spoil = self._spoils.get(fault.operator)
        return spoil(fault, data) if spoil is not None else data

    def _noisy(self, fault: WireFault, data: bytes) -> bytes:
        noise = fault.data or self._chance.randbytes(fault.bytes_meant)
        at = {Where.BEFORE: 0, Where.AFTER: len(data), Where.INSIDE: self._place(fault, len(data))}[fault.where]
        return data[:at] + noise + data[at:]

    def _lying(self, _: WireFault, data: bytes) -> bytes:
        at = self._framing.length_at
        return data[:-1] if at is None else _changed(data, at, 0x02)

    def _flipped(self, fault: WireFault, data: bytes) -> bytes:
        return _changed(data, min(self._place(fault, len(data)), len(data) - 1), 1 << fault.bit)

    def _dropped(self, fault: WireFault, data: bytes) -> bytes:
        at = self._place(fault, len(data))
        return data[:at] + data[at + fault.bytes_meant :]

    def _kept_back(self, _: WireFault, data: bytes) -> bytes:
        self._held += data
        return b""

    def _timed(self, fault: WireFault, steps: list[Step], whole: bytes) -> list[Step]:
        """When, and how long, the wire carries `steps`."""
        wait = Wait(fault.seconds_meant)
        match fault.operator:
            case Operator.DELAY:
                return [wait, *steps]
            case Operator.GAP:
                return _cut_in(steps, self._place(fault, len(whole)), [wait])
            case Operator.SPLIT | Operator.DRIP:
                return _in_pieces(steps, max(1, fault.bytes_meant), wait)
            case Operator.UNSOLICITED:
                return [*steps, wait, Say(fault.data or whole)]
            case Operator.HANG_UP:
                return _until(steps, self._place(fault, len(whole)), HangUp())
            case Operator.HANG_UP_AND_RETURN:
                return _until(steps, self._place(fault, len(whole)), HangUp(wait.seconds, fault.name))
            case _:
                return steps


def _changed(data: bytes, at: int, bits: int) -> bytes:
    if not -len(data) <= at < len(data):
        return data
    changed = bytearray(data)
    changed[at] ^= bits
    return bytes(changed)


def _said(steps: list[Step]) -> bytes:
    return b"".join(step.data for step in steps if isinstance(step, Say))


def _until(steps: list[Step], at: int, end: HangUp) -> list[Step]:
    head = _cut_in(steps, at, [end])
    return head[: head.index(end) + 1]


def _cut_in(steps: list[Step], at: int, what: list[Step]) -> list[Step]:
    """`what` at byte `at` of what the steps say; at the end when they say less."""
    made: list[Step] = []
    for index, step in enumerate(steps):
        if isinstance(step, Say) and at <= len(step.data):
            return [*made, Say(step.data[:at]), *what, Say(step.data[at:]), *steps[index + 1 :]]
        made.append(step)
        at -= len(step.data) if isinstance(step, Say) else 0
    return [*made, *what]


def _in_pieces(steps: list[Step], size: int, wait: Wait) -> list[Step]:
    made: list[Step] = []
    for step in steps:
        if isinstance(step, Say):
            pieces = [Say(step.data[start : start + size]) for start in range(0, len(step.data), size)]
            made += [each for piece in pieces for each in (wait, piece)][1:]
        else:
            made.append(step)
    return made


class StepPlayer:
    """Plays steps in order, in a thread that lives only while there is something to wait for."""

    def __init__(
        self, say: Callable[[bytes], None], hang_up: Callable[[HangUp], None], said: Callable[[], None] = lambda: None
    ) -> None:
        """`hang_up` takes the line away; `said` returns when what was said is on the wire."""
        self._say = say
        self._hang_up = hang_up
        self._said = said
        self._change = threading.Condition()
        self._steps: deque[Step] = deque()
        self._thread: threading.Thread | None = None
        self._stopping = False

    def play(self, steps: list[Step]) -> None:
        """Now, or behind what is still under way."""
        with self._change:
            if self._thread is not None or not all(isinstance(step, Say) for step in steps):
                self._steps += steps
                if self._thread is None and not self._stopping:
                    self._thread = threading.Thread(target=self._run, name="wire faults", daemon=True)
                    self._thread.start()
                return
        self._say(_said(steps))

    def stop(self) -> None:
        """Drop what has not been played; what is being waited for never comes. The next `play` begins anew."""
        with self._change:
            self._stopping = True
            self._steps.clear()
            self._change.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        with self._change:
            self._stopping = False

    def pause(self, seconds: float) -> bool:
        """Wait in the player's thread; false when it was stopped meanwhile."""
        with self._change:
            return not self._change.wait_for(lambda: self._stopping, seconds)

    def _run(self) -> None:
        while True:
            with self._change:
                if self._stopping or not self._steps:
                    self._thread = None
                    return
                step = self._steps.popleft()
            match step:
                case Say():
                    self._say(step.data)
                case Wait():
                    self._said()
                    self.pause(step.seconds)
                case HangUp():
                    self._said()
                    self._hang_up(step)


def played(steps: list[Step], write: Callable[[bytes], object], pause: Callable[[float], object]) -> HangUp | None:
    """Play `steps` in the caller's own thread; what hung up, if anything. For servers with a thread for each caller."""
    for step in steps:
        match step:
            case Say():
                write(step.data)
            case Wait():
                pause(step.seconds)
            case HangUp():
                return step
    return None
