"""A recording of one serial line: every byte both ways with its time, and nothing in it about anybody.

The file is JSON lines: a head, then one line for each piece of bytes or event. Bytes are replaced before anything is written
(`devices.api.wire`); how they came (pieces, pauses, damage) stays. A recording can be played back as a device, so that a
fault met in the field becomes a test.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from devices.api.wire import UNKNOWN, WireKnowledge
from devices.registry import driver_classes

FORMAT = "suishiban-wire/1"


class RecordingError(Exception):
    """A file that is no recording; the text is a sentence."""


class Source(StrEnum):
    """Who did it."""

    HOST = "host"
    DEVICE = "device"
    LINE = "line"
    """something happened to the line: see `WireEvent.event`"""


@dataclass(frozen=True, slots=True)
class WireEvent:
    """One piece of bytes as it came, or one thing that happened. `repr` leaves the bytes out."""

    t: float
    """seconds since the recording began"""
    source: Source
    data: bytes = b""
    event: str = ""
    """``plugged``, ``lost`` or ``baud N``"""

    def __repr__(self) -> str:
        return f"WireEvent({self.t:.6f}, {self.source}, {self.event or f'{len(self.data)} bytes'})"


@dataclass(frozen=True, slots=True)
class Recording:
    """What was on the line to a device of `driver`."""

    driver: str
    baud: int
    at: str
    """ISO 8601, UTC"""
    hardware: str
    events: tuple[WireEvent, ...]

    def bytes_from(self, source: Source) -> bytes:
        """Everything that went one way."""
        return b"".join(each.data for each in self.events if each.source is source)


def knowledge_of(driver: str) -> WireKnowledge:
    """What the driver of that name tells about its protocol; blanks all when it tells nothing."""
    told = getattr(driver_classes().get(driver), "wire", None)
    return told if isinstance(told, WireKnowledge) else UNKNOWN


def scrubbed(recording: Recording) -> Recording:
    """The same line with nobody on it."""
    knowledge = knowledge_of(recording.driver)
    clean = {
        Source.HOST: _checked(knowledge.scrub_host, recording.bytes_from(Source.HOST)),
        Source.DEVICE: _checked(knowledge.scrub_device, recording.bytes_from(Source.DEVICE)),
    }
    place = dict.fromkeys(clean, 0)
    events = []
    for each in recording.events:
        if each.source in clean:
            start = place[each.source]
            place[each.source] = start + len(each.data)
            events.append(replace(each, data=clean[each.source][start : start + len(each.data)]))
        else:
            events.append(each)
    return replace(recording, events=tuple(events))


def _checked(scrub: Callable[[bytes], bytes], data: bytes) -> bytes:
    clean = scrub(data)
    if len(clean) != len(data):
        raise ValueError(f"{scrub.__name__} made {len(clean)} bytes of {len(data)}")
    return clean


def save(recording: Recording, file: Path) -> None:
    """Write `recording` as it may be shown to anybody: it is scrubbed here, whatever it was before."""
    clean = scrubbed(recording)
    head = {"format": FORMAT, "driver": clean.driver, "baud": clean.baud, "at": clean.at, "hardware": clean.hardware}
    lines = [json.dumps(head, ensure_ascii=False), *(json.dumps(_line(each)) for each in clean.events)]
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text("\n".join(lines) + "\n", encoding="utf-8")
    fresh.replace(file)


def load(file: Path) -> Recording:
    """Read a recording; `RecordingError` with file and line for anything else."""
    try:
        head, *rest = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise RecordingError(f"{file}: cannot be read as a recording") from error
    about = _parsed(file, 1, head)
    if about.get("format") != FORMAT:
        raise RecordingError(f"{file}:1: expected a recording of the format {FORMAT}")
    events = tuple(_event(file, number, line) for number, line in enumerate(rest, 2))
    try:
        return Recording(str(about["driver"]), int(about["baud"]), str(about["at"]), str(about["hardware"]), events)
    except (KeyError, ValueError, TypeError) as error:
        raise RecordingError(f"{file}:1: expected driver, baud, at and hardware") from error


def _line(event: WireEvent) -> dict[str, object]:
    what = {"event": event.event} if event.source is Source.LINE else {"hex": event.data.hex()}
    return {"t": round(event.t, 6), "from": event.source.value, **what}


def _parsed(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise RecordingError(f"{file}:{number}: expected a JSON object")
    return value


def _event(file: Path, number: int, line: str) -> WireEvent:
    value = _parsed(file, number, line)
    try:
        source = Source(value["from"])
        return WireEvent(float(value["t"]), source, bytes.fromhex(value.get("hex", "")), str(value.get("event", "")))
    except (KeyError, ValueError, TypeError) as error:
        raise RecordingError(f"{file}:{number}: expected t, from, and hex or event") from error


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the host asked, and what came until it asked again. Times count from the question."""

    request: bytes
    answers: tuple[tuple[float, bytes], ...]
    lost_after: float | None = None
    """when the line went away"""


def exchanges(recording: Recording) -> tuple[Exchange, ...]:
    """The recording as questions and answers; an answer belongs to the last question before it.

    The first exchange has an empty request: what the device said unasked.
    """
    found: list[tuple[float, Exchange]] = [(0.0, Exchange(b"", ()))]
    asked = iter(_asked(recording))
    following = next(asked, None)
    for each in recording.events:
        if each.source is Source.HOST:
            while following is not None and following[0] <= each.t:
                found.append((following[0], Exchange(following[1], ())))
                following = next(asked, None)
            continue
        began, exchange = found[-1]
        if each.source is Source.DEVICE:
            found[-1] = (began, replace(exchange, answers=(*exchange.answers, (each.t - began, each.data))))
        elif each.event == "lost":
            found[-1] = (began, replace(exchange, lost_after=each.t - began))
    return tuple(exchange for _, exchange in found)


def _asked(recording: Recording) -> Sequence[tuple[float, bytes]]:
    """When each request was complete, and its bytes."""
    pieces = [each for each in recording.events if each.source is Source.HOST]
    requests = knowledge_of(recording.driver).requests
    if requests is None:
        return [(each.t, each.data) for each in pieces]
    stream = b"".join(each.data for each in pieces)
    ends = []
    total = 0
    for each in pieces:
        total += len(each.data)
        ends.append((total, each.t))
    return [
        (next(t for end, t in ends if end >= request.end), stream[request.start : request.end])
        for request in requests(stream)
    ]
