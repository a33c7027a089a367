"""The A4 driver against ``ippeveprinter``, which we did not write: takes PDF, waits for paper, is jammed, aborts, vanishes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.document_printer import SupplyKind
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import RequiredAction
from devices.drivers.document_printer_ipp import IppPrinter
from devices.transports.ipp import IppClient
from tests.devices.drivers.eve_printer import EvePrinter, eve_printer, service_discovery, why_not

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "installed")

PAGE = b"%PDF-1.7\n1 0 obj << /Type /Page >> endobj\n%%EOF"


@pytest.fixture(name="environment", scope="module")
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with service_discovery(tmp_path_factory.mktemp("dns-sd")) as environment:
        yield environment


@pytest.fixture(name="eve")
def _eve(tmp_path: Path, environment: dict[str, str]) -> Iterator[EvePrinter]:
    with eve_printer(tmp_path / "eve", environment) as eve:
        eve.set_sheets(250)
        yield eve


@pytest.fixture(name="printer")
def _printer(eve: EvePrinter) -> Iterator[IppPrinter]:
    printer = IppPrinter({"url": eve.url, "poll_s": 0.05, "job_timeout_s": 15, "cancel_timeout_s": 2})
    printer.open()
    yield printer
    printer.close()


def _fault_of_printing(printer: IppPrinter) -> DeviceFault:
    with pytest.raises(DeviceError) as caught:
        printer.print_pdf(PAGE, job_name="certificate")
    return caught.value.fault


def test_a_document_arrives_byte_for_byte(eve: EvePrinter, printer: IppPrinter) -> None:
    before = len(eve.documents())
    printer.print_pdf(PAGE, job_name="certificate")
    assert eve.documents()[before:] == [PAGE]
    assert printer.identity().startswith("urn:uuid:")


def test_its_supplies_are_read(eve: EvePrinter, printer: IppPrinter) -> None:
    eve.set_toner(5)
    toner = next(each for each in printer.supplies() if each.kind is SupplyKind.TONER)
    assert (toner.percent, toner.low) == (5, True)
    assert printer.status().action is RequiredAction.OPERATOR
    eve.set_toner(75)
    assert printer.status().action is RequiredAction.NONE


def test_without_paper_it_refuses_and_with_paper_it_prints_again(eve: EvePrinter, printer: IppPrinter) -> None:
    eve.set_sheets(0)
    assert printer.status().fault is DeviceFault.PRINTER_PAPER_OUT
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_PAPER_OUT
    eve.set_sheets(250)
    printer.print_pdf(PAGE, job_name="certificate")


def test_a_job_that_waited_for_paper_is_cancelled(
    eve: EvePrinter, printer: IppPrinter, eventually: Callable[..., bool]
) -> None:
    eve.set_sheets(0)
    client = IppClient(eve.url)
    job_id = client.print_job(PAGE, "left behind")
    printer.open()
    # Once it has begun to wait for paper, this printer notices a cancelling only after the refill.
    eve.set_sheets(250)
    assert eventually(lambda: client.waiting_jobs() == ())
    assert client.job_attributes(job_id).number("job-state") == 7
    client.close()


def test_a_jam_in_the_middle_is_told_and_leaves_no_job(eve: EvePrinter, printer: IppPrinter) -> None:
    eve.steer("STATE: +media-jam-error")
    eve.hold(on=True)
    released = threading.Timer(1, eve.hold, kwargs={"on": False})
    released.start()
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JAM
    released.join()
    client = IppClient(eve.url)
    assert client.waiting_jobs() == ()
    client.close()


def test_nothing_is_printed_behind_a_job_that_does_not_go_away(eve: EvePrinter, printer: IppPrinter) -> None:
    eve.hold(on=True)
    client = IppClient(eve.url)
    client.print_job(PAGE, "somebody else's")
    client.close()
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_STOPPED
    assert len(eve.documents()) == 1
    eve.hold(on=False)


def test_an_aborted_job_is_a_failed_one(eve: EvePrinter, printer: IppPrinter, eventually: Callable[..., bool]) -> None:
    eve.steer()
    assert eventually(lambda: printer.status().fault is None)
    eve.fail(on=True)
    assert _fault_of_printing(printer) is DeviceFault.PRINTER_JOB_FAILED
    eve.fail(on=False)
    printer.print_pdf(PAGE, job_name="certificate")


def test_a_job_that_nobody_knows(printer: IppPrinter) -> None:
    with pytest.raises(DeviceError) as caught:
        printer._watch(4711)
    assert caught.value.fault is DeviceFault.PRINTER_IN_DOUBT


def test_pulled_out_while_printing(tmp_path: Path, environment: dict[str, str]) -> None:
    with eve_printer(tmp_path / "pulled", environment) as eve:
        eve.set_sheets(250)
        eve.hold(on=True)
        printer = IppPrinter({"url": eve.url, "poll_s": 0.05})
        printer.open()
        faults: list[DeviceFault] = []
        caller = threading.Thread(target=lambda: faults.append(_fault_of_printing(printer)))
        caller.start()
        client = IppClient(eve.url)
        pause = threading.Event()
        while not client.waiting_jobs():
            pause.wait(0.02)
        client.close()
    # Its end is the plug that is pulled.
    caller.join(15)
    printer.close()
    assert faults == [DeviceFault.PRINTER_IN_DOUBT]
