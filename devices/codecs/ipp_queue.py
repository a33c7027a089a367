"""What a print server's queue says of its printer, and what the printer says itself (pure).

cupsd remembers the reasons of the last job until the next one begins: a jam that was cleared hours ago is still told by an idle
queue (measured, cupsd 2.4.2). Only what a queue knows of itself is believed of an idle one.
"""

from urllib.parse import urlsplit

from devices.codecs.ipp import Attribute, Group, PrinterState, Tag, attribute

QUEUE_NAMES = ("device-uri", "printer-type")
"""attributes that a print server's queue has and a printer has not"""
_OF_THE_QUEUE = frozenset({"paused", "shutdown", "spool-area-full"})


def is_queue(printer: Group) -> bool:
    """Whether these are the attributes of a print server's queue."""
    return bool(printer.texts("device-uri")) or printer.number("printer-type") is not None


def printer_behind(queue: Group) -> str:
    """The address of the printer itself where it can be asked without a detour (plain IPP); else empty."""
    address = queue.text("device-uri")
    parts = urlsplit(address)
    return address if parts.scheme in ("ipp", "http") and parts.hostname else ""


def without_memories(queue: Group) -> Group:
    """The queue's attributes; of an idle one without the reasons that it only remembers."""
    if queue.number("printer-state") != PrinterState.IDLE:
        return queue
    return _with(queue, PrinterState.IDLE, _own_reasons(queue))


def seen_through(queue: Group, printer: Group) -> Group:
    """The printer's attributes with what its queue adds: stopped when either is, idle only when both are."""
    states = {queue.number("printer-state"), printer.number("printer-state")}
    worst = next((state for state in reversed(PrinterState) if state in states), PrinterState.IDLE)
    reasons = (*printer.texts("printer-state-reasons"), *_own_reasons(queue))
    seen = _with(printer, worst, tuple(reason for reason in reasons if reason != "none"))
    accepting = tuple(each for each in queue.attributes if each.name == "printer-is-accepting-jobs")
    others = tuple(each for each in seen.attributes if each.name != "printer-is-accepting-jobs" or not accepting)
    return Group(seen.tag, (*others, *accepting))


def _own_reasons(queue: Group) -> tuple[str, ...]:
    return tuple(reason for reason in queue.texts("printer-state-reasons") if reason in _OF_THE_QUEUE)


def _with(printer: Group, state: PrinterState, reasons: tuple[str, ...]) -> Group:
    names = ("printer-state", "printer-state-reasons")
    others: tuple[Attribute, ...] = tuple(each for each in printer.attributes if each.name not in names)
    told = (
        attribute("printer-state", Tag.ENUM, state),
        attribute("printer-state-reasons", Tag.KEYWORD, *(reasons or ("none",))),
    )
    return Group(printer.tag, (*others, *told))
