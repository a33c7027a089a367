"""What a reader does about each status of the module, its quirks, fingerprints and photos, over a real pty."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.id_card_reader import CardKind, ReaderCapabilities
from devices.api.status import DeviceState
from devices.bench.device import KnobError, Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.people import PEOPLE
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.supervisor import Supervisor


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[IdCardReaderBench]:
    bench = IdCardReaderBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def reader(bench: IdCardReaderBench) -> Iterator[SamVReader]:
    with opened(bench) as reader:
        yield reader


@contextmanager
def opened(bench: IdCardReaderBench, **options: object) -> Iterator[SamVReader]:
    reader = SamVReader({"port": bench.start()["port"], **options})
    reader.open()
    yield reader
    reader.close()


def lay(bench: IdCardReaderBench, card: str) -> None:
    bench.command("place", {"card": card})


def answer(bench: IdCardReaderBench, status: str, to: str, replies: int = 1) -> None:
    bench.command("answer", {"status": status, "to": to, "replies": replies, "sw1": 0x6A, "sw2": 0x82})


@pytest.mark.parametrize("status", ["10", "11", "24"])
@pytest.mark.parametrize("to", ["find", "select", "read", "added_address"])
def test_a_link_status_is_answered_by_sending_once_more(
    bench: IdCardReaderBench, reader: SamVReader, status: str, to: str
) -> None:
    lay(bench, "li")
    answer(bench, status, to)
    assert reader.find()
    assert reader.read() == PEOPLE["li"].card
    assert reader.counts()["resent"] == 1


def test_what_was_sent_again_stands_in_the_metrics_of_the_device(
    bench: IdCardReaderBench, eventually: Callable[..., bool]
) -> None:
    answer(bench, "24", "find")
    port = bench.start()["port"]
    supervisor = Supervisor(
        "id_card_reader", lambda: SamVReader({"port": port}), no_answer=DeviceFault.READER_NO_ANSWER
    )
    try:
        assert not supervisor.call("find", lambda reader: reader.find(), deadline_s=5)
        assert eventually(lambda: supervisor.metrics.driver == {"resent": 1})
    finally:
        supervisor.close()


@pytest.mark.parametrize(
    ("status", "to", "fault"),
    [
        ("10", "read", DeviceFault.READER_NO_ANSWER),
        ("11", "select", DeviceFault.READER_NO_ANSWER),
        ("21", "find", DeviceFault.READER_REFUSED),
        ("23", "read", DeviceFault.READER_REFUSED),
        ("24", "read", DeviceFault.CARD_UNREADABLE),
        ("31", "select", DeviceFault.CARD_FORGED),
        ("32", "read", DeviceFault.CARD_FORGED),
        ("33", "read", DeviceFault.CARD_FORGED),
        ("3F", "read", DeviceFault.CARD_UNREADABLE),
        ("40", "select", DeviceFault.CARD_NOT_AN_ID),
        ("41", "read", DeviceFault.CARD_UNREADABLE),
        ("47", "select", DeviceFault.CARD_UNREADABLE),
        ("60", "read", DeviceFault.READER_SELF_TEST_FAILED),
        ("66", "read", DeviceFault.READER_UNAUTHORISED),
        ("E7", "read", DeviceFault.CARD_UNREADABLE),
    ],
)
def test_every_status_has_its_fault(
    bench: IdCardReaderBench, reader: SamVReader, status: str, to: str, fault: DeviceFault
) -> None:
    lay(bench, "wang")
    answer(bench, status, to, replies=9)
    with pytest.raises(DeviceError) as refused:
        _find_and_read(reader)
    assert refused.value.fault is fault


def _find_and_read(reader: SamVReader) -> None:
    if reader.find():
        reader.read()


@pytest.mark.parametrize("status", ["80", "81"])
def test_no_card_and_the_same_card_are_no_error(bench: IdCardReaderBench, reader: SamVReader, status: str) -> None:
    answer(bench, status, "find")
    assert not reader.find()


def test_an_unrecognised_error_twice_resets_the_module_and_the_card_is_found_anew(
    bench: IdCardReaderBench, reader: SamVReader
) -> None:
    lay(bench, "wang")
    assert reader.find()
    answer(bench, "24", "read", replies=2)
    with pytest.raises(DeviceError) as refused:
        reader.read()
    assert refused.value.fault is DeviceFault.CARD_UNREADABLE
    assert reader.counts()["resets"] == 1
    assert reader.find()
    assert reader.read() == PEOPLE["wang"].card


def test_a_failed_self_test_is_tried_to_be_mended_by_a_reset(bench: IdCardReaderBench, reader: SamVReader) -> None:
    bench.command("self_test_failed", {"until_reset": 1})
    assert reader.status().state is DeviceState.ONLINE
    assert reader.counts()["resets"] == 1


def test_the_rungs_of_recovery(bench: IdCardReaderBench, reader: SamVReader) -> None:
    lay(bench, "wang")
    assert reader.find()
    reader.read()
    reader.resync()
    assert reader.present()
    assert not reader.find()
    reader.soft_reset()
    assert reader.find(), "a reset module finds the card anew"
    bench.command("trouble", {"kind": "silent", "replies": 100})
    for rung in (reader.resync, reader.soft_reset):
        with pytest.raises(DeviceError) as silent:
            rung()
        assert silent.value.fault is DeviceFault.READER_NO_ANSWER


@pytest.mark.parametrize("fingers", [0, 1, 2])
def test_enrolled_fingers_are_told_when_asked_for(bench: IdCardReaderBench, fingers: int) -> None:
    with opened(bench, fingerprint=True) as reader:
        bench.command("place", {"card": "li", "fingers": fingers})
        assert reader.find()
        card = reader.read()
        assert [finger.finger for finger in card.fingers] == [12, 17][:fingers]
        assert replace(card, fingers=()) == PEOPLE["li"].card


@pytest.mark.parametrize(("status", "asked_again"), [("37", True), ("21", False)])
def test_a_damaged_fingerprint_or_a_module_without_does_not_cost_the_card(
    bench: IdCardReaderBench, status: str, asked_again: bool
) -> None:
    with opened(bench, fingerprint=True) as reader:
        for expected in (False, asked_again):
            bench.command("place", {"card": "wang", "fingers": 2})
            if not expected:
                answer(bench, status, "read_finger", replies=9)
            assert reader.find()
            assert bool(reader.read().fingers) == expected
            bench.command("calm", {})


def test_a_module_that_does_not_know_added_addresses_still_notices_a_lifted_card(
    bench: IdCardReaderBench, reader: SamVReader
) -> None:
    answer(bench, "21", "added_address", replies=99)
    lay(bench, "li")
    assert reader.find()
    assert reader.read() == replace(PEOPLE["li"].card, added_address="")
    assert reader.present()
    bench.command("lift", {})
    assert not reader.present()


def test_the_most_that_goes_over_the_air_is_set_when_asked_for(
    bench: IdCardReaderBench, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(bench, max_rf_bytes=80) as reader:
        assert reader.status().usable
    assert caplog.text == ""


def test_by_default_a_find_that_always_fails_finds_nothing(bench: IdCardReaderBench, reader: SamVReader) -> None:
    answer(bench, "81", "find", replies=99)
    lay(bench, "wang")
    assert not reader.find()


def test_with_its_quirk_a_find_that_always_fails_is_followed_by_select(bench: IdCardReaderBench) -> None:
    with opened(bench, select_without_find=True) as reader:
        answer(bench, "81", "find", replies=99)
        assert not reader.find()
        lay(bench, "wang")
        assert reader.find()
        assert reader.read() == PEOPLE["wang"].card
        assert not reader.find(), "the card that was read is no new one"
        bench.command("lift", {})
        assert not reader.find()
        lay(bench, "li")
        assert reader.find()
        assert reader.read() == PEOPLE["li"].card


def test_a_photo_decoder_gives_the_card_a_picture(bench: IdCardReaderBench) -> None:
    before = psutil.Process().children()
    with opened(bench, photo_decoder="tests.devices.sam_v.toy_photo_decoder") as reader:
        lay(bench, "wang")
        assert reader.find()
        assert reader.read().photo.startswith(b"BM")
        assert reader.counts()["photos"] == 1
    assert psutil.Process().children() == before


@pytest.mark.expects_log("the photo decoder failed")
def test_a_photo_decoder_that_crashes_does_not_cost_the_card(bench: IdCardReaderBench) -> None:
    with opened(bench, photo_decoder="nowhere-to-be-found") as reader:
        lay(bench, "wang")
        assert reader.find()
        assert reader.read() == PEOPLE["wang"].card


def test_a_status_may_be_turned_from_a_command_line(bench: IdCardReaderBench, reader: SamVReader) -> None:
    assert bench.command("answer", {"status": 60, "to": "status"}) == {"to": "status", "status": "60"}
    assert reader.status().usable, "mended by a reset"
    for wrong in ({"status": "no"}, {"status": "90", "to": "nobody"}, {}):
        with pytest.raises(KnobError):
            bench.command("answer", wrong)


def test_what_a_reader_can_tell_follows_from_its_options(reader: SamVReader) -> None:
    assert reader.capabilities() == ReaderCapabilities(frozenset(CardKind), photo=False, fingers=False)
    able = SamVReader({"port": "x", "fingerprint": True, "photo_decoder": "decode"})
    assert able.capabilities() == ReaderCapabilities(frozenset(CardKind), photo=True, fingers=True)


def test_the_self_tests_tell_what_was_seen_and_nothing_of_the_card(
    bench: IdCardReaderBench, reader: SamVReader
) -> None:
    lay(bench, "wang")
    assert reader.quiet_test() == "self-test passed; photo decoder: none"
    told = reader.operator_test()
    assert told.startswith("read a card (citizen) in 0.")
    assert told.endswith("s, no photo")
    assert reader.operator_test().startswith("read a card (citizen)"), "a card that lies there will do"


def test_the_operators_test_waits_for_a_card_in_vain(
    bench: IdCardReaderBench, reader: SamVReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.sam_v.card_reader._TEST_CARD_S", 0.5)
    assert bench.state()["card"] is None
    with pytest.raises(DeviceError, match="no card was laid on"):
        reader.operator_test()


def test_another_module_on_the_same_line_is_noticed(
    bench: IdCardReaderBench, reader: SamVReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.bench.id_card_reader._SAM_ID", bytes(16))
    assert bench.state()["plugged"]
    with pytest.raises(DeviceError) as swapped:
        reader.quiet_test()
    assert swapped.value.fault is DeviceFault.DEVICE_SWAPPED
