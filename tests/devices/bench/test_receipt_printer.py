"""The simulated receipt printer from its wire, without our driver."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from devices.bench.device import KnobError, Places
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.transports.serial_line import LineTimeout, SerialLine


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[ReceiptPrinterBench]:
    bench = ReceiptPrinterBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(name="line")
def _line(bench: ReceiptPrinterBench, tmp_path: Path) -> Iterator[SerialLine]:
    del bench
    line = SerialLine(str(Places(tmp_path).serial_link("receipt_printer")))
    line.open()
    yield line
    line.close()


def test_real_time_status_is_answered_at_once_even_inside_image_data(
    bench: ReceiptPrinterBench, line: SerialLine
) -> None:
    bench.command("cover_open", {})
    line.write(b"\x1dv0\x00\x02\x00\x02\x00\x10\x04\x02")
    assert line.read(1, 1) == b"\x16"


def test_the_barrier_waits_for_its_turn_behind_an_open_cover(bench: ReceiptPrinterBench, line: SerialLine) -> None:
    bench.command("cover_open", {})
    line.write(b"text\n\x1dr\x01")
    with pytest.raises(LineTimeout):
        line.read_some(0.15)
    bench.command("cover_close", {})
    assert line.read(1, 2) == b"\x00"
    assert bench.state()["printed_mm"] == 3


def test_gbk_text_is_printed_and_cut_with_the_white_top_between_head_and_blade(
    bench: ReceiptPrinterBench, line: SerialLine
) -> None:
    line.write("\x1b@\x1b3\x22你好\n".encode("gbk") + b"\x1dVB\x18")
    (paper,) = bench.command("wait_paper", {"count": 1})["papers"]
    line.write("再见\n".encode("gbk") + b"\x1dVB\x18")
    second = bench.command("wait_paper", {"count": 2})["papers"][1]
    with Image.open(paper) as first_picture, Image.open(second) as picture:
        assert first_picture.size == (640, 80 + 34 + 24)
        assert first_ink(first_picture) >= 80
        assert first_ink(picture) >= 80


def first_ink(picture: Image.Image) -> int:
    """Rows above the first dot of ink."""
    box = picture.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert box is not None
    return box[1]


def test_a_receipt_on_a_new_roll_has_its_white_top_too(bench: ReceiptPrinterBench, line: SerialLine) -> None:
    bench.command("empty_paper", {})
    bench.command("load_paper", {})
    line.write(b"hello\n\x1dVB\x18")
    (paper,) = bench.command("wait_paper", {"count": 1})["papers"]
    with Image.open(paper) as picture:
        assert first_ink(picture) >= 80


def test_a_strip_without_ink_is_not_kept(bench: ReceiptPrinterBench, line: SerialLine) -> None:
    line.write(b"\x1dVB\x18\x1dr\x01")
    line.read(1, 2)
    assert bench.state()["papers"] == []


def test_taken_paper_is_gone_from_the_disk(bench: ReceiptPrinterBench, line: SerialLine) -> None:
    line.write(b"hello\n\x1dV\x01")
    (paper,) = bench.command("wait_paper", {"count": 1})["papers"]
    assert Path(paper).exists()
    assert bench.command("take_paper", {})["papers"] == []
    assert not Path(paper).exists()


def test_clearing_drops_what_has_not_been_printed(
    bench: ReceiptPrinterBench, line: SerialLine, eventually: Callable[..., bool]
) -> None:
    bench.command("empty_paper", {})
    line.write(b"secret\n" * 20)
    assert eventually(lambda: bench.state()["buffered_bytes"] > 100)
    line.write(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
    assert eventually(lambda: bench.state()["buffered_bytes"] == 0)


def test_a_knob_that_does_not_exist_is_named_with_those_that_do(bench: ReceiptPrinterBench) -> None:
    with pytest.raises(KnobError, match="load_paper"):
        bench.command("explode", {})
    with pytest.raises(KnobError, match="'mm'"):
        bench.command("paper_out_after", {})
