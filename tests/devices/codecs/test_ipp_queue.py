"""A queue and the printer behind it."""

import pytest

from devices.codecs.ipp import Group, PrinterState, Tag, attribute
from devices.codecs.ipp_queue import is_queue, printer_behind, seen_through, without_memories


def _attributes(state: PrinterState, *reasons: str, uri: str = "", accepting: bool = True) -> Group:
    told = (
        attribute("printer-state", Tag.ENUM, state),
        attribute("printer-state-reasons", Tag.KEYWORD, *(reasons or ("none",))),
        attribute("printer-is-accepting-jobs", Tag.BOOLEAN, accepting),
    )
    return Group(Tag.PRINTER, (*told, attribute("device-uri", Tag.URI, uri)) if uri else told)


@pytest.mark.parametrize(
    ("uri", "behind"),
    [
        ("ipp://192.0.2.9/ipp/print", "ipp://192.0.2.9/ipp/print"),
        ("usb://Maker/Laser?serial=1", ""),
        ("socket://192.0.2.9:9100", ""),
        ("dnssd://Laser._ipp._tcp.local/", ""),
        ("ipps://192.0.2.9/ipp/print", ""),
    ],
)
def test_only_a_printer_that_speaks_plain_ipp_is_asked_itself(uri: str, behind: str) -> None:
    queue = _attributes(PrinterState.IDLE, uri=uri)
    assert is_queue(queue)
    assert printer_behind(queue) == behind


def test_a_printer_is_no_queue() -> None:
    assert not is_queue(_attributes(PrinterState.IDLE))


def test_an_idle_queue_is_believed_of_itself_only() -> None:
    idle = without_memories(_attributes(PrinterState.IDLE, "media-jam-error", "paused"))
    assert idle.texts("printer-state-reasons") == ("paused",)
    working = _attributes(PrinterState.PROCESSING, "media-jam-error")
    assert without_memories(working) == working


def test_the_worse_of_both_counts() -> None:
    queue = _attributes(PrinterState.STOPPED, "paused", "media-empty", accepting=False)
    seen = seen_through(queue, _attributes(PrinterState.IDLE, "toner-low-warning"))
    assert seen.number("printer-state") == PrinterState.STOPPED
    assert seen.texts("printer-state-reasons") == ("toner-low-warning", "paused")
    assert seen.all("printer-is-accepting-jobs") == (False,)
