"""能不能办: whether a matter can be finished, only accepted, or not done at this kiosk now. Known before a card is asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Counter, Handling, MaterialSpec, Matter
from kiosk.matters.opening import is_open

ID_CARD_READER = "id_card_reader"
RECEIPT_PRINTER = "receipt_printer"
DOCUMENT_PRINTER = "document_printer"
DOCUMENT_CAMERA = "document_camera"
SCAN_TO_PAY = "scan_to_pay"
MISSING = "device.missing"
QUEUE_FULL = "queue.full"
CLOSED = "hours.closed"
_NO_CALENDAR = WorkCalendar()


class Level(StrEnum):
    """能办结 / 能受理 / 现在不能."""

    CAN_FINISH = "can_finish"
    CAN_ACCEPT = "can_accept"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Situation:
    """What works now: the roles of usable devices and connectors, and whether the platform answers.

    `accepting` falls when too much waits for the platform already, or the disk is too full to keep more.
    """

    usable: frozenset[str]
    """roles, and what their devices can do as ``role.capability`` (`kiosk.matters.model.NEEDABLE`)"""
    online: bool
    accepting: bool = True
    now: datetime | None = None
    """Hours of opening count only where the time is given, with the working days"""
    calendar: WorkCalendar = _NO_CALENDAR


@dataclass(frozen=True, slots=True)
class Availability:
    """The answer. `reasons` are codes for the screen to say, the weightiest first; `elsewhere` is where it is done instead."""

    level: Level
    reasons: tuple[str, ...] = ()
    elsewhere: Counter | None = None


def availability(matter: Matter, situation: Situation) -> Availability:
    """What this kiosk can do for `matter` now.

    Reasons: ``counter.only``, ``queue.full``, ``hours.closed`` (`kiosk.matters.opening.opens_next` says when),
    ``id_card_reader.down``, ``document_camera.down``, ``scan_to_pay.down``, ``device.missing`` (one that the matter names in
    its `needs`), ``network.down``, ``document_printer.down`` (the paper is then a QR code) and ``receipt_printer.down``
    (likewise; changes no level).
    """
    if matter.counter is not None:
        return Availability(Level.NOT_NOW, ("counter.only",), matter.counter)
    blocked = _blocking(matter, situation)
    limited = _limiting(matter, situation)
    noted = () if RECEIPT_PRINTER in situation.usable else (f"{RECEIPT_PRINTER}.down",)
    if blocked:
        return Availability(Level.NOT_NOW, blocked)
    if limited:
        return Availability(Level.CAN_ACCEPT, limited + noted)
    return Availability(Level.CAN_FINISH, noted)


def _blocking(matter: Matter, situation: Situation) -> tuple[str, ...]:
    found = []
    if not situation.accepting:
        found.append(QUEUE_FULL)
    if situation.now is not None and not is_open(matter.opening, situation.now, situation.calendar):
        found.append(CLOSED)
    if ID_CARD_READER not in situation.usable:
        found.append(f"{ID_CARD_READER}.down")
    must_scan = any(_must_scan(material) for material in matter.scanned)
    if must_scan and DOCUMENT_CAMERA not in situation.usable:
        found.append(f"{DOCUMENT_CAMERA}.down")
    if not situation.usable.issuperset(matter.needs):
        found.append(MISSING)
    if any(fee.when == "true" and not fee.deferrable for fee in matter.all_fees) and not _can_pay(situation):
        found.append("network.down" if SCAN_TO_PAY in situation.usable else f"{SCAN_TO_PAY}.down")
    return tuple(found)


def _limiting(matter: Matter, situation: Situation) -> tuple[str, ...]:
    found = []
    if not situation.online:
        found.append("network.down")
    if matter.scanned and DOCUMENT_CAMERA not in situation.usable:
        found.append(f"{DOCUMENT_CAMERA}.down")
    if matter.all_fees and SCAN_TO_PAY not in situation.usable:
        found.append(f"{SCAN_TO_PAY}.down")
    if matter.documents and matter.handling is Handling.INSTANT and DOCUMENT_PRINTER not in situation.usable:
        found.append(f"{DOCUMENT_PRINTER}.down")
    return tuple(found)


def _must_scan(material: MaterialSpec) -> bool:
    """Whether nobody can do without laying it under the camera: a paper of one situation may not be asked for at all."""
    return material.required and material.when == "true" and not (material.deferrable_days or material.by_promise)


def _can_pay(situation: Situation) -> bool:
    return situation.online and SCAN_TO_PAY in situation.usable
