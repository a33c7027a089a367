"""What was sent to a printer: commands stay, words, pictures and codes go, and every question is found."""

from hypothesis import given
from hypothesis import strategies as st

from devices.api.receipt_printer import Pair, QrCode, Receipt, TextLine
from devices.codecs import escpos
from devices.codecs.escpos_layout import lay_out
from devices.codecs.escpos_wire import questions, scrub
from devices.receipt_profiles import profile_named
from devices.receipt_raster import draw_qr, draw_text_row

PROFILE = profile_named("generic-80mm")
QUESTION = escpos.status_request(1)
words = st.text(st.sampled_from("王建国李桂兰㐂䶮ABCxyz0123456789 —，。é"), min_size=4, max_size=24)


def job(*lines: TextLine | Pair | QrCode) -> bytes:
    rows = lay_out(Receipt(lines), PROFILE)
    return b"".join(
        escpos.encode(
            rows,
            PROFILE,
            lambda row: draw_text_row(row, PROFILE.width_dots),
            lambda row: draw_qr(row, PROFILE.width_dots),
        )
    )


def asked(data: bytes) -> list[bytes]:
    return [data[each.start : each.end] for each in questions(data)]


@given(first=words, second=words)
def test_two_receipts_of_the_same_shape_are_the_same_once_scrubbed(first, second):
    """Nothing of the words is left when words of the same widths leave the same bytes."""
    masked = "".join("x" if letter.isascii() else "某" for letter in first)
    clean = scrub(job(TextLine(first)))
    assert len(clean) == len(job(TextLine(first)))
    for run in (first[start : start + 4] for start in range(len(first) - 3)):
        encoded = run.encode("gb18030")
        if run.strip(" —，。某0x") and "0000" not in run and run not in masked:
            assert encoded not in clean
    assert scrub(clean) == clean
    assert asked(clean) == asked(job(TextLine(second)))


def test_commands_stay_so_that_the_printer_does_the_same():
    data = job(TextLine("王建国"), Pair("身份证号", "990101198403171219"), QrCode("https://example.org/r/secret", 6))
    clean = scrub(data)
    assert b"secret" not in clean
    assert "王建国".encode("gb18030") not in clean
    assert b"990101" not in clean
    for command in (
        escpos.INITIALISE,
        escpos.CHINESE_MODE,
        escpos.ASB_OFF,
        escpos.QUEUED_PAPER_STATUS,
        escpos.cut(PROFILE),
    ):
        assert clean.count(command) == data.count(command) > 0


def test_a_picture_is_of_nothing():
    """A name drawn as a picture and a QR code's dots would be as good as the words."""
    one, other = job(TextLine("㐂㐂")), job(TextLine("䶮䶮"))
    assert len(one) == len(other)
    assert one != other
    assert scrub(one) == scrub(other)


@given(st.integers(0, 400))
def test_a_job_broken_off_anywhere_is_scrubbed_to_its_end(cut):
    data = job(TextLine("王建国 13812345678"), TextLine("㐂"), QrCode("https://example.org/r/secret", 6))[:cut]
    clean = scrub(data)
    assert len(clean) == len(data)
    assert b"138" not in clean
    assert "建国".encode("gb18030") not in clean


def test_what_follows_a_code_broken_off_anywhere_is_scrubbed_too():
    """A cut inside the head of ``GS ( k`` once made the next question its length, and some thousand bytes its settings."""
    code = escpos.native_qr("https://example.org/r/secret", 6)
    assert code is not None
    following = QUESTION + job(TextLine("李桂兰 13812345678"))
    for cut in range(len(code) + 1):
        clean = scrub(code[:cut] + following)
        assert b"138" not in clean, f"cut after {cut} bytes"
        assert "桂兰".encode("gb18030") not in clean, f"cut after {cut} bytes"


@given(st.binary(max_size=200))
def test_any_bytes_are_scrubbed_to_as_many(data):
    assert len(scrub(data)) == len(data)
    assert all(question[:2] in (b"\x10\x04", b"\x1dr") for question in asked(data))


def test_questions_are_found_between_commands_and_not_inside_pictures():
    picture = escpos.raster(escpos.Bitmap(2, 2, b"\x1d\x72\x01\x00"), 8)[0]
    assert asked(QUESTION + picture + escpos.QUEUED_PAPER_STATUS) == [QUESTION, escpos.QUEUED_PAPER_STATUS]
