"""The cabinet's board on a real pseudo-terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.cabinet import CabinetSensors, GuideLight, Sensor
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState
from devices.bench.cabinet import CabinetBench
from devices.bench.device import KnobError, Places
from devices.drivers.cabinet_modbus import ModbusCabinet
from devices.registry import RegistryError, load_driver


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CabinetBench]:
    bench = CabinetBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def cabinet(bench: CabinetBench) -> Iterator[ModbusCabinet]:
    cabinet = ModbusCabinet({"port": bench.start()["port"]})
    cabinet.open()
    yield cabinet
    cabinet.close()


def test_what_is_felt_is_told(bench: CabinetBench, cabinet: ModbusCabinet) -> None:
    assert cabinet.sensors() == CabinetSensors(door_open=False, person_near=False, tray_occupied=False)
    bench.command("feel", {"sensor": "door"})
    bench.command("feel", {"sensor": "tray"})
    assert cabinet.sensors() == CabinetSensors(door_open=True, person_near=False, tray_occupied=True)
    bench.command("calm", {"sensor": "door"})
    assert cabinet.sensors() == CabinetSensors(door_open=False, person_near=False, tray_occupied=True)


def test_one_reading_of_a_chattering_contact_is_not_believed(bench: CabinetBench, cabinet: ModbusCabinet) -> None:
    """Without the debouncing, a door that rattled in the wind would close the kiosk."""
    bench.command("chatter", {"sensor": "door"})
    assert cabinet.sensors().door_open is False
    assert cabinet.sensors().door_open is False


def test_exactly_the_lights_asked_for_are_lit(bench: CabinetBench, cabinet: ModbusCabinet) -> None:
    cabinet.light(frozenset({GuideLight.CARD, GuideLight.DOCUMENT}))
    assert bench.state()["lights"] == ["card", "document"]
    cabinet.light(frozenset({GuideLight.RECEIPT}))
    assert bench.state()["lights"] == ["receipt"]
    cabinet.light(frozenset())
    assert bench.state()["lights"] == []


def test_wires_are_configuration(bench: CabinetBench) -> None:
    port = bench.start()["port"]
    options = {"port": port, "inputs": {"door": 2}, "inverted": ["door"], "lights": {"receipt": 3}}
    cabinet = ModbusCabinet(options)
    cabinet.open()
    try:
        assert cabinet.sensors() == CabinetSensors(door_open=True)
        bench.command("feel", {"sensor": "tray"})
        assert cabinet.sensors() == CabinetSensors(door_open=False)
        cabinet.light(frozenset({GuideLight.RECEIPT, GuideLight.CARD}))
        assert bench.state()["lights"] == ["document"]
        assert cabinet.capabilities().sensors == {Sensor.DOOR}
    finally:
        cabinet.close()


def test_a_busy_board_is_asked_again_and_then_given_up(bench: CabinetBench, cabinet: ModbusCabinet) -> None:
    bench.command("busy", {})
    with pytest.raises(DeviceError) as refused:
        cabinet.sensors()
    assert refused.value.fault is DeviceFault.CABINET_NO_ANSWER
    bench.command("busy", {"on": False})
    assert cabinet.status().state is DeviceState.ONLINE


def test_an_address_that_the_board_does_not_have_is_a_matter_for_the_technician(bench: CabinetBench) -> None:
    cabinet = ModbusCabinet({"port": bench.start()["port"], "inputs": {"door": 40}})
    with pytest.raises(DeviceError) as refused:
        cabinet.open()
    cabinet.close()
    assert refused.value.fault is DeviceFault.CABINET_REFUSED
    assert "illegal address" in refused.value.detail


def test_silence_and_an_unplugged_line_are_told_apart(bench: CabinetBench, cabinet: ModbusCabinet) -> None:
    bench.command("silent", {})
    with pytest.raises(DeviceError) as silence:
        cabinet.sensors()
    assert silence.value.fault is DeviceFault.CABINET_NO_ANSWER
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as lost:
        cabinet.sensors()
    assert lost.value.fault is DeviceFault.CABINET_LOST


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"inputs": {"door": 1, "tray": 1}}, "two names share one address"),
        ({"inputs": {"window": 1}}, "inputs.window"),
        ({"unit": 0}, "unit"),
    ],
)
def test_wrong_wires_are_refused_in_a_sentence(options: dict[str, object], said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        load_driver("cabinet.modbus", {"port": "/dev/null", **options})


def test_the_bench_knows_its_sensors(bench: CabinetBench) -> None:
    with pytest.raises(KnobError, match="door, proximity, tray"):
        bench.command("feel", {"sensor": "window"})
