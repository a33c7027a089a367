"""The receipt driver against the simulated printer, over a real pseudo-terminal and over TCP."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import (
    Align,
    Pair,
    QrCode,
    Receipt,
    ReceiptPrinterCapabilities,
    Rule,
    TextLine,
)
from devices.api.status import DeviceState, RequiredAction
from devices.bench.device import Places
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.drivers.receipt_printer_escpos import EscPosPrinter
from tests.devices.fair_time import fair_time

CODE = "https://suishiban.example/c/990101202608012340051"
RECEIPT = Receipt(
    (
        TextLine("受理回执", Align.CENTRE, bold=True, scale=2),
        Rule(),
        Pair("收件号", "9901 0126 0801 2340"),
        Pair("申请人", "张𬎆㐂"),
        QrCode(CODE),
        TextLine("扫码查进度", Align.CENTRE),
    )
)


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[ReceiptPrinterBench]:
    bench = ReceiptPrinterBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(name="printer", params=["serial", "tcp"])
def _printer(bench: ReceiptPrinterBench, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[EscPosPrinter]:
    printer = _made(tmp_path, **({"port": bench.state()["address"]} if request.param == "tcp" else {}))
    printer.open()
    yield printer
    printer.close()


def _made(tmp_path: Path, **options: object) -> EscPosPrinter:
    port = str(Places(tmp_path).serial_link("receipt_printer"))
    return EscPosPrinter({"port": port, "answer_timeout_s": 0.15, **options})


def _papers(bench: ReceiptPrinterBench) -> list[Path]:
    return [Path(path) for path in bench.state()["papers"]]


def _fault_of_printing(printer: EscPosPrinter, receipt: Receipt = RECEIPT) -> DeviceFault:
    with pytest.raises(DeviceError) as caught:
        printer.print(receipt)
    return caught.value.fault


def _picture(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("L")


def test_print_returns_when_the_receipt_has_been_cut(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    printer.print(RECEIPT)
    (paper,) = _papers(bench)
    picture = _picture(paper)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == CODE
    assert picture.getbbox() is not None
    assert bench.state()["buffered_bytes"] == 0


def test_the_paper_shows_the_text_and_other_text_gives_another_picture(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    for text in ("张三", "张三", "李四", "张𬎆"):
        printer.print(Receipt((TextLine(text),)))
    same_a, same_b, other, rare = (_picture(path) for path in _papers(bench))
    assert ImageChops.difference(same_a, same_b).getbbox() is None
    assert ImageChops.difference(same_a, other).getbbox() is not None
    # The drawn 张 stands dot for dot where the printer's own font puts it.
    glyph = (32, 0, 32 + 24, same_a.height)
    assert ImageChops.difference(same_a.crop(glyph), rare.crop(glyph)).getbbox() is None
    assert ImageChops.difference(same_a, rare).getbbox() is not None


def test_a_native_qr_code_is_drawn_by_the_printer(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    printer = _made(tmp_path, profile="generic-80mm-native-qr")
    printer.open()
    printer.print(Receipt((QrCode(CODE),)))
    printer.close()
    (found,) = zxingcpp.read_barcodes(_picture(_papers(bench)[0]))
    assert found.text == CODE


def test_a_slow_printer_is_waited_for(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    bench.command("speed", {"mm_s": 60})
    started = time.monotonic()
    printer.print(Receipt((TextLine("慢"), QrCode("x" * 60))))
    assert time.monotonic() - started > bench.state()["printed_mm"] / 60 * 0.8
    assert len(_papers(bench)) == 1


def test_status_words(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    assert printer.status().state is DeviceState.ONLINE
    bench.command("near_end", {})
    near = printer.status()
    assert (near.state, near.action, near.fault) == (DeviceState.ONLINE, RequiredAction.OPERATOR, None)
    bench.command("empty_paper", {})
    assert printer.status().fault is DeviceFault.RECEIPT_PAPER_OUT
    bench.command("load_paper", {})
    assert printer.status().state is DeviceState.ONLINE


@pytest.mark.parametrize(
    ("knob", "back", "fault"),
    [
        ("empty_paper", "load_paper", DeviceFault.RECEIPT_PAPER_OUT),
        ("cover_open", "cover_close", DeviceFault.RECEIPT_COVER_OPEN),
        ("cutter_jam", "clear_cutter", DeviceFault.RECEIPT_CUTTER),
        ("break", "repair", DeviceFault.RECEIPT_HARDWARE),
        ("silent", "unsilent", DeviceFault.RECEIPT_NO_ANSWER),
        ("unplug", "replug", DeviceFault.RECEIPT_LOST),
    ],
)
def test_a_printer_that_is_not_ready_refuses_and_works_again_afterwards(
    bench: ReceiptPrinterBench, printer: EscPosPrinter, knob: str, back: str, fault: DeviceFault
) -> None:
    bench.command(knob, {})
    assert _fault_of_printing(printer) is fault
    assert _papers(bench) == []
    bench.command(back, {})
    printer.close()
    printer.open()
    printer.print(RECEIPT)
    assert len(_papers(bench)) == 1


def test_paper_end_in_the_middle_is_told_and_nothing_comes_out_after_the_refill(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    bench.command("paper_out_after", {"mm": 25})
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_PAPER_OUT
    bench.command("load_paper", {})
    # At most the last status request, which prints nothing, is still there.
    assert bench.state()["buffered_bytes"] <= 3
    assert len(bench.state()["torn"]) == 1
    printer.print(Receipt((TextLine("下一位"),)))
    (paper,) = _papers(bench)
    assert zxingcpp.read_barcodes(_picture(paper)) == []


def test_a_clone_that_cannot_clear_its_buffer_gives_the_next_citizen_a_clean_piece(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    printer.print(Receipt((TextLine("下一位"),)))
    bench.command("take_paper", {})
    bench.command("clone", {})
    bench.command("paper_out_after", {"mm": 25})
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_PAPER_OUT
    bench.command("load_paper", {})
    printer.print(Receipt((TextLine("下一位"),)))
    last = _picture(_papers(bench)[-1])
    assert zxingcpp.read_barcodes(last) == []
    assert last.height < 200


def test_the_cover_opened_in_the_middle(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    bench.command("speed", {"mm_s": 40})
    opener = _when_printing(bench, "cover_open")
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_COVER_OPEN
    opener.join()


def test_a_blade_that_sticks_at_the_cut(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    printer.print(Receipt((TextLine("先"),)))
    bench.command("cutter_jam", {"at_cut": True})
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_CUTTER


def test_a_hot_head_is_waited_for(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    bench.command("overheat", {"seconds": 0.6})
    status = printer.status()
    assert (status.state, status.action) == (DeviceState.BUSY, RequiredAction.WAIT)
    printer.print(RECEIPT)
    assert len(_papers(bench)) == 1


@pytest.mark.parametrize("knob", ["silent", "unplug", "power_loss", "pull_network"])
def test_what_became_of_a_receipt_that_was_cut_short_is_in_doubt_and_nobody_resets_or_repeats_it(
    bench: ReceiptPrinterBench, printer: EscPosPrinter, knob: str
) -> None:
    if knob == "pull_network" and "127.0.0.1" not in printer.identity():
        knob = "silent"
    bench.command("speed", {"mm_s": 40})
    breaker = _when_printing(bench, knob)
    started = fair_time()
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_IN_DOUBT
    breaker.join()
    assert fair_time() - started < 6
    assert printer.in_doubt
    with pytest.raises(DeviceError, match=r"receipt\.in_doubt"):
        printer.soft_reset()
    assert _papers(bench) == []


def test_after_a_power_cut_the_half_receipt_is_cut_off_before_the_next_one_and_does_not_come_again(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    printer.print(Receipt((TextLine("先"),)))
    bench.command("take_paper", {})
    bench.command("speed", {"mm_s": 40})
    breaker = _when_printing(bench, "power_loss")
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_IN_DOUBT
    breaker.join()
    bench.command("power_on", {})
    bench.command("speed", {"mm_s": 600})
    printer.close()
    printer.open()
    assert not printer.in_doubt
    assert _papers(bench) == []
    printer.print(Receipt((TextLine("下一位"),)))
    void, good = (_picture(path) for path in _papers(bench))
    assert zxingcpp.read_barcodes(void) == []
    assert good.height < 200


def test_a_fault_that_the_printer_owns_up_to_is_no_doubt(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    bench.command("paper_out_after", {"mm": 25})
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_PAPER_OUT
    assert not printer.in_doubt


def test_what_an_earlier_life_left_in_a_printer_without_paper_does_not_come_out_with_the_refill(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    bench.command("empty_paper", {})
    printer._session.put("上一位\n".encode("gbk") * 9)
    printer.close()
    printer.open()
    assert bench.state()["buffered_bytes"] <= 3
    bench.command("load_paper", {})
    assert printer.status().usable
    assert bench.state()["printed_mm"] == 0


def test_the_self_tests(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    assert printer.capabilities() == ReceiptPrinterCapabilities(
        "generic-80mm", 48, cuts=True, near_end_sensor=True, tells_end=True
    )
    assert "well" in printer.quiet_test()
    assert "48 columns" in printer.operator_test()
    (found,) = zxingcpp.read_barcodes(_picture(_papers(bench)[0]))
    assert found.text == "SUISHIBAN RECEIPT PRINTER TEST"
    bench.command("cover_open", {})
    with pytest.raises(DeviceError, match=r"receipt\.cover_open"):
        printer.quiet_test()


def test_the_rungs_of_recovery(bench: ReceiptPrinterBench, printer: EscPosPrinter) -> None:
    printer._session.put(b"\x1dv0\x00\x48\x00\x18\x00 half a picture")
    printer.resync()
    printer.soft_reset()
    printer.print(RECEIPT)
    (found,) = zxingcpp.read_barcodes(_picture(_papers(bench)[-1]))
    assert found.text == CODE
    bench.command("silent", {})
    for rung in (printer.resync, printer.soft_reset):
        with pytest.raises(DeviceError, match=r"receipt\.no_answer"):
            rung()


def test_a_slow_printer_with_a_small_buffer_is_never_overrun(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    bench.command("model", {"buffer": 4096})
    bench.command("speed", {"mm_s": 150})
    printer.print(Receipt((TextLine("张𬎆"),) * 16 + (QrCode(CODE),)))
    assert bench.state()["overflowed_bytes"] == 0
    assert len(_papers(bench)) == 1


@pytest.mark.parametrize("profile", ["generic-80mm", "generic-80mm-xonxoff"])
def test_xoff_halts_the_job_and_xon_lets_it_go_on(bench: ReceiptPrinterBench, tmp_path: Path, profile: str) -> None:
    printer = _made(tmp_path, profile=profile)
    printer.open()
    bench.command("model", {"handshake": "xonxoff"})
    bench.command("speed", {"mm_s": 150})
    halted = _when_printing(bench, "xoff")
    released = threading.Timer(0.8, bench.command, ("xoff", {"on": False}))
    released.start()
    printer.print(Receipt((TextLine("张𬎆"),) * 16))
    for thread in (halted, released):
        thread.join()
    printer.close()
    assert bench.state()["overflowed_bytes"] == 0
    assert len(_papers(bench)) == 1


def test_a_printer_that_speaks_up_is_heard_before_it_is_asked(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    printer = _made(tmp_path, profile="generic-80mm-asb")
    printer.open()
    printer.print(RECEIPT)
    bench.command("speed", {"mm_s": 40})
    opener = _when_printing(bench, "cover_open")
    assert _fault_of_printing(printer) is DeviceFault.RECEIPT_COVER_OPEN
    opener.join()
    bench.command("cover_close", {})
    assert printer.status().usable
    printer.close()


def test_a_mute_58_mm_printer_is_sent_no_faster_than_it_prints(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    bench.command("model", {"width_dots": 384, "deaf": True})
    bench.command("speed", {"mm_s": 90})
    printer = _made(tmp_path, profile="generic-58mm-mute")
    printer.open()
    assert printer.status().usable
    printer.print(Receipt((TextLine("张𬎆"),) * 12))
    assert bench.state()["buffered_bytes"] == 0
    assert bench.state()["overflowed_bytes"] == 0
    bench.command("tear_off", {})
    (piece,) = bench.state()["torn"]
    assert _picture(Path(piece)).width == 384 + 64
    printer.close()


def test_a_character_that_the_model_lacks_is_drawn(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    bench.command("model", {"missing": "镕"})
    model = tmp_path / "poor.toml"
    model.write_text('width_dots = 576\ncolumns = 48\nmissing = "镕"\n', encoding="utf-8")
    for profile in ("generic-80mm", str(model)):
        printer = _made(tmp_path, profile=profile)
        printer.open()
        printer.print(Receipt((TextLine("镕"),)))
        printer.close()
    drawn = [_picture(path).point(lambda shade: 255 if shade < 128 else 0).getbbox() for path in _papers(bench)]
    assert len(drawn) == 1, "the model's own font left the paper white"


def test_a_long_job_is_refused_near_the_end_of_the_roll_and_a_short_one_is_not(
    bench: ReceiptPrinterBench, printer: EscPosPrinter
) -> None:
    bench.command("near_end", {})
    printer.print(RECEIPT)
    assert _fault_of_printing(printer, Receipt((TextLine("长"),) * 120)) is DeviceFault.RECEIPT_PAPER_OUT


def test_a_printer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        _made(tmp_path).open()
    assert caught.value.fault is DeviceFault.RECEIPT_LOST


def test_a_job_at_9600_baud_stays_within_its_deadline(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    printer = _made(tmp_path, baud=9600)
    printer.open()
    printer.print(Receipt((Pair("收件号", "9901"), TextLine("完"))))
    printer.close()
    assert len(_papers(bench)) == 1


def _when_printing(bench: ReceiptPrinterBench, knob: str) -> threading.Thread:
    """Turn the knob once the head has moved."""
    before = bench.state()["printed_mm"]

    def turn() -> None:
        deadline = time.monotonic() + 5
        pause = threading.Event()
        while bench.state()["printed_mm"] < before + 16 and time.monotonic() < deadline:
            pause.wait(0.005)
        bench.command(knob, {})

    thread = threading.Thread(target=turn)
    thread.start()
    return thread
