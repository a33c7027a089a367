"""The conversation with a printer, against a scripted line: every clone, split and stray byte that a wire can bring."""

from collections import deque
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import Gap, Pair, QrCode, Receipt, Rule, TextLine
from devices.bench.escpos_commands import next_command
from devices.bench.thermal_head import ThermalHead
from devices.codecs.escpos import QUEUED_PAPER_STATUS, dots_at_most, encode
from devices.codecs.escpos_layout import QrRow, TextRow, lay_out
from devices.codecs.escpos_profile import GENERIC_80MM, EscPosProfile, FlowControl
from devices.codecs.escpos_status import PrinterCondition
from devices.receipt_raster import draw_qr, draw_text_row
from devices.receipt_session import PrinterSession
from devices.transports.serial_line import LineLost, LineTimeout

MUTE = EscPosProfile("mute", queued_status=False, flow_control=FlowControl.PACE, real_time=())


class ScriptedLine:
    """Answers `reply` to what is written; time passes only while it is waited on."""

    def __init__(self, reply: Callable[[bytes], bytes]) -> None:
        self.now = 0.0
        self.written: list[tuple[float, bytes]] = []
        self.incoming: deque[bytes] = deque()
        self._reply = reply

    def open(self) -> None:
        self.incoming.clear()

    def close(self) -> None:
        self.incoming.clear()

    def drain(self) -> None:
        self.incoming.clear()

    def write(self, data: bytes) -> None:
        self.written.append((self.now, data))
        if answer := self._reply(data):
            self.incoming.append(answer)

    def read_some(self, timeout_s: float) -> bytes:
        if self.incoming:
            return self.incoming.popleft()
        self.now += timeout_s
        raise LineTimeout("scripted silence")


class Patience:
    def __init__(self) -> None:
        self.stalls = 0

    def stalled(self) -> None:
        self.stalls += 1
        if self.stalls > 20:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "scripted end")

    def expect_in_time(self, now: float) -> None:
        assert now < 3600


def _session(
    reply: Callable[[bytes], bytes], profile: EscPosProfile = GENERIC_80MM
) -> tuple[PrinterSession, ScriptedLine]:
    line = ScriptedLine(reply)
    session = PrinterSession(line, 0.0, profile, 0.2, monotonic=lambda: line.now)
    session.open()
    return session, line


def _statuses(answers: dict[int, int]) -> Callable[[bytes], bytes]:
    def reply(data: bytes) -> bytes:
        asked = (data[at + 2] for at in range(0, len(data) - 2, 3) if data[at : at + 2] == b"\x10\x04")
        return bytes(answers[n] for n in asked if n in answers)

    return reply


def test_four_questions_in_one_breath() -> None:
    session, line = _session(_statuses({1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12}))
    assert session.condition() == PrinterCondition(offline=True, cover_open=True)
    assert len(line.written) == 1


def test_a_clone_that_answers_some_questions_is_asked_one_by_one() -> None:
    session, _ = _session(_statuses({1: 0x12, 4: 0x7E}))
    assert session.condition() == PrinterCondition(near_end=True, paper_end=True)


def test_silence_takes_one_time_out_and_not_five() -> None:
    session, line = _session(lambda _: b"")
    assert session.condition() is None
    assert line.now == pytest.approx(0.2)


@given(st.lists(st.sampled_from([b"\x11", b"\x13", b"\x80", b"\xff", b"\x0c", b"\x1d", b""]), max_size=6))
def test_flow_control_and_noise_between_the_answers_change_nothing(noise: list[bytes]) -> None:
    answers = [b"\x1a", b"\x12", b"\x1a", b"\x12"]
    mixed = b"".join(a + b for a, b in zip([*noise, *[b""] * 4], answers, strict=False))
    session, _ = _session(lambda data: mixed if data.startswith(b"\x10\x04") else b"")
    assert session.condition() == PrinterCondition(offline=True, cutter=True)


def test_an_automatic_status_is_all_that_some_models_tell() -> None:
    profile = EscPosProfile("asb", real_time=(), automatic_status=True)
    session, line = _session(lambda data: b"\x38\x00\x00\x00" if data.startswith(b"\x1da") else b"", profile)
    assert session.condition() == PrinterCondition(offline=True, cover_open=True)
    silent, _ = _session(lambda _: b"", profile)
    assert silent.condition() is None
    assert line.now == 0


def test_queued_paper_status_is_all_that_others_tell() -> None:
    profile = EscPosProfile("queued", real_time=())
    session, _ = _session(lambda data: b"\x0f" if data == QUEUED_PAPER_STATUS else b"", profile)
    assert session.condition() == PrinterCondition(near_end=True, paper_end=True)


def test_a_lost_line_is_told_as_such() -> None:
    def gone(_: bytes) -> bytes:
        raise LineLost("unplugged")

    session, _ = _session(gone)
    with pytest.raises(DeviceError) as caught:
        session.condition()
    assert caught.value.fault is DeviceFault.RECEIPT_LOST


def test_nothing_is_sent_after_xoff_until_xon() -> None:
    session, line = _session(lambda _: b"")
    halted_at = line.now
    line.incoming.append(b"\x13")
    session.condition()
    line.incoming.append(b"\x11")
    session.condition()
    session.write(b"text\n", Patience())
    assert line.now - halted_at < 1.0, "an XON lets it go at once"


def test_an_xoff_that_nothing_follows_was_noise_after_three_seconds() -> None:
    """`Patience` asks the printer meanwhile, and ends the job of one that is not well."""
    session, line = _session(lambda _: b"")
    patience = Patience()
    line.incoming.append(b"\x13")
    session.condition()
    line.written.clear()
    halted_at = line.now
    session.write(b"text\n", patience)
    assert [data for _, data in line.written] == [b"text\n"]
    assert 3.0 <= line.written[0][0] - halted_at < 4.0
    assert patience.stalls > 5


def test_never_more_than_the_buffer_is_under_way() -> None:
    outstanding = 0
    most = 0

    def printer(data: bytes) -> bytes:
        nonlocal outstanding, most
        outstanding += len(data)
        most = max(most, outstanding)
        if data.endswith(QUEUED_PAPER_STATUS):
            outstanding = 0
            return b"\x00"
        return b""

    session, _ = _session(printer)
    session.send((b"x" * 1500,) * 9 + (QUEUED_PAPER_STATUS,), Patience())
    assert most <= GENERIC_80MM.buffer_bytes


def test_without_answers_the_clock_keeps_the_buffer_from_overflowing() -> None:
    session, line = _session(lambda _: b"", MUTE)
    command = b"\x1dv0\x00\x48\x00\x18\x00" + b"\xff" * 1728
    session.send((command,) * 12, Patience())
    paper_s = 12 * 24 / 8 / MUTE.feed_mm_per_s
    sent = [(at, len(data)) for at, data in line.written]
    for at, _ in sent:
        printed = at / paper_s * 12 * len(command)
        assert sum(size for when, size in sent if when <= at) - printed <= MUTE.buffer_bytes
    session.await_paper(Patience())
    assert line.now >= paper_s


_lines = st.lists(
    st.one_of(
        st.builds(TextLine, st.text(max_size=30), scale=st.integers(1, 2)),
        st.builds(Pair, st.text(max_size=8), st.text(max_size=20)),
        st.just(Rule()),
        st.builds(Gap, st.integers(0, 12)),
        st.builds(QrCode, st.text("abc/:0", min_size=1, max_size=60), st.integers(1, 8)),
    ),
    max_size=4,
)


@given(_lines, st.booleans())
def test_the_clock_never_reckons_with_less_paper_than_moves(lines: list[object], native: bool) -> None:
    profile = EscPosProfile("x", native_qr=native)

    def text(row: TextRow) -> object:
        return draw_text_row(row, 576)

    def code(row: QrRow) -> object:
        return draw_qr(row, 576)

    head = ThermalHead()
    for command in encode(lay_out(Receipt(tuple(lines)), profile), profile, text, code):  # type: ignore[arg-type]
        moved, rest = 0, command
        while rest:
            taken = next_command(rest)
            assert taken is not None
            strip = head.execute(taken[0])
            moved += strip.height if strip is not None else 0
            rest = rest[taken[1] :]
        assert moved <= dots_at_most(command)
