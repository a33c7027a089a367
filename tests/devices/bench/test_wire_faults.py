"""Scenarios as data: what they may say, and what becomes of a frame."""

import json

import pytest

from devices.bench.device import KnobError
from devices.bench.faulty_wire import Framing, HangUp, Say, Step, Wait, WireFaults
from devices.bench.wire_faults import Operator, Scenario, WireFault, as_plain, fault_of, parse_scenario

FRAME = bytes(range(10, 20))


def steps_of(*faults: WireFault, frames: int = 1, framing: Framing | None = None) -> list[list[Step]]:
    wire = WireFaults(framing)
    wire.begin(Scenario(faults, seed=3))
    return [wire.steps(FRAME) for _ in range(frames)]


def bytes_of(*faults: WireFault, framing: Framing | None = None) -> bytes:
    (steps,) = steps_of(*faults, framing=framing)
    assert all(isinstance(step, Say) for step in steps)
    return b"".join(step.data for step in steps if isinstance(step, Say))


def test_without_a_fault_a_frame_comes_as_it_is() -> None:
    assert bytes_of() == FRAME


@pytest.mark.parametrize(
    ("fault", "comes"),
    [
        (WireFault(Operator.DROP, at=2, count=3), FRAME[:2] + FRAME[5:]),
        (WireFault(Operator.TRUNCATE, at=4), FRAME[:4]),
        (WireFault(Operator.TRUNCATE), FRAME[:5]),
        (WireFault(Operator.FLIP, at=9, bit=7), FRAME[:9] + bytes((FRAME[9] ^ 0x80,))),
        (WireFault(Operator.DUPLICATE), FRAME + FRAME),
        (WireFault(Operator.SILENCE), b""),
        (WireFault(Operator.STALE), b""),
        (WireFault(Operator.NULS, count=3), bytes(3) + FRAME),
        (WireFault(Operator.NOISE, data=b"\xff"), b"\xff" + FRAME),
    ],
)
def test_operators_that_change_bytes(fault: WireFault, comes: bytes) -> None:
    assert bytes_of(fault) == comes


def test_operators_that_know_the_protocol() -> None:
    framing = Framing(length_at=2, check_bytes=2)
    assert bytes_of(WireFault(Operator.WRONG_LENGTH), framing=framing)[2] == FRAME[2] ^ 2
    assert bytes_of(WireFault(Operator.WRONG_LENGTH)) == FRAME[:-1]
    assert bytes_of(WireFault(Operator.WRONG_CHECKSUM), framing=framing)[:-2] == FRAME[:-2]


def test_random_bytes_are_the_same_for_the_same_seed() -> None:
    for operator in (Operator.NOISE, Operator.GARBAGE, Operator.FLOOD):
        fault = WireFault(operator, count=5)
        assert bytes_of(fault) == bytes_of(fault) != FRAME


@pytest.mark.parametrize(
    ("fault", "steps"),
    [
        (WireFault(Operator.DELAY, seconds=2), [Wait(2), Say(FRAME)]),
        (WireFault(Operator.GAP, at=3, seconds=1), [Say(FRAME[:3]), Wait(1), Say(FRAME[3:])]),
        (WireFault(Operator.HANG_UP, at=3), [Say(FRAME[:3]), HangUp()]),
        (WireFault(Operator.HANG_UP_AND_RETURN, at=0, seconds=1, name="ttyUSB9"), [Say(b""), HangUp(1, "ttyUSB9")]),
        (WireFault(Operator.UNSOLICITED, seconds=1, data=b"!"), [Say(FRAME), Wait(1), Say(b"!")]),
    ],
)
def test_operators_that_take_time(fault: WireFault, steps: list[Step]) -> None:
    assert steps_of(fault) == [steps]


def test_a_drip_comes_byte_by_byte() -> None:
    (steps,) = steps_of(WireFault(Operator.DRIP, seconds=0.1))
    assert steps[::2] == [Say(bytes((byte,))) for byte in FRAME]
    assert set(steps[1::2]) == {Wait(0.1)}


def test_what_is_held_back_comes_with_the_next() -> None:
    assert steps_of(WireFault(Operator.MERGE), frames=3) == [[], [Say(FRAME + FRAME)], [Say(FRAME)]]


def test_faults_strike_the_frames_they_are_told_to() -> None:
    third = steps_of(WireFault(Operator.SILENCE, first=2, times=2), frames=5)
    assert [bool(steps) for steps in third] == [True, True, False, False, True]
    always = steps_of(WireFault(Operator.SILENCE, times=0), frames=5)
    assert not any(always)


def test_faults_together_change_first_and_take_time_then() -> None:
    (steps,) = steps_of(WireFault(Operator.DELAY, seconds=1), WireFault(Operator.TRUNCATE, at=2))
    assert steps == [Wait(1), Say(FRAME[:2])]


@pytest.mark.parametrize("operator", Operator)
def test_every_operator_survives_the_way_through_text(operator: Operator) -> None:
    fault = fault_of({"operator": operator.value, "times": 2})
    assert fault_of(json.loads(json.dumps(as_plain(fault)))) == fault_of(as_plain(fault))


def test_a_scenario_is_read_from_toml_and_json() -> None:
    toml = 'seed = 7\n[[faults]]\noperator = "flip"\nat = 12\nbit = 3\n[[faults]]\noperator = "delay"\nseconds = 0.5\n'
    told = Scenario((WireFault(Operator.FLIP, at=12, bit=3), WireFault(Operator.DELAY, seconds=0.5)), seed=7)
    assert parse_scenario(toml) == told
    plain = {"seed": 7, "faults": [{"operator": "flip", "at": 12, "bit": 3}, {"operator": "delay", "seconds": 0.5}]}
    assert parse_scenario(json.dumps(plain)) == parse_scenario(plain) == told


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"faults": [{"operator": "melt"}]}, "fault 1: there is no operator 'melt'; there are: drop, truncate"),
        ({"faults": [{"operator": "flip", "count": 1}]}, "'flip' takes at, bit, first, times, and no 'count'"),
        ({"faults": [{"operator": "flip", "bit": 9}]}, "'bit' must be a whole number from 0 to 7"),
        ({"faults": [{"operator": "flip", "at": "end"}]}, "'at' must be the number of a byte"),
        ({"faults": [{"operator": "delay", "seconds": "long"}]}, "'seconds' must be a number of seconds"),
        ({"faults": [{"operator": "stale", "data": "xy"}]}, "'data' must be pairs of hexadecimal digits"),
        ({"faults": [{"operator": "noise", "where": "outside"}]}, "'where' must be one of: before, inside, after"),
        ({"faults": {}}, "'faults' must be a list of tables"),
        ({"fault": []}, "a scenario has 'seed' and 'faults', and no 'fault'"),
        ("[[", "neither JSON nor TOML"),
    ],
)
def test_mistakes_are_told_in_a_sentence(wrong: object, said: str) -> None:
    with pytest.raises(KnobError, match=said):
        parse_scenario(wrong)  # type: ignore[arg-type]  # text and tables, as they come
