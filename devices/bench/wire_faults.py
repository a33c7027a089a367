"""What can go wrong on a wire, as data: an operator, where it strikes in a frame, and which frames it strikes.

A *frame* is what a simulated device sends at once. A scenario is a list of faults, written in Python, JSON or TOML::

    seed = 7
    [[faults]]
    operator = "flip"
    at = 12          # or "middle", or "any"
    bit = 3
    first = 2        # frames to let pass before it strikes
    times = 1        # frames it strikes; 0 for all until calm

Operators: ``reference/devices.md`` 8.3.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Literal

from devices.bench.device import KnobError

Place = int | Literal["middle", "any"]


class Operator(StrEnum):
    """What happens to a frame, or to the wire it is on."""

    DROP = "drop"
    """`count` bytes are lost at `at`"""
    TRUNCATE = "truncate"
    """nothing comes from `at` on"""
    FLIP = "flip"
    """`bit` of the byte at `at` is turned over"""
    NOISE = "noise"
    """`count` random bytes, or `data`, `where`: before, inside (at `at`) or after"""
    DUPLICATE = "duplicate"
    """it comes twice"""
    DELAY = "delay"
    """it comes `seconds` late"""
    GAP = "gap"
    """silence for `seconds` at `at`"""
    SPLIT = "split"
    """it comes in pieces of `count` bytes, `seconds` apart"""
    MERGE = "merge"
    """it is held back and comes in one piece with the next"""
    WRONG_LENGTH = "wrong_length"
    """its length field lies; where the protocol has none, one byte is missing at the end"""
    WRONG_CHECKSUM = "wrong_checksum"
    """its check bytes are wrong; where the protocol has none, its last byte is"""
    STALE = "stale"
    """the frame before it, or `data`, comes in its place"""
    UNSOLICITED = "unsolicited"
    """`seconds` after it the same frame, or `data`, comes unasked"""
    ECHO = "echo"
    """the host hears itself"""
    SILENCE = "silence"
    """it never comes"""
    BUSY = "busy"
    """the device takes nothing, for `seconds` or until calm"""
    DRIP = "drip"
    """it comes byte by byte, `seconds` apart"""
    HANG_UP = "hang_up"
    """the line goes away at `at`"""
    HANG_UP_AND_RETURN = "hang_up_and_return"
    """the line goes away at `at` and is back after `seconds`, under another name"""
    GARBAGE = "garbage"
    """as many random bytes, as heard at a wrong rate"""
    FLOOD = "flood"
    """`count` random bytes behind it"""
    NULS = "nuls"
    """`count` zero bytes in front of it, as at power-up"""


class Where(StrEnum):
    """Where noise is."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class WireFault:
    """One fault. `count` and `seconds` have each operator's own default when not given."""

    operator: Operator
    at: Place = "middle"
    count: int | None = None
    bit: int = 0
    seconds: float | None = None
    where: Where = Where.BEFORE
    data: bytes = b""
    name: str = ""
    """of the port after its return, e.g. ``ttyUSB7``; any other than before when empty"""
    first: int = 0
    times: int = 1

    @property
    def bytes_meant(self) -> int:
        """How many bytes it is about."""
        return _COUNTS.get(self.operator, 1) if self.count is None else self.count

    @property
    def seconds_meant(self) -> float:
        """How long it takes."""
        return _SECONDS.get(self.operator, 0.0) if self.seconds is None else self.seconds

    def strikes(self, frame: int) -> bool:
        """Whether it strikes the frame of that number, counted from 0 since the scenario began."""
        return frame >= self.first and (self.times == 0 or frame < self.first + self.times)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Faults that are on a wire together; the same `seed` makes the same noise at the same places."""

    faults: tuple[WireFault, ...]
    seed: int = 0


_COUNTS = {Operator.NOISE: 13, Operator.SPLIT: 3, Operator.FLOOD: 4096, Operator.NULS: 64, Operator.DRIP: 1}
_SECONDS = {
    Operator.DELAY: 0.1,
    Operator.GAP: 0.05,
    Operator.SPLIT: 0.002,
    Operator.UNSOLICITED: 0.02,
    Operator.DRIP: 0.02,
    Operator.HANG_UP_AND_RETURN: 1.0,
}
_TAKES: Mapping[Operator, tuple[str, ...]] = {
    Operator.DROP: ("at", "count"),
    Operator.TRUNCATE: ("at",),
    Operator.FLIP: ("at", "bit"),
    Operator.NOISE: ("where", "at", "count", "data"),
    Operator.DELAY: ("seconds",),
    Operator.GAP: ("at", "seconds"),
    Operator.SPLIT: ("count", "seconds"),
    Operator.STALE: ("data",),
    Operator.UNSOLICITED: ("seconds", "data"),
    Operator.BUSY: ("seconds",),
    Operator.DRIP: ("seconds",),
    Operator.HANG_UP: ("at",),
    Operator.HANG_UP_AND_RETURN: ("at", "seconds", "name"),
    Operator.FLOOD: ("count",),
    Operator.NULS: ("count",),
}
_ALWAYS = ("first", "times")
_HIGHEST_BIT = 7
_MOST = 1_000_000
"""bytes; a scenario is to disturb the wire, not the machine"""


def parameters_of(operator: Operator) -> tuple[str, ...]:
    """What `operator` wants to know, beside ``first`` and ``times``."""
    return _TAKES.get(operator, ())


def fault_of(args: Mapping[str, Any]) -> WireFault:
    """A fault out of plain values, ``{"operator": "flip", "at": 3}``; `KnobError` with a sentence."""
    values = dict(args)
    name = values.pop("operator", None)
    if name not in set(Operator):
        raise KnobError(f"there is no operator '{name}'; there are: {', '.join(Operator)}")
    operator = Operator(name)
    takes = (*parameters_of(operator), *_ALWAYS)
    for key in values:
        if key not in takes:
            raise KnobError(f"'{operator}' takes {', '.join(takes)}, and no '{key}'")
    known = {key: _CHECKS[key](key, value) for key, value in values.items()}
    return WireFault(operator, **known)


def parse_scenario(source: str | Mapping[str, Any]) -> Scenario:
    """A scenario out of JSON, TOML or plain values; `KnobError` names the fault and what is wrong with it."""
    table = _table(source) if isinstance(source, str) else source
    for key in table:
        if key not in ("seed", "faults"):
            raise KnobError(f"a scenario has 'seed' and 'faults', and no '{key}'")
    listed = table.get("faults", ())
    if not isinstance(listed, list | tuple) or not all(isinstance(each, Mapping) for each in listed):
        raise KnobError("'faults' must be a list of tables")
    faults = []
    for number, each in enumerate(listed, 1):
        try:
            faults.append(fault_of(each))
        except KnobError as wrong:
            raise KnobError(f"fault {number}: {wrong}") from None
    return Scenario(tuple(faults), _whole("seed", table.get("seed", 0)))


def as_plain(fault: WireFault) -> dict[str, Any]:
    """The fault as `fault_of` takes it, for the dock and for logs."""
    takes = (*parameters_of(fault.operator), *_ALWAYS)
    values = {each.name: getattr(fault, each.name) for each in fields(fault) if each.name in takes}
    told = {key: value.hex() if isinstance(value, bytes) else value for key, value in values.items()}
    return {"operator": fault.operator.value} | {key: value for key, value in told.items() if value not in (None, "")}


def _table(text: str) -> Mapping[str, Any]:
    try:
        table = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except ValueError as broken:
        raise KnobError(f"the scenario is neither JSON nor TOML: {broken}") from None
    return dict(table)


def _whole(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise KnobError(f"'{key}' must be a whole number from 0 to {_MOST}")
    return value


def _place(key: str, value: object) -> Place:
    if value == "middle" or value == "any":  # noqa: PLR1714 - mypy narrows this form only
        return value
    try:
        return _whole(key, value)
    except KnobError:
        raise KnobError(f"'{key}' must be the number of a byte, from 0 on, or 'middle', or 'any'") from None


def _bit(key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _HIGHEST_BIT:
        raise KnobError(f"'{key}' must be a whole number from 0 to {_HIGHEST_BIT}")
    return value


def _seconds(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise KnobError(f"'{key}' must be a number of seconds, zero or more")
    return float(value)


def _where(key: str, value: object) -> Where:
    if value not in set(Where):
        raise KnobError(f"'{key}' must be one of: {', '.join(Where)}")
    return Where(str(value))


def _bytes(key: str, value: object) -> bytes:
    try:
        return bytes.fromhex(str(value))
    except ValueError:
        raise KnobError(f"'{key}' must be pairs of hexadecimal digits") from None


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.isalnum():
        raise KnobError(f"'{key}' must be letters and digits, as ttyUSB7")
    return value


_CHECKS: Mapping[str, Any] = {
    "at": _place,
    "count": _whole,
    "bit": _bit,
    "seconds": _seconds,
    "where": _where,
    "data": _bytes,
    "name": _text,
    "first": _whole,
    "times": _whole,
}
