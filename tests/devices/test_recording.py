"""Recordings: what a field fault leaves behind is a file with nobody in it, which is a device again.

The first test is the whole way: a driver meets a fault on a real line, a tap writes it down, the file plays on a new line,
and the same driver meets the same fault.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import Pair, QrCode, Receipt, TextLine
from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.people import PEOPLE
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.replay import ReplayBench
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.drivers.receipt_printer_escpos import EscPosPrinter
from devices.recording import Recording, RecordingError, Source, WireEvent, exchanges, load, save, scrubbed
from devices.transports.serial_line import SerialLine
from devices.wire_tap import WireTap
from tests.devices.conftest import PATIENCE_S

READER = "id_card_reader.sam_v"
Record = Callable[[Callable[[SamVReader], None]], Path]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[IdCardReaderBench]:
    reader = IdCardReaderBench(Places(tmp_path / "field"))
    reader.start()
    yield reader
    reader.stop()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Have a driver work through a tap; the file that is left."""

    def record(work: Callable[[SamVReader], None]) -> Path:
        port = str(Places(tmp_path / "field").serial_link("id_card_reader"))
        with WireTap(lambda: port, 115200, tmp_path / "tap") as tap:
            assert tap.wait_until_open(PATIENCE_S)
            driver = SamVReader({"port": str(tap.link)})
            work(driver)
            driver.close()
        recording = Recording(READER, 115200, "2026-11-22T00:00:00+00:00", "in the field", tap.events)
        save(recording, tmp_path / "fault.jsonl")
        return tmp_path / "fault.jsonl"

    return record


def replayed(file: Path, folder: Path, work: Callable[[SamVReader], None]) -> dict[str, object]:
    """Have a driver work on the recording; how the recording stood at the end."""
    bench = ReplayBench(Places(folder), load(file))
    driver = SamVReader({"port": str(bench.start()["port"])})
    try:
        work(driver)
    finally:
        driver.close()
        bench.stop()
    return bench.state()


def fault_of(driver: SamVReader) -> DeviceError:
    driver.open()
    assert driver.find()
    with pytest.raises(DeviceError) as failed:
        driver.read()
    return failed.value


def test_a_fault_of_the_field_is_met_again_from_its_recording(
    tmp_path: Path, reader: IdCardReaderBench, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = reader._read

    def colliding(*, with_finger: bool) -> bytes:
        """Two flips in one bit column, as XOR cannot see: the module's own fault."""
        reply = bytearray(sound(with_finger=with_finger))
        first_text_byte = 7 + 3 + 4
        reply[first_text_byte + 36] ^= 0x02
        reply[first_text_byte + 252] ^= 0x02
        return bytes(reply)

    monkeypatch.setattr(reader, "_read", colliding)
    reader.command("place", {"card": "wang"})
    met: list[DeviceError] = []
    file = record(lambda driver: met.append(fault_of(driver)))
    again: list[DeviceError] = []
    state = replayed(file, tmp_path, lambda driver: again.append(fault_of(driver)))
    assert met[0].fault is DeviceFault.CARD_GARBLED
    assert (again[0].fault, again[0].detail) == (met[0].fault, met[0].detail), "the same field is wrong"
    assert state["unknown"] == 0


def test_a_card_lifted_in_mid_read_is_lifted_again(tmp_path: Path, reader: IdCardReaderBench, record: Record) -> None:
    reader.command("place", {"card": "li"})
    reader.command("lift_during_read", {"after_bytes": 700})
    met: list[DeviceError] = []
    file = record(lambda driver: met.append(fault_of(driver)))
    again: list[DeviceError] = []
    replayed(file, tmp_path, lambda driver: again.append(fault_of(driver)))
    assert (met[0].fault, again[0].fault) == (DeviceFault.CARD_MOVED, DeviceFault.CARD_MOVED)


@pytest.mark.parametrize("card", ["wang", "li", "rare", "smith", "jones", "hk"])
def test_nobody_is_in_a_recording_and_a_sound_card_is_sound_again(
    tmp_path: Path, reader: IdCardReaderBench, record: Record, card: str
) -> None:
    reader.command("place", {"card": card})
    kinds: list[str] = []

    def read(driver: SamVReader) -> None:
        driver.open()
        assert driver.find()
        kinds.append(driver.read().kind)

    file = record(read)
    person = PEOPLE[card].card
    written = bytes.fromhex("".join(load(file).bytes_from(source).hex() for source in (Source.HOST, Source.DEVICE)))
    for personal in (person.name, person.number, person.address, person.added_address, f"{person.birth:%Y%m%d}"):
        assert not personal or personal.encode("utf-16-le") not in written
    assert person.photo_wlt[6:40] not in written
    replayed(file, tmp_path, read)
    assert kinds == [person.kind, person.kind]


@pytest.mark.parametrize("trouble", ["half_frame", "flipped_bit", "noise", "duplicate"])
def test_a_spoiled_line_stays_spoiled_the_same_way(
    tmp_path: Path, reader: IdCardReaderBench, record: Record, trouble: str
) -> None:
    reader.command("place", {"card": "wang"})

    def read(driver: SamVReader) -> None:
        driver.open()
        assert driver.find()
        driver.read()

    def spoiled(driver: SamVReader) -> None:
        driver.open()
        assert driver.find()
        reader.command("trouble", {"kind": trouble, "replies": 2})
        driver.read()

    file = record(spoiled)
    assert PEOPLE["wang"].card.name.encode("utf-16-le") not in load(file).bytes_from(Source.DEVICE)
    state = replayed(file, tmp_path, read)
    assert state["unknown"] == 0
    assert state["played"] == state["exchanges"], "every question of the field was asked again, and no other"


def test_a_line_lost_in_the_field_is_lost_again_and_comes_back(
    tmp_path: Path, reader: IdCardReaderBench, record: Record, eventually: Callable[..., bool]
) -> None:
    def lose(driver: SamVReader) -> None:
        driver.open()
        reader.command("unplug", {})
        assert eventually(lambda: meets_the_loss(driver))

    file = record(lose)
    assert [each.event for each in load(file).events if each.event] == ["plugged", "lost"]

    def meet(driver: SamVReader) -> None:
        assert eventually(lambda: opens(driver) and meets_the_loss(driver))
        assert eventually(lambda: opens(driver))

    replayed(file, tmp_path, meet)


def meets_the_loss(driver: SamVReader) -> bool:
    """Asks what was asked in the field: on a slow machine the tap hears it before it sees that the line has gone."""
    try:
        driver.find()
    except DeviceError as error:
        return error.fault is DeviceFault.READER_LOST
    return False


def opens(driver: SamVReader) -> bool:
    try:
        driver.open()
    except DeviceError:
        return False
    return True


def test_a_receipt_is_recorded_without_its_words(tmp_path: Path) -> None:
    bench = ReceiptPrinterBench(Places(tmp_path / "field"), speed_mm_s=4000)
    port = str(bench.start()["port"])
    receipt = Receipt(
        (
            TextLine("王建国 13812345678"),
            Pair("姓名", "王建国"),
            TextLine("赵㐂𬎆"),
            QrCode("https://example.org/r/token", 6),
        )
    )
    try:
        with WireTap(lambda: port, 115200, tmp_path / "tap") as tap:
            assert tap.wait_until_open(PATIENCE_S)
            driver = EscPosPrinter({"port": str(tap.link)})
            driver.open()
            driver.print(receipt)
            driver.close()
    finally:
        bench.stop()
    recording = Recording("receipt_printer.escpos", 115200, "", "", tap.events)
    before, after = recording.bytes_from(Source.HOST), scrubbed(recording).bytes_from(Source.HOST)
    assert len(before) == len(after)
    for personal in ("王建国", "姓名"):
        assert personal.encode("gb18030") in before
        assert personal.encode("gb18030") not in after
    assert b"13812345678" in before
    assert b"13812345678" not in after
    assert [each.request for each in exchanges(scrubbed(recording))] == [each.request for each in exchanges(recording)]
    save(recording, tmp_path / "receipt.jsonl")
    replay = ReplayBench(Places(tmp_path), load(tmp_path / "receipt.jsonl"))
    driver = EscPosPrinter({"port": str(replay.start()["port"])})
    try:
        driver.open()
        driver.print(receipt)
    finally:
        driver.close()
        replay.stop()
    assert replay.state()["unknown"] == 0


def test_of_a_protocol_that_says_nothing_only_times_and_lengths_remain() -> None:
    events = (WireEvent(0.0, Source.HOST, b"name=wang"), WireEvent(0.1, Source.DEVICE, b"ok"))
    clean = scrubbed(Recording("unknown.driver", 9600, "", "", events))
    assert [(each.t, each.source, each.data) for each in clean.events] == [
        (0.0, Source.HOST, b"Z" * 9),
        (0.1, Source.DEVICE, b"ZZ"),
    ]
    assert "wang" not in repr(events)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "cannot be read as a recording"),
        ("not json\n", ":1: expected a JSON object"),
        ('{"format": "other"}\n', ":1: expected a recording of the format suishiban-wire/1"),
        ('{"format": "suishiban-wire/1"}\n', ":1: expected driver, baud, at and hardware"),
        ('{"format": "suishiban-wire/1"}\n{"t": 1, "from": "moon"}\n', ":2: expected t, from, and hex or event"),
    ],
)
def test_a_file_that_is_no_recording_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecordingError) as wrong:
        load(file)
    assert f"{file}" in str(wrong.value)
    assert sentence in str(wrong.value)


def test_a_long_piece_never_overtakes_the_short_one_before_it(tmp_path: Path) -> None:
    """The planted bug reckons each piece's beginning from its own length alone, and mixes the frame up."""
    question = bytes.fromhex("AAAAAA9669000312FFEE")
    pieces = tuple(bytes((number,)) * (60 if number % 2 else 3) for number in range(12))
    answers = tuple(WireEvent(0.001 + number / 1e4, Source.DEVICE, piece) for number, piece in enumerate(pieces))
    bench = ReplayBench(
        Places(tmp_path), Recording(READER, 115200, "", "", (WireEvent(0.0, Source.HOST, question), *answers))
    )
    line = SerialLine(str(bench.start()["port"]))
    line.open()
    try:
        line.write(question)
        assert line.read(sum(map(len, pieces)), PATIENCE_S) == b"".join(pieces)
    finally:
        line.close()
        bench.stop()


def test_a_question_too_many_puts_no_other_out_of_step(tmp_path: Path) -> None:
    """The planted bug looks for each question behind the last one: the barriers behind the second status are then others."""
    status, barrier = b"\x10\x04\x01", b"\x1dr\x01"
    asked = (status, barrier, barrier, barrier, status)
    answers = (b"\x12", b"\x00", b"", b"\x0c\x00", b"\x12")
    events: list[WireEvent] = []
    for number, (question, answer) in enumerate(zip(asked, answers, strict=True)):
        events.append(WireEvent(number / 100, Source.HOST, question))
        events += [WireEvent(number / 100 + 0.005, Source.DEVICE, answer)] if answer else []
    bench = ReplayBench(Places(tmp_path), Recording("receipt_printer.escpos", 115200, "", "", tuple(events)))
    line = SerialLine(str(bench.start()["port"]))
    line.open()
    try:
        for question in (status, barrier, status, barrier, barrier):
            line.write(question)
        heard = line.read(5, PATIENCE_S)
    finally:
        line.close()
        bench.stop()
    assert sorted(heard) == sorted(b"\x12\x00\x12\x0c\x00")
    assert bench.state()["played"] == bench.state()["exchanges"]
