"""The UPS on a real pseudo-terminal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.bench.device import Places
from devices.bench.line_knobs import turn
from devices.bench.power_supply import PowerSupplyBench
from devices.drivers.power_supply_megatec import MegatecPowerSupply


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[PowerSupplyBench]:
    bench = PowerSupplyBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def supply(bench: PowerSupplyBench) -> Iterator[MegatecPowerSupply]:
    # Faster than life, so that the test is: the bench paces itself by what the driver asks for.
    supply = MegatecPowerSupply({"port": bench.start()["port"], "baud": 115200})
    supply.open()
    yield supply
    supply.close()


def test_mains_battery_and_back(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    assert supply.status() == DeviceStatus(DeviceState.ONLINE)
    bench.command("mains_fail", {})
    assert supply.read().on_battery
    assert supply.status().fault is DeviceFault.UPS_ON_BATTERY
    bench.command("battery_low", {})
    assert supply.status().fault is DeviceFault.UPS_BATTERY_LOW
    assert supply.status().usable
    bench.command("mains_return", {})
    assert supply.status() == DeviceStatus(DeviceState.ONLINE)


def test_one_blink_of_battery_low_closes_no_kiosk(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    bench.command("mains_fail", {})
    bench.command("blink_low", {})
    assert not supply.read().battery_low


def test_a_broken_supply_calls_the_technician(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    bench.command("fail", {})
    status = supply.status()
    assert (status.fault, status.action) == (DeviceFault.UPS_FAILED, RequiredAction.TECHNICIAN)


def test_a_garbled_answer_is_asked_for_again(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    bench.command("load", {"percent": 41})
    bench.command("garble", {})
    assert supply.read().load_percent == 41


def test_switching_off_is_confirmed_and_can_be_taken_back(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    supply.power_off_and_return(off_after_min=2, on_after_min=3)
    assert bench.state()["shutting_down"]
    supply.keep_on()
    assert not bench.state()["shutting_down"]


def test_silence_and_an_unplugged_line_are_told_apart(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    bench.command("silent", {})
    with pytest.raises(DeviceError) as silence:
        supply.read()
    assert silence.value.fault is DeviceFault.UPS_NO_ANSWER
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as lost:
        supply.read()
    assert lost.value.fault is DeviceFault.UPS_LOST


@pytest.mark.parametrize("place", range(38, 46))
def test_one_flipped_bit_makes_no_power_cut(bench: PowerSupplyBench, supply: MegatecPowerSupply, place: int) -> None:
    """``0`` and ``1`` are one bit apart, and nothing checks them: one answer alone is not believed when it says another thing."""
    turn(bench, "fault", {"operator": "flip", "at": place, "bit": 0})
    state = supply.read()
    assert (state.on_battery, state.battery_low, state.failed) == (False, False, False)


def test_answers_that_never_agree_are_no_answer(bench: PowerSupplyBench, supply: MegatecPowerSupply) -> None:
    faults = [{"operator": "flip", "at": 38, "bit": 0, "first": first} for first in (0, 2)]
    turn(bench, "scenario", {"text": json.dumps({"faults": faults})})
    with pytest.raises(DeviceError, match="no two answers agree"):
        supply.read()
