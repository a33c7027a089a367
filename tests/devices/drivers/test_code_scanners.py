"""Both kinds of scanner on their real wires: a pseudo-terminal, and a FIFO of key events. One story for both."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.cancel import Cancel, CommandCancelled, Scope, entered
from devices.api.code_scanner import CodeScanner, Scan, ScannedCode, ScanProblem, ScanRefused
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState
from devices.bench.code_scanner import CodeScannerBench
from devices.bench.device import KnobError, Places
from devices.codecs.input_events import KEY_EVENT, PRESSED, RECORD
from devices.drivers.code_scanner_keyboard import KeyboardCodeScanner
from devices.drivers.code_scanner_serial import SerialCodeScanner
from tests.devices.conftest import PATIENCE_S

KNOBS = {"serial": "scan", "keyboard": "type"}
Eventually = Callable[..., bool]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[CodeScannerBench]:
    bench = CodeScannerBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(params=KNOBS)
def plug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scanner(bench: CodeScannerBench, plug: str) -> Iterator[CodeScanner]:
    entry = bench.start()
    made: CodeScanner = (
        SerialCodeScanner({"port": entry["port"], "baud": 115200})
        if plug == "serial"
        else KeyboardCodeScanner({"path": entry["keyboard"]})
    )
    made.open()
    yield made
    made.close()


def scanned_while(scanner: CodeScanner, act: Callable[[], object], timeout_s: float = PATIENCE_S) -> Scan | None:
    """What a scan brings while `act` is done 0.2 s into it."""
    timer = threading.Timer(0.2, act)
    timer.start()
    try:
        return scanner.scan(timeout_s)
    finally:
        timer.join()


def test_a_code_of_digits_only_can_be_held_up_from_the_command_line(
    bench: CodeScannerBench, scanner: CodeScanner, plug: str
) -> None:
    seen = scanned_while(scanner, lambda: bench.command(KNOBS[plug], {"text": 990101198403171219}))
    assert seen == ScannedCode("990101198403171219")


def test_a_code_that_is_expected_is_read(bench: CodeScannerBench, scanner: CodeScanner, plug: str) -> None:
    text = "https://suishiban.example/r/SSB-0412-000123?x=A_b"
    assert scanned_while(scanner, lambda: bench.command(KNOBS[plug], {"text": text})) == ScannedCode(text)


def test_what_was_scanned_before_is_thrown_away(bench: CodeScannerBench, scanner: CodeScanner, plug: str) -> None:
    bench.command(KNOBS[plug], {"text": "before"})
    assert scanned_while(scanner, lambda: bench.command(KNOBS[plug], {"text": "now"})) == ScannedCode("now")


def test_nothing_scanned_is_no_error(scanner: CodeScanner) -> None:
    assert scanner.scan(0.2) is None


def test_a_scan_ends_within_200_ms_when_it_is_no_longer_wanted(scanner: CodeScanner) -> None:
    cancel = Cancel()
    scope = Scope("scan", float("inf"), DeviceFault.SCANNER_NO_ANSWER, cancel=cancel)
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    with entered(scope), pytest.raises(CommandCancelled):
        scanner.scan(30.0)
    timer.join()


def test_an_unplugged_scanner_is_lost_and_comes_back(bench: CodeScannerBench, scanner: CodeScanner, plug: str) -> None:
    assert scanner.status().state is DeviceState.ONLINE
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as lost:
        scanner.scan(1.0)
    assert lost.value.fault is DeviceFault.SCANNER_LOST
    scanner.close()
    bench.command("replug", {})
    scanner.open()
    assert scanned_while(scanner, lambda: bench.command(KNOBS[plug], {"text": "again"})) == ScannedCode("again")


@pytest.mark.parametrize("plug", ["keyboard"], indirect=True)
def test_a_lost_release_of_shift_and_half_a_record_are_forgotten_with_the_next_scan(
    bench: CodeScannerBench, scanner: CodeScanner
) -> None:
    """Without that, every later code would come out in capitals, or not at all."""
    path = bench.start()["keyboard"]
    with Path(path).open("wb", buffering=0) as keys:
        keys.write(RECORD.pack(0, 0, KEY_EVENT, 42, PRESSED) + b"\0" * 7)
    assert scanned_while(scanner, lambda: bench.command("type", {"text": "ok1"})) == ScannedCode("ok1")


@pytest.mark.parametrize("plug", ["serial"], indirect=True)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("ending", ["cr", "crlf", "lf", "none"])
def test_serial_scanners_of_all_settings(
    bench: CodeScannerBench, scanner: CodeScanner, encoding: str, ending: str
) -> None:
    knob = {"text": "社保卡补领-412", "encoding": encoding, "ending": ending}
    assert scanned_while(scanner, lambda: bench.command("scan", knob)) == ScannedCode("社保卡补领-412")


@pytest.mark.parametrize("plug", ["serial"], indirect=True)
@pytest.mark.parametrize(
    ("verb", "args", "problem"),
    [
        ("flood", {"bytes": 9000}, ScanProblem.TOO_LONG),
        ("raw", {"hex": "1b5b324a0d"}, ScanProblem.CONTROL_CHARACTERS),
        ("raw", {"hex": "ffffff0d"}, ScanProblem.NOT_TEXT),
    ],
)
def test_what_is_no_code_is_refused(
    bench: CodeScannerBench, scanner: CodeScanner, verb: str, args: dict[str, object], problem: ScanProblem
) -> None:
    assert scanned_while(scanner, lambda: bench.command(verb, args)) == ScanRefused(problem)


@pytest.mark.parametrize("plug", ["serial"], indirect=True)
def test_the_rest_of_a_code_that_began_before_is_no_code(
    bench: CodeScannerBench, eventually: Eventually, plug: str
) -> None:
    """At 2400 baud the half code is still coming in when the scan is asked for. Without the wait for a gap it is believed."""
    assert plug == "serial"
    slow = SerialCodeScanner({"port": bench.start()["port"], "baud": 2400})
    slow.open()
    try:
        bench.command("partial", {"text": "ab" * 60})
        assert scanned_while(slow, lambda: None, 0.8) is None
    finally:
        slow.close()
    assert eventually(lambda: bench.state()["plugged"])


def test_the_bench_says_what_it_cannot_type(bench: CodeScannerBench) -> None:
    with pytest.raises(KnobError, match="cannot type"):
        bench.command("type", {"text": "社"})
