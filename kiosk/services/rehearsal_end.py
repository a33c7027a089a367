"""How a rehearsed visit ends when all goes well: the platform answers at once, and every paper comes out."""

from collections.abc import Iterator
from datetime import date

from kiosk.clock import CHINA
from kiosk.matters.deadline import WorkCalendar, due
from kiosk.matters.service import ServiceMode
from kiosk.protocol.messages import CaseAnswer, IssuedDocument
from kiosk.services.rehearsal_people import AT
from kiosk.visit.events import Filed, Printed
from kiosk.visit.machine import handle
from kiosk.visit.members import filed_members, joined_answer, members_of
from kiosk.visit.state import FiledCase, Visit

RECEIPT_NO = "L-0412-0023"
_URL = "https://platform.invalid/r/0"
_AT_ONCE = (ServiceMode.INSTANT, ServiceMode.AUTOMATIC)
_NO_DIGEST = "0" * 64


def happy_end(filing: Visit, calendar: WorkCalendar) -> Iterator[Visit]:
    """The states after `filing`, a visit that is being filed, with made-up numbers of the day of the rehearsal."""
    members = members_of(filing)
    promise = filing.selected.promise
    day = due(AT, promise, calendar).date if promise is not None else None
    answers = {each.id: _answer(each, place, day) for place, each in enumerate(members)}
    joined = joined_answer(filing, answers)
    case = FiledCase(RECEIPT_NO, AT, _URL, joined, filed_members(filing, answers))
    visit, _ = handle(filing, Filed(case))
    yield visit
    yield printed_out(visit)


def printed_out(visit: Visit) -> Visit:
    """`visit` with each of its papers out."""
    for paper in tuple(visit.papers):
        visit, _ = handle(visit, Printed(paper))
    return visit


def _answer(visit: Visit, place: int, promised: date | None) -> CaseAnswer:
    matter, day = visit.selected, AT.astimezone(CHINA)
    issued = matter.documents if matter.service_mode in _AT_ONCE else ()
    return CaseAnswer(
        case_no=f"990101{day:%y%m%d}{23 + place:04d}",
        application_id=visit.id,
        application_sha256=_NO_DIGEST,
        accepted_at=AT,
        due=None if issued else promised,
        issued=tuple(
            IssuedDocument(key=spec.key, number=f"9901-{day:%Y}-{231 + number:07d}", verify_url=_URL, issued_at=AT)
            for number, spec in enumerate(issued)
        ),
    )
