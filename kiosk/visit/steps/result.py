"""The result: papers, rating, and the end."""

from dataclasses import replace

from kiosk.visit.course import Outcome, end, stay
from kiosk.visit.effects import Effect, PrintDocument, PrintReceipt, StoreRating
from kiosk.visit.events import CaseAnswered, Event, Failed, Finished, PaperRetried, Printed, Rated
from kiosk.visit.state import EndReason, Paper, PaperState, Visit
from kiosk.visit.steps.filing import RECEIPT, issued_keys


def handle(visit: Visit, event: Event) -> Outcome:
    """A paper that failed can be tried again; a rating is one tap, once."""
    match event:
        case CaseAnswered(answer=answer, members=members) if visit.case is not None and visit.case.answer is None:
            return _answered(replace(visit, case=replace(visit.case, answer=answer, members=members, late=True)))
        case Printed(paper=paper) if paper in visit.papers:
            return stay(_paper(visit, paper, Paper(PaperState.PRINTED)))
        case Failed(effect="PrintReceipt" | "PrintDocument", fault=fault, of=paper) if paper in visit.papers:
            return stay(_paper(visit, paper, Paper(PaperState.FAILED, fault)))
        case PaperRetried(paper=paper) if paper in visit.papers and visit.papers[paper].state is PaperState.FAILED:
            effect: Effect = PrintReceipt() if paper == RECEIPT else PrintDocument(paper)
            return stay(_paper(visit, paper, Paper(PaperState.PRINTING)), effect)
        case Rated(score=score) if visit.rating is None and visit.supplement is None and 1 <= score <= 5:  # noqa: PLR2004 - GB/T 39046 A.8
            return stay(replace(visit, rating=score), StoreRating(score))
        case Finished():
            return end(visit, EndReason.FINISHED)
        case _:
            return stay(visit)


def _answered(visit: Visit) -> Outcome:
    """What the platform has issued meanwhile is printed while somebody is there to take it; the receipt is out already."""
    keys = issued_keys(visit)
    papers = {**visit.papers, **{key: Paper(PaperState.PRINTING) for key in keys}}
    return stay(replace(visit, papers=papers), *(PrintDocument(key) for key in keys))


def _paper(visit: Visit, key: str, paper: Paper) -> Visit:
    return replace(visit, papers={**visit.papers, key: paper})
