"""The bytes of a job, and the one thing that must never be in them."""

from hypothesis import given
from hypothesis import strategies as st

from devices.api.receipt_printer import Align, QrCode, Receipt, Rule, TextLine
from devices.bench.escpos_commands import next_command
from devices.codecs import escpos
from devices.codecs.escpos import Bitmap
from devices.codecs.escpos_layout import QrRow, TextRow, lay_out
from devices.codecs.escpos_profile import GENERIC_80MM, Cutter, EscPosProfile
from devices.receipt_profiles import profile_named


def _dots(row: TextRow | QrRow) -> Bitmap:
    del row
    return Bitmap(4, 30, b"\x10\x04\x01\x10" * 30)


def _job(*lines: TextLine | Rule | QrCode, profile: EscPosProfile = GENERIC_80MM) -> tuple[bytes, ...]:
    return escpos.encode(lay_out(Receipt(lines), profile), profile, _dots, _dots)


def test_a_job_begins_with_a_reset_and_ends_with_cut_and_barrier() -> None:
    job = _job(TextLine("你好", Align.CENTRE, bold=True, scale=2))
    assert job[0] == b"\x1b@\x1c&\x1da\x00"
    assert job[1] == b"\x1ba\x01\x1bE\x01\x1d!\x11\x1b3\x3c" + "你好".encode("gbk") + b"\n"
    assert job[-2:] == (b"\x1dVB\x18", b"\x1dr\x01")


def test_an_unchanged_style_is_sent_once() -> None:
    job = _job(TextLine("a"), TextLine("b"))
    assert job[2] == b"b\n"


def test_fs_w_is_sent_to_clones_that_scale_latin_only() -> None:
    job = _job(TextLine("大", scale=2), profile=profile_named("generic-80mm-fs-w"))
    assert b"\x1cW\x01" in job[1]


def test_a_printer_without_a_blade_is_only_fed() -> None:
    assert escpos.cut(EscPosProfile("x", cutter=Cutter.NONE, feed_before_cut=300)) == b"\x1bJ\xff\x1bJ\x2d"
    assert escpos.cut(EscPosProfile("x", cutter=Cutter.FULL)) == b"\x1dVA\x18"


def test_native_qr_where_the_model_has_it_and_raster_where_its_bytes_would_be_executed() -> None:
    native = profile_named("generic-80mm-native-qr")
    assert any(b"\x1d(k" in command for command in _job(QrCode("https://example"), profile=native))
    # 1037 bytes make the length field read 10 04.
    assert escpos.native_qr("x" * (0x0410 - 3), 4) is None
    assert any(command.startswith(b"\x1dv0") for command in _job(QrCode("x" * (0x0410 - 3)), profile=native))


def test_raster_is_sliced_and_its_white_right_side_left_out() -> None:
    commands = escpos.raster(Bitmap(3, 50, b"\x80\x01\x00" * 50), 24)
    assert [command[:8] for command in commands] == [b"\x1dv0\x00\x02\x00" + bytes((rows, 0)) for rows in (24, 24, 2)]


@given(st.binary(max_size=400) | st.lists(st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01]), max_size=400).map(bytes))
def test_no_real_time_command_survives_in_raster_and_at_most_one_dot_each_is_lost(data: bytes) -> None:
    safe = escpos.without_real_time(data)
    assert not escpos.has_real_time(safe)
    assert all(a == b or (a == 0x10 and b == 0x18) for a, b in zip(data, safe, strict=True))


def test_the_planted_bug_raw_raster_is_seen() -> None:
    assert escpos.has_real_time(b"\x00\x10\x04\x01")


@given(
    st.lists(st.text(max_size=60), max_size=6),
    st.sampled_from(["generic-80mm", "generic-80mm-native-qr", "generic-58mm"]),
)
def test_a_whole_job_holds_no_real_time_command_and_parses_back_to_its_end(texts: list[str], name: str) -> None:
    lines = [TextLine(text) for text in texts]
    stream = b"".join(_job(*lines, Rule(), QrCode("".join(texts) or "x"), profile=profile_named(name)))
    assert not escpos.has_real_time(stream)
    names = []
    while stream:
        taken = next_command(stream)
        assert taken is not None
        names.append(taken[0].name)
        stream = stream[taken[1] :]
    assert "ignored" not in names
    assert names[-1] == "GS r"
