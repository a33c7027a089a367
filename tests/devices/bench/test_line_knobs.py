"""The knobs of every wire, on real ones: a pseudo-terminal, a TCP port, and the control socket."""

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import serial

from devices.api.errors import DeviceError
from devices.bench.cabinet import CabinetBench
from devices.bench.control import answer
from devices.bench.device import BenchDevice, KnobError, Places
from devices.bench.devices import bench_devices
from devices.bench.line_knobs import lines_of, state, turn
from devices.bench.payment import PaymentBench
from devices.bench.tcp_port import TcpPort
from devices.bench.wire_faults import Operator, Scenario, WireFault
from devices.codecs.modbus_rtu import Request, read_inputs, reply_frame
from devices.drivers.cabinet_modbus import ModbusCabinet

ASKED: Request = read_inputs(1, 0, 3)
REPLY = reply_frame(ASKED, (False, False, False))
Eventually = Callable[..., bool]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CabinetBench]:
    bench = CabinetBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def host(bench: CabinetBench) -> Iterator[serial.Serial]:
    with serial.Serial(bench.start()["port"], 115200, timeout=0.3) as line:
        yield line


def heard(host: serial.Serial, count: int = 64) -> bytes:
    host.write(ASKED.frame())
    return bytes(host.read(count))


def test_a_fault_strikes_once_and_is_told_until_then(bench: CabinetBench, host: serial.Serial) -> None:
    said = turn(bench, "fault", {"operator": "truncate", "at": 2})
    assert said == {"line": [{"operator": "truncate", "at": 2, "first": 0, "times": 1}]}
    assert state(bench)["wire"] == ["truncate"]
    assert heard(host) == REPLY[:2]
    assert state(bench)["wire"] == []
    assert heard(host) == REPLY


def test_a_scenario_in_toml(bench: CabinetBench, host: serial.Serial) -> None:
    text = '[[faults]]\noperator = "duplicate"\n[[faults]]\noperator = "nuls"\ncount = 2\nfirst = 1\n'
    turn(bench, "scenario", {"text": text})
    assert [heard(host), heard(host), heard(host)] == [REPLY + REPLY, b"\0\0" + REPLY, REPLY]


def test_the_host_hears_itself(bench: CabinetBench, host: serial.Serial) -> None:
    turn(bench, "fault", {"operator": "echo"})
    assert heard(host) == ASKED.frame() + REPLY


def test_a_busy_device_takes_nothing_until_calm(bench: CabinetBench, host: serial.Serial) -> None:
    turn(bench, "fault", {"operator": "busy"})
    assert heard(host) == b""
    turn(bench, "calm", {})
    assert host.read(len(REPLY)) == REPLY, "what had been sent meanwhile is taken now"


def test_calm_means_all_wires_and_what_the_device_means_by_it(bench: CabinetBench, host: serial.Serial) -> None:
    bench.command("feel", {"sensor": "door"})
    turn(bench, "fault", {"operator": "silence", "times": 0})
    turn(bench, "calm", {"sensor": "door"})
    assert heard(host) == REPLY
    with pytest.raises(KnobError):
        turn(bench, "calm", {"sensor": "roof"})


def test_a_line_that_hangs_up_comes_back_under_another_name(
    bench: CabinetBench, tmp_path: Path, eventually: Eventually
) -> None:
    port = Path(bench.start()["port"])
    cabinet = ModbusCabinet({"port": str(port), "baud": 115200})
    cabinet.open()
    was = port.readlink()
    turn(bench, "fault", {"operator": "hang_up_and_return", "at": 3, "seconds": 0.05, "name": "ttyUSB7"})
    with pytest.raises(DeviceError, match=r"cabinet\.lost"):
        cabinet.sensors()
    assert eventually(port.exists)
    assert (was.name, port.readlink().name) == ("ttyUSB0", "ttyUSB7")
    cabinet.open()
    assert cabinet.sensors().door_open is False
    cabinet.close()
    assert tmp_path in port.parents


def test_a_caller_over_tcp_is_reset_in_mid_frame() -> None:
    port = TcpPort(lambda data: port.send(data.upper()))
    port.plug()
    try:
        port.begin(Scenario((WireFault(Operator.HANG_UP, at=2),)))
        host, _, number = port.address.partition(":")
        with socket.create_connection((host, int(number)), 2) as caller:
            caller.sendall(b"abcd")
            assert _until_reset(caller) in (b"", b"AB")
        with socket.create_connection((host, int(number)), 2) as caller:
            caller.sendall(b"abcd")
            assert caller.recv(16) == b"ABCD"
    finally:
        port.close()


def _until_reset(caller: socket.socket) -> bytes:
    got = b""
    try:
        while piece := caller.recv(16):
            got += piece
    except ConnectionResetError:
        return got
    return got


def test_over_the_control_socket(bench: CabinetBench) -> None:
    devices: dict[str, BenchDevice] = {"cabinet": bench}

    def ask(**request: object) -> dict[str, object]:
        return answer(devices, json.dumps(request).encode())

    assert ask(device="cabinet", do="fault", operator="flip", at="any", times=0)["ok"]
    assert ask(device="cabinet", do="state")["wire"] == ["flip"]
    assert ask(device="cabinet", do="calm")["ok"]
    assert ask(device="cabinet", do="state")["wire"] == []
    wrong = ask(device="cabinet", do="fault", operator="flip", line="roof")
    assert wrong == {"ok": False, "error": "cabinet has no line 'roof'; it has: line"}


def test_a_wrong_knob_is_told_with_those_of_the_wire_as_well(bench: CabinetBench, tmp_path: Path) -> None:
    with pytest.raises(KnobError, match=r"has no knob 'flip'; it has: feel, calm, .*, replug, fault, scenario$"):
        turn(bench, "flip", {})
    with pytest.raises(KnobError, match=r"has no knob 'flip'; it has: [^,]+(, [^,]+)*$") as unwired:
        turn(PaymentBench(Places(tmp_path)), "flip", {})
    assert "scenario" not in str(unwired.value)


def test_every_wired_device_of_the_bench_has_its_wires(tmp_path: Path) -> None:
    devices = bench_devices(Places(tmp_path))
    wired = {device.name for device in devices if lines_of(device)}
    for device in devices:
        device.stop()
    assert wired >= {
        "id_card_reader",
        "id_card_reader_hid",
        "receipt_printer",
        "document_printer",
        "document_camera",
        "face_camera",
        "code_scanner",
        "smart_card_reader",
        "cabinet",
        "power_supply",
        "hardware_watchdog",
    }
    with pytest.raises(KnobError, match="has no knob 'fault'"):
        turn(PaymentBench(Places(tmp_path)), "fault", {"operator": "flip"})
