"""A scan against real pseudo-terminals and servers: who is there, who holds it, what is proposed, and how long it takes."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.probing import Confidence, ProbeLine, Recognised, SerialProbe
from devices.bench.device import Places
from devices.bench.document_printer import DocumentPrinterBench
from devices.bench.host import host_at
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.pty_port import PtyPort
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.smart_card_reader import SmartCardReaderBench
from devices.enumeration import serial_ports
from devices.probe import serial_ports as asked
from devices.probe.findings import Answer, Finding, Findings, Medium
from devices.probe.roles import Configured
from devices.probe.scan import scan
from devices.transports.serial_line import SerialLine
from tests.devices.fair_time import fair_time

NO_CUPS = "http://127.0.0.1:1/"
Plug = Callable[[str, Callable[[PtyPort, bytes], None]], PtyPort]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.fixture
def plug(places: Places) -> Iterator[Plug]:
    """A device that does what the test says with what it hears."""
    ports: list[PtyPort] = []

    def plug(device: str, on_bytes: Callable[[PtyPort, bytes], None]) -> PtyPort:
        port = PtyPort(places.serial_link(device), lambda data: on_bytes(port, data))
        port.plug()
        ports.append(port)
        return port

    yield plug
    for port in ports:
        port.unplug()


def scanned(places: Places, configured: dict[str, Configured] | None = None, limit_s: float = 8.0) -> Findings:
    return scan(places.host, configured, limit_s=limit_s, cups=NO_CUPS)


def at(findings: Findings, name: str) -> Finding:
    (found,) = [each for each in findings.found if each.where.endswith(f"/{name}")]
    return found


@pytest.mark.usefixtures("reader", "printer")
def test_reader_and_printer_are_recognised_and_proposed_by_what_they_are(places: Places) -> None:
    began = fair_time()
    findings = scanned(places)
    assert fair_time() - began < 3
    reader = at(findings, "ttyUSB0")
    assert (reader.answer, reader.medium) == (Answer.RECOGNISED, Medium.SERIAL)
    assert reader.identity == "05.01-20180101-0000000001-1234567890"
    (proposal,) = reader.proposals
    assert (proposal.role, proposal.driver) == ("id_card_reader", "id_card_reader.sam_v")
    assert proposal.confidence is Confidence.HIGH
    assert proposal.options == {"port": {"vid": "1a86", "pid": "55d4", "serial": "5435031882"}, "baud": 115200}
    (proposal,) = at(findings, "ttyUSB1").proposals
    assert (proposal.driver, proposal.confidence) == ("receipt_printer.escpos", Confidence.HIGH)
    assert proposal.options["port"] == {"vid": "0403", "pid": "6001", "serial": "A50285BI"}


def test_a_scan_prints_nothing_and_moves_nothing(places: Places, printer: ReceiptPrinterBench) -> None:
    before = printer.state()
    scanned(places)
    scanned(places)
    after = printer.state()
    assert (after["printed_mm"], after["papers"]) == (before["printed_mm"], [])
    assert after["buffered_bytes"] == 0, "nothing waits to come out with the next receipt"


def test_a_printer_never_hears_the_questions_meant_for_others(places: Places, plug: Plug) -> None:
    heard = bytearray()

    def answer(port: PtyPort, data: bytes) -> None:
        heard.extend(data)
        if data[-3:-1] == b"\x10\x04":
            port.send(b"\x12")

    plug("receipt_printer", answer)
    assert at(scanned(places), "ttyUSB0").proposals[0].role == "receipt_printer"
    assert set(bytes(heard)) <= {0x10, 0x04, 1, 2, 3}, (
        "the planted bug asks SAM_V first and puts its frame on the paper"
    )


def test_the_order_of_questions_is_what_protects_the_paper(places: Places, plug: Plug) -> None:
    """The same, shown on a probe that is not rank 0 and would have been asked first by name."""
    order: list[str] = []

    def noting(name: str) -> Callable[[ProbeLine], Recognised | None]:
        return lambda _line: order.append(name)

    plug("receipt_printer", lambda _port, _data: None)
    (port,) = serial_ports(places.host)
    probes = {"a.first": SerialProbe((9600,), noting("a")), "z.printer": SerialProbe((9600,), noting("z"), rank=0)}
    assert asked.ask(port, probes, deadline=time.monotonic() + 5).answer is Answer.SILENT
    assert order == ["z", "a"]


def test_silence_echo_and_noise_are_nobody(places: Places, plug: Plug) -> None:
    plug("code_scanner", lambda _port, _data: None)
    plug("cabinet", lambda port, data: port.send(data))
    plug("power_supply", lambda port, _data: port.send(b"\x00\x12\xff\x12"))
    findings = scanned(places)
    assert [at(findings, f"ttyUSB{number}").answer for number in range(3)] == [Answer.SILENT] * 3
    assert findings.proposals == ()
    assert "a code scanner speaks only when it reads" in at(findings, "ttyUSB0").detail


def test_a_clone_that_answers_one_question_is_proposed_with_less_confidence(places: Places, plug: Plug) -> None:
    plug("receipt_printer", lambda port, data: port.send(b"\x16") if data.endswith(b"\x10\x04\x01") else None)
    (proposal,) = at(scanned(places), "ttyUSB0").proposals
    assert (proposal.confidence, proposal.why) == (
        Confidence.MEDIUM,
        "it answers 1 of four status questions, as cheap printers do",
    )


def test_a_module_that_failed_its_self_test_is_recognised_and_told(places: Places, reader: IdCardReaderBench) -> None:
    reader.command("self_test_failed", {})
    found = at(scanned(places), "ttyUSB0")
    assert found.answer is Answer.RECOGNISED
    assert "refuses: SW3 60, the module failed its self-test" in found.detail


@pytest.mark.usefixtures("reader")
def test_a_port_that_somebody_holds_is_in_use_and_not_silent(places: Places) -> None:
    line = SerialLine(str(places.host / "dev/ttyUSB0"))
    line.open()
    configured = {"id_card_reader": Configured("id_card_reader.sam_v", {"port": {"serial": "5435031882"}})}
    try:
        assert at(scanned(places), "ttyUSB0").detail == "in use by another program"
        found = at(scanned(places, configured), "ttyUSB0")
        line.write(b"")
    finally:
        line.close()
    assert (found.answer, found.in_role) == (Answer.IN_USE, "id_card_reader")
    assert found.detail == "in use, as the kiosk's id_card_reader when it runs"


@pytest.mark.usefixtures("reader", "printer")
def test_what_is_configured_and_answers_is_not_proposed_again(places: Places) -> None:
    configured = {"id_card_reader": Configured("id_card_reader.sam_v", {"port": {"vid": "1a86", "pid": "55d4"}})}
    findings = scanned(places, configured)
    assert (at(findings, "ttyUSB0").in_role, at(findings, "ttyUSB0").proposals) == ("id_card_reader", ())
    assert [proposal.role for proposal in findings.proposals] == ["receipt_printer"]
    assert findings.missing == {}


@pytest.mark.usefixtures("printer")
def test_two_adapters_swapped_are_seen_the_printer_answers_where_the_reader_is_configured(places: Places) -> None:
    configured = {"id_card_reader": Configured("id_card_reader.sam_v", {"port": {"location": "1-1.2"}})}
    found = at(scanned(places, configured), "ttyUSB0")
    assert found.in_role == "id_card_reader"
    assert found.proposals[0].role == "receipt_printer", "what answers is a printer, whatever kiosk.toml says"


@pytest.mark.usefixtures("reader")
def test_two_readers_are_left_to_a_person(places: Places) -> None:
    host_at(places.host)
    second = IdCardReaderBench(Places(places.directory))
    second._link = places.serial_link("second")
    second._port = PtyPort(second._link, second._on_bytes)
    second.start()
    try:
        findings = scanned(places)
    finally:
        second.stop()
    assert [proposal.confidence for proposal in findings.proposals] == [Confidence.LOW] * 2
    assert all("1 more could take this role" in proposal.why for proposal in findings.proposals)


def test_a_bound_adapter_that_is_not_there_is_missed_with_a_reason(places: Places) -> None:
    configured = {"id_card_reader": Configured("id_card_reader.sam_v", {"port": {"serial": "gone"}})}
    assert scanned(places, configured).missing == {"id_card_reader": "no adapter with serial gone is plugged in"}


def test_a_path_that_leads_nowhere_is_missed(places: Places) -> None:
    configured = {
        "receipt_printer": Configured("receipt_printer.escpos", {"port": "/dev/serial/by-id/gone"}),
        "hardware_watchdog": Configured("hardware_watchdog.linux", {"path": str(places.directory / "watchdog")}),
        "document_camera": Configured("document_camera.opencv", {"source": "/dev/null"}),
    }
    assert scanned(places, configured).missing == {
        "receipt_printer": "nothing is at /dev/serial/by-id/gone",
        "hardware_watchdog": f"nothing is at {places.directory / 'watchdog'}",
    }


def test_a_smart_card_reader_is_found_by_its_service_and_missed_without(places: Places) -> None:
    configured = {"smart_card_reader": Configured("smart_card_reader.pcsc", {})}
    assert scanned(places, configured).missing == {"smart_card_reader": "nothing of its kind was found"}
    bench = SmartCardReaderBench(places)
    socket = bench.start()["socket"]
    try:
        findings = scanned(places)
        assert scanned(places, configured).missing == {}
    finally:
        bench.stop()
    (found,) = [each for each in findings.found if each.medium is Medium.CARD_READER]
    (proposal,) = found.proposals
    assert proposal.driver == "smart_card_reader.pcsc"
    assert proposal.confidence is Confidence.HIGH
    assert proposal.options == {"reader": found.identity, "socket": socket}


def test_a_scan_ends_in_time_whatever_hangs_on_the_ports(
    places: Places, plug: Plug, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    def hanging(_line: ProbeLine) -> Recognised | None:
        never.wait(1.5)
        return None

    for device in ("code_scanner", "cabinet", "power_supply"):
        plug(device, lambda port, _data: port.send(b"?"))
    monkeypatch.setattr(asked, "serial_probes", lambda: {"x.y": SerialProbe((9600,) * 20, hanging, limit_s=0.01)})
    began = fair_time()
    findings = scanned(places, limit_s=0.3)
    assert fair_time() - began < 2.5
    assert {each.answer for each in findings.found} == {Answer.NOT_ASKED}


def test_the_configured_printer_is_asked_who_it_is(places: Places) -> None:
    bench = DocumentPrinterBench(places)
    url = str(bench.start()["url"])
    try:
        findings = scanned(places, {"document_printer": Configured("document_printer.ipp", {"url": url})})
    finally:
        bench.stop()
    (found,) = [each for each in findings.found if each.medium is Medium.PRINTER]
    assert (found.answer, found.in_role, found.where) == (Answer.RECOGNISED, "document_printer", url)
    assert found.detail.endswith(", idle")
    gone = scanned(places, {"document_printer": Configured("document_printer.ipp", {"url": url})})
    assert [each.answer for each in gone.found if each.where == url] == [Answer.GONE]


@pytest.mark.usefixtures("reader")
def test_findings_are_json(places: Places) -> None:
    facts = at(scanned(places), "ttyUSB0").facts()
    assert (facts["medium"], facts["answer"]) == ("serial", "recognised")
    assert facts["proposals"][0]["confidence"] == "high"


def test_a_configured_device_that_is_never_asked_is_quiet_and_not_silent(places: Places, plug: Plug) -> None:
    plug("code_scanner", lambda _port, _data: None)
    configured = {"code_scanner": Configured("code_scanner.serial", {"port": {"vid": "067b", "pid": "23a3"}})}
    assert at(scanned(places, configured), "ttyUSB0").answer is Answer.QUIET


@pytest.mark.usefixtures("reader", "printer")
def test_reader_and_printer_that_changed_sockets_are_proposed_to_each_others_roles(places: Places) -> None:
    """The planted bug takes a role for filled because something answers where it is configured."""
    configured = {
        "id_card_reader": Configured("id_card_reader.sam_v", {"port": {"location": "1-1.2"}}),
        "receipt_printer": Configured("receipt_printer.escpos", {"port": {"location": "1-1.1"}}),
    }
    findings = scanned(places, configured)
    assert not any(each.fits for each in findings.found)
    assert {each.in_role: [proposal.role for proposal in each.proposals] for each in findings.found} == {
        "id_card_reader": ["receipt_printer"],
        "receipt_printer": ["id_card_reader"],
    }
    assert {proposal.confidence for proposal in findings.proposals} == {Confidence.HIGH}


def test_a_receipt_printer_on_the_network_is_asked_at_its_address(places: Places, printer: ReceiptPrinterBench) -> None:
    address = str(printer.state()["address"])
    configured = {"receipt_printer": Configured("receipt_printer.escpos", {"port": address})}
    (found,) = [each for each in scanned(places, configured).found if each.medium is Medium.NETWORK]
    assert (found.answer, found.where, found.in_role, found.fits) == (
        Answer.RECOGNISED,
        address,
        "receipt_printer",
        True,
    )
    printer.stop()
    (found,) = [each for each in scanned(places, configured).found if each.medium is Medium.NETWORK]
    assert found.answer is Answer.GONE
