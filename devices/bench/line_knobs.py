"""The knobs of every simulated device with a wire: ``fault``, ``scenario`` and ``calm``, see `devices.bench.wire_faults`."""

from collections.abc import Mapping
from typing import Any, Protocol

from devices.bench.device import BenchDevice, JsonObject, KnobError, UnknownKnobError, text_arg
from devices.bench.wire_faults import Scenario, WireFault, as_plain, fault_of, parse_scenario

_KNOBS = ("fault", "scenario", "calm")


class FaultyLine(Protocol):
    """One wire of a device, as far as its faults go."""

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with it now."""

    def begin(self, scenario: Scenario) -> None:
        """Let it be as in `scenario`."""

    def calm(self) -> None:
        """All is well again."""


def lines_of(device: BenchDevice) -> Mapping[str, FaultyLine]:
    """The wires of `device` by name; none for what is no wired device."""
    return getattr(device, "lines", {})


def turn(device: BenchDevice, verb: str, args: Mapping[str, Any]) -> JsonObject:
    """`BenchDevice.command`, with the knobs of its wires.

    ``fault operator= [at=] [bit=] … [first=] [times=] [seed=] [line=]`` · ``scenario text= [line=]`` (JSON or TOML) · ``calm``
    (all wires, and what the device itself understands by it).
    """
    if not lines_of(device) or verb not in _KNOBS:
        return _own(device, verb, args)
    if verb == "calm":
        for line in lines_of(device).values():
            line.calm()
        return _calmed(device, args)
    rest = dict(args)
    lines = _chosen(device, rest.pop("line", None))
    scenario = _scenario(rest) if verb == "fault" else parse_scenario(text_arg(rest, "text"))
    for line in lines.values():
        line.begin(scenario)
    return {name: [as_plain(fault) for fault in line.active] for name, line in lines.items()}


def _own(device: BenchDevice, verb: str, args: Mapping[str, Any]) -> JsonObject:
    """A knob of the device itself. One that there is not is told with those of its wires."""
    try:
        return device.command(verb, args)
    except UnknownKnobError as unknown:
        wires = tuple(each for each in _KNOBS if lines_of(device) and each not in unknown.known)
        raise UnknownKnobError(device.name, verb, (*unknown.known, *wires)) from None


def state(device: BenchDevice) -> JsonObject:
    """`BenchDevice.state`, and what is wrong with its wires as ``wire``."""
    wrong = [fault.operator.value for line in lines_of(device).values() for fault in line.active]
    return {**device.state(), "wire": wrong} if lines_of(device) else device.state()


def _scenario(args: dict[str, Any]) -> Scenario:
    seed = args.pop("seed", 0)
    return parse_scenario({"seed": seed, "faults": []} if not args else {"seed": seed, "faults": [_checked(args)]})


def _checked(args: Mapping[str, Any]) -> Mapping[str, Any]:
    fault_of(args)  # told without "fault 1:", there is only one
    return args


def _chosen(device: BenchDevice, wanted: object) -> Mapping[str, FaultyLine]:
    lines = lines_of(device)
    if wanted is None:
        return lines
    if wanted not in lines:
        raise KnobError(f"{device.name} has no line '{wanted}'; it has: {', '.join(lines)}")
    return {str(wanted): lines[str(wanted)]}


def _calmed(device: BenchDevice, args: Mapping[str, Any]) -> JsonObject:
    try:
        return device.command("calm", args)
    except KnobError:
        # Most devices have no such knob of their own, and the cabinet's wants a sensor.
        if args:
            raise
        return device.state()
