"""The A4 driver against the simulated printer, over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from devices.api.document_printer import DocumentPrinterCapabilities, SupplyKind
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, RequiredAction
from devices.bench.device import Places
from devices.bench.document_printer import DocumentPrinterBench
from devices.codecs.ipp import Data, Group, PrinterState, Tag, attribute
from devices.drivers.document_printer_ipp import IppPrinter, status_of
from devices.transports.ipp import IppClient
from tests.devices.fair_time import fair_time

PAGE = b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n%%EOF"
TWO_PAGES = PAGE.replace(b"%%EOF", b"2 0 obj << /Type /Page >> endobj\n%%EOF")


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[DocumentPrinterBench]:
    bench = DocumentPrinterBench(Places(tmp_path), seconds_per_page=0.05)
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(name="printer")
def _printer(bench: DocumentPrinterBench) -> Iterator[IppPrinter]:
    printer = _made(bench)
    printer.open()
    yield printer
    printer.close()


def _made(bench: DocumentPrinterBench, **options: object) -> IppPrinter:
    return IppPrinter({"url": bench.url, "poll_s": 0.05, **options})


def _papers(bench: DocumentPrinterBench) -> list[bytes]:
    return [Path(path).read_bytes() for path in bench.state()["papers"]]


def _spooled(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "spool").iterdir())


def _fault_of_printing(printer: IppPrinter, pdf: bytes = PAGE) -> DeviceFault:
    with pytest.raises(DeviceError) as caught:
        printer.print_pdf(pdf, job_name="certificate")
    return caught.value.fault


def test_print_returns_when_the_paper_lies_in_the_tray(
    bench: DocumentPrinterBench, printer: IppPrinter, tmp_path: Path
) -> None:
    printer.print_pdf(TWO_PAGES, job_name="certificate")
    assert _papers(bench) == [TWO_PAGES]
    assert (bench.state()["pages_printed"], bench.state()["printer_state"]) == (2, "idle")
    assert _spooled(tmp_path) == []


def test_with_an_operator_a_page_is_printed(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    assert "look for a whole frame" in printer.operator_test()
    (page,) = _papers(bench)
    assert page.startswith(b"%PDF")
    assert bench.state()["pages_printed"] == 1


def test_the_printer_says_who_it_is(printer: IppPrinter) -> None:
    assert printer.identity().startswith("urn:uuid:")


def test_it_tells_what_the_printer_can_now(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    printer.status()
    assert printer.capabilities() == DocumentPrinterCapabilities(colour=True, duplex=True)
    bench.command("duplex", {"on": False})
    assert printer.capabilities().duplex, "known from the last status; nothing is asked for it"
    printer.status()
    assert printer.capabilities() == DocumentPrinterCapabilities(colour=True, duplex=False)


@pytest.mark.parametrize(
    ("knob", "back", "fault"),
    [
        ("empty_paper", "load_paper", DeviceFault.PRINTER_PAPER_OUT),
        ("jam", "clear", DeviceFault.PRINTER_JAM),
        ("cover_open", "cover_close", DeviceFault.PRINTER_COVER_OPEN),
        ("toner_empty", "load_toner", DeviceFault.PRINTER_TONER_EMPTY),
        ("stop", "resume", DeviceFault.PRINTER_STOPPED),
        ("unplug", "replug", DeviceFault.PRINTER_LOST),
    ],
)
def test_a_printer_that_is_not_ready_refuses_and_works_again_afterwards(
    bench: DocumentPrinterBench, printer: IppPrinter, tmp_path: Path, knob: str, back: str, fault: DeviceFault
) -> None:
    bench.command(knob, {})
    assert _fault_of_printing(printer) is fault
    assert _spooled(tmp_path) == []
    bench.command(back, {})
    assert printer.status().usable
    printer.print_pdf(PAGE, job_name="certificate")
    assert _papers(bench) == [PAGE]


def test_low_supplies_do_not_stop_anything(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    bench.command("toner_low", {})
    status = printer.status()
    assert (status.state, status.action, status.fault) == (DeviceState.ONLINE, RequiredAction.OPERATOR, None)
    printer.print_pdf(PAGE, job_name="certificate")


@pytest.mark.parametrize(
    ("knob", "back", "fault"),
    [
        ("empty_paper", "load_paper", DeviceFault.PRINTER_PAPER_OUT),
        ("jam", "clear", DeviceFault.PRINTER_JAM),
        ("cover_open", "cover_close", DeviceFault.PRINTER_COVER_OPEN),
        ("stop", "resume", DeviceFault.PRINTER_STOPPED),
    ],
)
def test_a_fault_in_the_middle_purges_the_job_so_that_the_next_person_never_gets_it(
    bench: DocumentPrinterBench, printer: IppPrinter, tmp_path: Path, knob: str, back: str, fault: DeviceFault
) -> None:
    bench.command("slow", {"seconds_per_page": 0.5})
    breaker = _when_working(bench, lambda: bench.command(knob, {}))
    assert _fault_of_printing(printer, TWO_PAGES) is fault
    breaker.join()
    assert (_spooled(tmp_path), bench.state()["jobs_waiting"]) == ([], 0)
    bench.command(back, {})
    bench.command("slow", {"seconds_per_page": 0.01})
    printer.print_pdf(PAGE, job_name="certificate")
    assert _papers(bench) == [PAGE]


def test_paper_that_ends_with_the_last_page_is_no_failure(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    bench.command("paper_out_after", {"sheets": 2})
    printer.print_pdf(TWO_PAGES, job_name="certificate")
    assert _papers(bench) == [TWO_PAGES]
    assert printer.status().fault is DeviceFault.PRINTER_PAPER_OUT


def test_without_a_driver_a_job_waits_for_paper(bench: DocumentPrinterBench) -> None:
    bench.command("empty_paper", {})
    client = IppClient(bench.url)
    job_id = client.print_job(PAGE, "certificate")
    assert "media-needed-error" in client.printer_attributes().texts("printer-state-reasons")
    bench.command("load_paper", {})
    bench.command("wait_paper", {"count": 1})
    assert client.job_attributes(job_id).number("job-state") == 9
    client.close()


def test_a_printer_that_vanishes_while_printing_leaves_a_doubt_after_a_few_questions(
    bench: DocumentPrinterBench, printer: IppPrinter
) -> None:
    bench.command("slow", {"seconds_per_page": 5})
    breaker = _when_working(bench, lambda: bench.command("unplug", {}))
    started = fair_time()
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_IN_DOUBT
    breaker.join()
    assert fair_time() - started < 5
    assert printer.in_doubt
    with pytest.raises(DeviceError, match=r"printer\.in_doubt"):
        printer.soft_reset()
    bench.command("replug", {})
    printer.open()
    assert not printer.in_doubt


def test_a_job_that_the_printer_has_forgotten_leaves_a_doubt(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    bench.command("slow", {"seconds_per_page": 5})
    breaker = _when_working(bench, lambda: bench.command("forget_jobs", {}))
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_IN_DOUBT
    breaker.join()
    bench.command("slow", {"seconds_per_page": 0.05})
    bench.command("forgetful", {})
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_IN_DOUBT
    assert _papers(bench) == [PAGE]


def test_an_aborted_job_is_a_failed_one(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    bench.command("slow", {"seconds_per_page": 5})
    breaker = _when_working(bench, lambda: bench.command("abort", {}))
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JOB_FAILED
    breaker.join()
    assert not printer.in_doubt


def test_a_sleeping_printer_is_well_until_a_job_wakes_what_it_hid(
    bench: DocumentPrinterBench, printer: IppPrinter, tmp_path: Path
) -> None:
    bench.command("sleep", {})
    assert (printer.status().state, printer.status().detail) == (DeviceState.ONLINE, "asleep")
    printer.print_pdf(PAGE, job_name="certificate")
    assert printer.status().detail == ""
    bench.command("jam", {})
    bench.command("sleep", {})
    assert printer.status().fault is None
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JAM
    assert (_spooled(tmp_path), _papers(bench)) == ([], [PAGE])


def test_completed_is_believed_only_once_the_printer_is_idle(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    bench.command("spooler", {})
    printer.print_pdf(TWO_PAGES, job_name="certificate")
    assert _papers(bench) == [TWO_PAGES]
    bench.command("slow", {"seconds_per_page": 0.5})
    breaker = _when_working(bench, lambda: bench.command("jam", {}))
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JAM
    breaker.join()


def test_what_waits_in_a_second_queue_is_dropped_where_the_second_queue_is_known(bench: DocumentPrinterBench) -> None:
    bench.command("stop", {})
    second = IppClient(bench.second_queue)
    second.print_job(TWO_PAGES, "somebody else")
    alone, both = _made(bench), _made(bench, sibling_queues=(bench.second_queue,))
    alone.open()
    assert bench.state()["jobs_waiting"] == 1
    both.open()
    assert bench.state()["jobs_waiting"] == 0
    for each in (second, alone, both):
        each.close()


def test_a_print_server_that_remembers_a_cleared_jam_is_not_believed(bench: DocumentPrinterBench) -> None:
    printer = IppPrinter({"url": bench.second_queue, "poll_s": 0.05})
    printer.open()
    bench.command("slow", {"seconds_per_page": 0.5})
    breaker = _when_working(bench, lambda: bench.command("jam", {}))
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JAM
    breaker.join()
    assert printer.status().fault is DeviceFault.PRINTER_JAM
    bench.command("clear", {})
    bench.command("slow", {"seconds_per_page": 0.05})
    queue = IppClient(bench.second_queue)
    assert "media-jam-error" in queue.printer_attributes().texts("printer-state-reasons")
    queue.close()
    assert printer.status().fault is None
    printer.print_pdf(PAGE, job_name="certificate")
    assert _papers(bench) == [PAGE]
    assert printer.supplies()[0].percent == 75
    printer.close()


def test_supplies(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    toner, paper = printer.supplies()
    assert (toner.name, toner.kind, toner.percent, toner.low) == ("Black Toner", SupplyKind.TONER, 75, False)
    assert (paper.kind, paper.percent) == (SupplyKind.PAPER, 100)
    bench.command("toner", {"percent": 8})
    assert printer.supplies()[0].low
    assert "Black Toner low" in printer.status().detail


def test_the_quiet_self_test_tells_levels_or_the_fault(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    assert printer.quiet_test() == "Black Toner 75 %, main 100 %"
    bench.command("jam", {})
    with pytest.raises(DeviceError, match=r"printer\.jam"):
        printer.quiet_test()


def test_the_rungs_of_recovery(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    printer.resync()
    bench.command("stop", {})
    IppClient(bench.url).print_job(PAGE, "left behind")
    printer.soft_reset()
    assert bench.state()["jobs_waiting"] == 0
    bench.command("unplug", {})
    with pytest.raises(DeviceError, match=r"printer\.lost"):
        printer.resync()


def test_a_queue_that_survives_an_unplug_is_emptied_before_it_prints(
    bench: DocumentPrinterBench, printer: IppPrinter, tmp_path: Path
) -> None:
    bench.command("slow", {"seconds_per_page": 1})
    breaker = _when_working(bench, lambda: bench.command("unplug", {"keep_jobs": True}))
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_IN_DOUBT
    breaker.join()
    assert len(_spooled(tmp_path)) == 1
    bench.command("replug", {})
    printer.open()
    assert _spooled(tmp_path) == []
    printer.print_pdf(TWO_PAGES, job_name="certificate")
    assert _papers(bench) == [TWO_PAGES]


def test_a_document_the_printer_cannot_read_is_a_failed_job(bench: DocumentPrinterBench, printer: IppPrinter) -> None:
    assert _fault_of_printing(printer, b"no pdf") is DeviceFault.PRINTER_JOB_FAILED
    assert _papers(bench) == []


def test_a_job_that_never_ends_is_given_up(bench: DocumentPrinterBench) -> None:
    bench.command("slow", {"seconds_per_page": 30})
    printer = _made(bench, job_timeout_s=0.3)
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JOB_FAILED
    assert bench.state()["jobs_waiting"] == 0
    printer.close()


@pytest.mark.parametrize(
    ("state", "reasons", "fault"),
    [
        (PrinterState.IDLE, ("none",), None),
        (PrinterState.PROCESSING, ("media-empty-warning", "media-needed-warning"), DeviceFault.PRINTER_PAPER_OUT),
        (PrinterState.IDLE, ("media-empty-report",), DeviceFault.PRINTER_PAPER_OUT),
        (PrinterState.STOPPED, ("cover-open", "media-jam"), DeviceFault.PRINTER_COVER_OPEN),
        (PrinterState.STOPPED, ("none",), DeviceFault.PRINTER_STOPPED),
        (PrinterState.IDLE, ("fuser-over-temp-error",), DeviceFault.PRINTER_STOPPED),
        (PrinterState.IDLE, ("other-report", "media-low-error"), None),
    ],
)
def test_keywords_count_and_not_their_suffixes(
    state: PrinterState, reasons: tuple[Data, ...], fault: DeviceFault | None
) -> None:
    group = Group(
        Tag.PRINTER,
        (attribute("printer-state", Tag.ENUM, state), attribute("printer-state-reasons", Tag.KEYWORD, *reasons)),
    )
    assert status_of(group).fault is fault


def test_something_that_is_no_printer_is_lost_and_not_a_crash() -> None:
    class Web(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Web) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        printer = IppPrinter({"url": f"http://127.0.0.1:{server.server_address[1]}/"})
        with pytest.raises(DeviceError) as caught:
            printer.open()
        printer.close()
        server.shutdown()
        thread.join()
    assert caught.value.fault is DeviceFault.PRINTER_LOST


def test_proxies_of_the_environment_are_not_asked(
    bench: DocumentPrinterBench, printer: IppPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    printer.close()
    assert printer.status().usable
    assert bench.state()["plugged"]


@pytest.mark.parametrize("url", ["", "ftp://x/", "ipp://"])
def test_an_address_that_is_none_is_refused_when_the_driver_is_made(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        IppPrinter({"url": url})


def _when_working(bench: DocumentPrinterBench, act: Callable[[], object]) -> threading.Thread:
    """Act once a job is being printed."""

    def wait_and_act() -> None:
        deadline = time.monotonic() + 5
        pause = threading.Event()
        while bench.state()["jobs_waiting"] == 0 and time.monotonic() < deadline:
            pause.wait(0.005)
        act()

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    return thread
