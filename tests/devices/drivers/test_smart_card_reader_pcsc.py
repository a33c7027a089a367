"""The smart-card driver through the real libpcsclite, with a simulated service behind its socket."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.cancel import Scope, entered
from devices.api.errors import DeviceError, DeviceFault
from devices.api.smart_card_reader import CardRefusal, CardState, SmartCardRecord
from devices.api.status import DeviceState
from devices.bench.device import Places
from devices.bench.line_knobs import turn
from devices.bench.people import PEOPLE
from devices.bench.smart_card_reader import SmartCardReaderBench
from devices.drivers.smart_card_reader_pcsc import PcscSmartCardReader
from devices.registry import RegistryError, load_driver

KIND = "social_security_card"
WHO = "wang"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SmartCardReaderBench]:
    bench = SmartCardReaderBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def reader(bench: SmartCardReaderBench) -> Iterator[PcscSmartCardReader]:
    reader = PcscSmartCardReader({"socket": bench.start()["socket"]})
    reader.open()
    yield reader
    reader.close()


def test_the_five_states_as_far_as_a_slot_can_show_them(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader
) -> None:
    assert reader.state() is CardState.NO_CARD
    bench.command("insert", {"card": WHO})
    assert reader.state() is CardState.READY
    bench.command("insert_mute", {})
    assert reader.state() is CardState.CARD_ERROR
    bench.command("unplug", {})
    assert reader.state() is CardState.NO_READER


@pytest.mark.parametrize("pieces", [False, True])
@pytest.mark.parametrize("key", ["wang", "rare"])
def test_a_card_is_read_whole(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader, key: str, *, pieces: bool
) -> None:
    """By 6Cxx alone, and by 61xx with GET RESPONSE: cards of both habits are in the field."""
    key = key if key in PEOPLE else next(each for each in PEOPLE if not PEOPLE[each].card.name.isascii())
    bench.command("pieces", {"on": pieces})
    bench.command("insert", {"card": key})
    record = reader.read(KIND)
    assert isinstance(record, SmartCardRecord)
    assert record.values["name"] == PEOPLE[key].card.name
    assert record.values["id_number"] == PEOPLE[key].card.number
    assert record.values["valid_until"] == "20330601"
    assert PEOPLE[key].card.name not in repr(record)


def test_what_cannot_be_read_is_said_and_is_no_fault_of_the_reader(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader
) -> None:
    assert reader.read(KIND) is CardRefusal.NO_CARD
    bench.command("insert_mute", {})
    assert reader.read(KIND) is CardRefusal.MUTE
    bench.command("insert", {"card": "blank"})
    assert reader.read(KIND) is CardRefusal.OTHER_KIND
    bench.command("insert", {"card": WHO})
    bench.command("garble", {})
    assert reader.read(KIND) is CardRefusal.GARBLED
    assert isinstance(reader.read(KIND), SmartCardRecord)


@pytest.mark.parametrize("apdus", range(8))
def test_a_card_pulled_at_any_point_gives_no_half_record(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader, apdus: int
) -> None:
    bench.command("insert", {"card": WHO})
    bench.command("remove_after", {"apdus": apdus})
    assert reader.read(KIND) is CardRefusal.MOVED
    bench.command("insert", {"card": WHO})
    assert isinstance(reader.read(KIND), SmartCardRecord)


def test_a_service_that_restarts_is_lost_and_found_again(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader
) -> None:
    assert reader.status().state is DeviceState.ONLINE
    bench.command("stop_service", {})
    with pytest.raises(DeviceError) as lost:
        reader.status()
    assert lost.value.fault is DeviceFault.SMART_CARD_LOST
    with pytest.raises(DeviceError):
        reader.open()
    bench.command("start_service", {})
    reader.open()
    bench.command("insert", {"card": WHO})
    assert isinstance(reader.read(KIND), SmartCardRecord)


def test_a_reader_that_was_pulled_out_is_lost(bench: SmartCardReaderBench, reader: PcscSmartCardReader) -> None:
    bench.command("unplug", {})
    with pytest.raises(DeviceError):
        reader.status()
    with pytest.raises(DeviceError) as none:
        reader.open()
    assert "0 readers" in none.value.detail


def test_a_reader_by_another_name_is_not_taken(bench: SmartCardReaderBench) -> None:
    reader = PcscSmartCardReader({"socket": bench.start()["socket"], "reader": "ACS"})
    with pytest.raises(DeviceError, match="none called 'ACS'"):
        reader.open()
    reader.close()


def test_a_broken_profile_refuses_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "bus_card.toml").write_text("title = 1", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"bus_card\.toml: .*title"):
        load_driver("smart_card_reader.pcsc", {"profiles": str(tmp_path)})


def test_a_silent_service_is_given_up_and_does_not_take_the_library_along(
    bench: SmartCardReaderBench, reader: PcscSmartCardReader
) -> None:
    """The library waits without end and holds a lock meanwhile: without a limit, no context could ever be made again."""
    bench.command("insert", {"card": WHO})
    turn(bench, "fault", {"operator": "silence", "times": 0})
    with entered(Scope("read", time.monotonic() + 0.3, DeviceFault.SMART_CARD_NO_ANSWER)), pytest.raises(DeviceError):
        reader.read(KIND)
    turn(bench, "calm", {})
    reader.open()
    assert isinstance(reader.read(KIND), SmartCardRecord)
