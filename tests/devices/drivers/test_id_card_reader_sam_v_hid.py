"""The HID reader against the simulated module, in reports of 64 bytes."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from devices.api.cancel import Cancel, CommandCancelled, Scope, entered
from devices.api.errors import DeviceError, DeviceFault
from devices.api.probing import Confidence
from devices.bench.device import Places
from devices.bench.id_card_reader_hid import HidIdCardReaderBench
from devices.bench.people import PEOPLE, CardTrick
from devices.drivers.id_card_reader_sam_v_hid import HidrawLine, SamVHidReader, found_under
from devices.registry import load_driver
from devices.supervisor import Supervisor
from devices.transports.serial_line import LineHeld, LineLost, LineTimeout
from tests.devices.fair_time import fair_time

SOUND = [key for key, person in PEOPLE.items() if person.trick is CardTrick.NONE]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[HidIdCardReaderBench]:
    bench = HidIdCardReaderBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def port(bench: HidIdCardReaderBench) -> str:
    return str(bench.start()["port"])


@pytest.fixture
def reader(port: str) -> Iterator[SamVHidReader]:
    reader = SamVHidReader({"port": port, "fingerprint": True})
    reader.open()
    yield reader
    reader.close()


@pytest.mark.parametrize("key", SOUND)
def test_every_person_is_read_as_they_are(bench: HidIdCardReaderBench, reader: SamVHidReader, key: str) -> None:
    bench.command("place", {"card": key})
    assert reader.find()
    assert reader.read() == PEOPLE[key].card
    assert reader.present()
    bench.command("lift", {})
    assert not reader.present()
    assert not reader.find()


@pytest.mark.parametrize("fingers", [1, 2])
def test_the_longest_replies_cross_many_reports(
    bench: HidIdCardReaderBench, reader: SamVHidReader, fingers: int
) -> None:
    bench.command("place", {"card": "li", "fingers": fingers})
    assert reader.find()
    assert len(reader.read().fingers) == fingers


@pytest.mark.parametrize("kind", ["noise", "half_frame", "flipped_bit", "wrong_length", "duplicate", "vendor_timeout"])
def test_a_spoiled_reply_never_becomes_data(bench: HidIdCardReaderBench, reader: SamVHidReader, kind: str) -> None:
    bench.command("place", {"card": "li"})
    assert reader.find()
    bench.command("trouble", {"kind": kind, "replies": 1})
    assert reader.read() == PEOPLE["li"].card


def test_an_unplugged_reader_is_lost_and_comes_back(bench: HidIdCardReaderBench, reader: SamVHidReader) -> None:
    bench.command("unplug", {})
    for attempt in (reader.find, reader.open):
        with pytest.raises(DeviceError) as lost:
            attempt()
        assert lost.value.fault is DeviceFault.READER_LOST
    reader.close()
    bench.command("replug", {})
    reader.open()
    assert not reader.find()


def test_a_node_is_opened_by_one_program_only(reader: SamVHidReader, port: str) -> None:
    assert reader.identity() == "05.01-20180101-0000000001-1234567890"
    with pytest.raises(LineHeld):
        HidrawLine(port).open()


def test_a_line_that_is_not_open_is_lost_and_a_silent_one_times_out(port: str) -> None:
    line = HidrawLine(port)
    for use in (line.drain, lambda: line.write(b"x"), lambda: line.read_some(0.1)):
        with pytest.raises(LineLost):
            use()
    line.open()
    started, fairly = time.monotonic(), fair_time()
    with pytest.raises(LineTimeout):
        line.read_some(0.12)
    assert time.monotonic() - started > 0.1
    assert fair_time() - fairly < 0.3
    line.close()
    line.close()


def test_a_wait_ends_when_its_command_is_cancelled(bench: HidIdCardReaderBench, reader: SamVHidReader) -> None:
    bench.command("trouble", {"kind": "silent", "replies": 9})
    cancel = Cancel()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    started = fair_time()
    scope = Scope("find", started + 9, DeviceFault.READER_NO_ANSWER, cancel=cancel)
    with entered(scope), pytest.raises(CommandCancelled):
        reader.find()
    assert fair_time() - started < 0.3
    timer.join()


def test_it_is_discovered_by_vendor_and_product(bench: HidIdCardReaderBench, tmp_path: Path, port: str) -> None:
    for number, product in ((0, "00002721"), (1, "00009999")):
        device = tmp_path / f"sys/class/hidraw/hidraw{number}/device"
        device.mkdir(parents=True)
        (device / "uevent").write_text(f"DRIVER=hid-generic\nHID_ID=0003:00002B8B:{product}\n")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev/hidraw0").symlink_to(port)
    (tmp_path / "dev/hidraw1").symlink_to(port)
    [found] = found_under(tmp_path, 2.0)
    assert found.confidence is Confidence.HIGH
    assert found.identity == "05.01-20180101-0000000001-1234567890"
    assert found.options == {"port": str(tmp_path / "dev/hidraw0")}
    bench.command("unplug", {})
    assert found_under(tmp_path, 2.0) == ()


def test_it_is_installed_and_supervised_like_any_driver(
    bench: HidIdCardReaderBench, port: str, eventually: Callable[..., bool]
) -> None:
    supervisor: Supervisor[SamVHidReader] = Supervisor(
        "id_card_reader",
        lambda: load_driver("id_card_reader.sam_v_hid", {"port": port}),
        no_answer=DeviceFault.READER_NO_ANSWER,
    )
    try:
        assert eventually(lambda: supervisor.status.usable)
        bench.command("place", {"card": "wang"})
        assert supervisor.call("find", lambda reader: reader.find(), deadline_s=10)
        assert supervisor.call("read", lambda reader: reader.read(), deadline_s=20) == PEOPLE["wang"].card
    finally:
        supervisor.close()


@pytest.mark.parametrize("options", [{}, {"port": ""}, {"port": "/dev/hidraw0", "baud": 9600}])
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SamVHidReader(options)
