"""A4 printers: those at known addresses, and the queues of a CUPS on this machine. Only attributes are asked for."""

from dataclasses import dataclass

from devices.codecs.ipp import Group
from devices.probe.findings import Answer
from devices.transports.ipp import IppClient, IppLost, IppRefused, IppTimeout

CUPS = "http://localhost:631/"
_ABOUT = ("printer-uuid", "printer-make-and-model", "printer-state", "printer-uri-supported", "printer-name")
_STATES = {3: "idle", 4: "printing", 5: "stopped"}


@dataclass(frozen=True, slots=True)
class PrinterAnswer:
    """What one printer said."""

    url: str
    answer: Answer
    detail: str
    model: str = ""
    identity: str = ""


def ask_printer(url: str, *, limit_s: float) -> PrinterAnswer:
    """Get-Printer-Attributes at `url`."""
    try:
        client = _client(url, limit_s)
    except ValueError as wrong:
        return PrinterAnswer(url, Answer.GONE, str(wrong))
    try:
        return _told(url, client.printer_attributes(_ABOUT))
    except IppLost as lost:
        return PrinterAnswer(url, Answer.GONE, f"it cannot be reached: {lost}")
    except IppTimeout:
        return PrinterAnswer(url, Answer.SILENT, "it took the question and did not answer")
    except IppRefused as refused:
        return PrinterAnswer(url, Answer.SILENT, f"it answers, but not as a printer: {refused}")
    finally:
        client.close()


def ask_cups(url: str = CUPS, *, limit_s: float) -> tuple[PrinterAnswer, ...]:
    """The queues of the print server at `url`; none when there is no such server."""
    client = _client(url, limit_s)
    try:
        groups = client.queues(_ABOUT)
    except (IppLost, IppTimeout, IppRefused):
        # No print server runs here, which is how most kiosks are.
        return ()
    finally:
        client.close()
    return tuple(_told(group.text("printer-uri-supported"), group) for group in groups)


def _told(url: str, about: Group) -> PrinterAnswer:
    model = about.text("printer-make-and-model") or "printer"
    state = _STATES.get(about.number("printer-state") or 0, "in an unknown state")
    return PrinterAnswer(url, Answer.RECOGNISED, f"{model}, {state}", model, about.text("printer-uuid"))


def _client(url: str, limit_s: float) -> IppClient:
    return IppClient(url, connect_timeout_s=limit_s / 2, answer_timeout_s=limit_s / 2)
