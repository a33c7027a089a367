import pytest
from pydantic import ValidationError

from kiosk.matters.availability import (
    DOCUMENT_CAMERA,
    DOCUMENT_PRINTER,
    ID_CARD_READER,
    RECEIPT_PRINTER,
    SCAN_TO_PAY,
    Level,
    Situation,
    availability,
)
from kiosk.matters.model import Matter
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, baseline

ALL = frozenset({ID_CARD_READER, RECEIPT_PRINTER, DOCUMENT_PRINTER, DOCUMENT_CAMERA, SCAN_TO_PAY})


@pytest.mark.parametrize(
    ("code", "missing", "online", "level", "reasons"),
    [
        (CERTIFICATE, None, True, Level.CAN_FINISH, ()),
        (REPLACEMENT, None, True, Level.CAN_FINISH, ()),
        (CERTIFICATE, None, False, Level.CAN_ACCEPT, ("network.down",)),
        (REPLACEMENT, None, False, Level.CAN_ACCEPT, ("network.down",)),
        (CERTIFICATE, DOCUMENT_PRINTER, True, Level.CAN_ACCEPT, ("document_printer.down",)),
        (REPLACEMENT, DOCUMENT_PRINTER, True, Level.CAN_FINISH, ()),
        (REPLACEMENT, DOCUMENT_CAMERA, True, Level.CAN_ACCEPT, ("document_camera.down",)),
        (CERTIFICATE, DOCUMENT_CAMERA, True, Level.CAN_FINISH, ()),
        (REPLACEMENT, SCAN_TO_PAY, True, Level.CAN_ACCEPT, ("scan_to_pay.down",)),
        (CERTIFICATE, ID_CARD_READER, True, Level.NOT_NOW, ("id_card_reader.down",)),
        (CERTIFICATE, RECEIPT_PRINTER, True, Level.CAN_FINISH, ("receipt_printer.down",)),
    ],
)
def test_what_can_be_done_now(code, missing, online, level, reasons):
    found = availability(baseline(code), Situation(ALL - {missing}, online))
    assert (found.level, found.reasons) == (level, reasons)


def test_nothing_is_accepted_beyond_what_can_be_handed_over():
    found = availability(baseline(CERTIFICATE), Situation(ALL, online=True, accepting=False))
    assert (found.level, found.reasons) == (Level.NOT_NOW, ("queue.full",))


def test_money_that_cannot_wait_needs_the_network():
    matter = baseline(REPLACEMENT)
    assert matter.fee is not None
    strict = matter.model_copy(update={"fee": matter.fee.model_copy(update={"deferrable": False})})
    assert availability(strict, Situation(ALL, online=False)).reasons == ("network.down",)
    assert availability(strict, Situation(ALL, online=False)).level is Level.NOT_NOW
    assert availability(strict, Situation(ALL - {SCAN_TO_PAY}, online=True)).reasons == ("scan_to_pay.down",)


def test_paper_that_cannot_wait_needs_the_camera():
    matter = baseline(REPLACEMENT)
    papers = tuple(paper.model_copy(update={"deferrable_days": None}) for paper in matter.materials)
    strict = matter.model_copy(update={"materials": papers})
    assert availability(strict, Situation(ALL - {DOCUMENT_CAMERA}, online=True)).level is Level.NOT_NOW


@pytest.mark.parametrize(
    ("there", "level", "reasons"),
    [
        (("document_printer.colour", "smart_card_reader"), Level.CAN_FINISH, ()),
        (("document_printer.colour",), Level.NOT_NOW, ("device.missing",)),
        (("smart_card_reader", "document_printer.duplex"), Level.NOT_NOW, ("device.missing",)),
    ],
)
def test_what_a_matter_needs_besides_must_be_there(there, level, reasons):
    needy = baseline(CERTIFICATE).model_copy(update={"needs": ("document_printer.colour", "smart_card_reader")})
    found = availability(needy, Situation(ALL | set(there), online=True))
    assert (found.level, found.reasons) == (level, reasons)
    assert availability(baseline(CERTIFICATE), Situation(ALL, online=True)).level is Level.CAN_FINISH


def test_a_need_that_no_device_can_meet_is_a_mistake_in_the_file():
    with pytest.raises(ValidationError, match=r"document_printer\.stapler: expected some of code_scanner, "):
        Matter.model_validate({**baseline(CERTIFICATE).model_dump(), "needs": ["document_printer.stapler"]})


def test_counter_matter_says_where_instead():
    found = availability(baseline("passport-issue"), Situation(ALL, online=True))
    assert (found.level, found.reasons) == (Level.NOT_NOW, ("counter.only",))
    assert found.elsewhere is not None
