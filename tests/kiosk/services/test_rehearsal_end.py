"""A rehearsed visit ends as people meet it: answered, with every paper out; and beside it what is said offline."""

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.plan import Step
from kiosk.services.rehearsal import states
from kiosk.services.rehearsal_end import RECEIPT_NO, happy_end, printed_out
from kiosk.services.rehearsal_people import AT
from kiosk.visit.state import PaperState, Visit

CATALOGUE = load_catalogue()


def calendar() -> WorkCalendar:
    found = load_calendar()
    assert isinstance(found, WorkCalendar)
    return found


def filed(code: str, turn: int = 1) -> tuple[Visit, Visit]:
    """Being filed, and as it ends without an answer; `turn` is that of the answers."""
    matter = CATALOGUE.chosen(code)
    assert matter is not None
    *_, filing, result = states(matter, calendar(), turn)
    assert (filing.step, result.step) == (Step.FILING, Step.RESULT)
    return filing, result


@pytest.mark.parametrize(
    ("code", "papers", "due", "members", "turn"),
    [
        ("social-insurance-certificate", ["certificate", "receipt"], None, 0, 1),
        ("social-security-card-replacement", ["receipt"], "2026-03-05", 0, 1),
        ("newborn", ["receipt"], "2026-03-19", 4, 0),
    ],
)
def test_online_it_is_done_with_a_number_and_every_paper_out(code, papers, due, members, turn):
    first, last = happy_end(filed(code, turn)[0], calendar())
    assert {paper.state for paper in first.papers.values()} == {PaperState.PRINTING}
    assert {paper.state for paper in last.papers.values()} == {PaperState.PRINTED}
    assert sorted(last.papers) == papers
    assert last.case is not None
    assert last.case.answer is not None
    assert last.case.answer.case_no == "9901012603020023"
    assert (last.case.answer.due and str(last.case.answer.due), len(last.case.members)) == (due, members)


def test_offline_it_is_kept_under_a_temporary_number():
    visit = printed_out(filed("social-insurance-certificate")[1])
    assert visit.case is not None
    assert (visit.case.answer, visit.case.receipt_no, visit.case.applied_at) == (None, RECEIPT_NO, AT)
    assert {key: paper.state for key, paper in visit.papers.items()} == {"receipt": PaperState.PRINTED}
