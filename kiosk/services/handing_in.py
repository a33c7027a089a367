"""Handing in from an errand (补交): for which of the cases that somebody looks at this kiosk takes papers now."""

from collections.abc import Callable

from kiosk.matters.model import Matter
from kiosk.protocol.progress import CaseProgress
from kiosk.visit.errand import At, Errand
from kiosk.visit.state import Supplied
from kiosk.visit.supplement import handing_in, visit_for


class HandingIn:
    """Reads what is known; changes nothing. Safe from any thread."""

    def __init__(
        self,
        errand: Callable[[], Errand | None],
        matter: Callable[[str], Matter | None],
        can_take: Callable[[Matter], bool],
    ) -> None:
        """`matter` knows those of the catalogue by their codes; `can_take` says whether this kiosk can do one now."""
        self._errand = errand
        self._matter = matter
        self._can_take = can_take

    def offered(self) -> frozenset[str]:
        """Numbers of the cases on the screen whose papers could be scanned here, once their holder's card lies there."""
        errand = self._errand()
        if errand is None or errand.at not in (At.CASES, At.CASE):
            return frozenset()
        shown = errand.cases if errand.case is None else (*errand.cases, errand.case)
        return frozenset(case.case_no for case in shown if self._visit(case) is not None)

    def visit_for(self, case_no: str) -> tuple[Matter, Supplied] | None:
        """What the visit is about that takes the papers for this case; None where nobody may begin one now."""
        errand = self._errand()
        case = handing_in(errand, case_no) if errand is not None else None
        return self._visit(case) if case is not None else None

    def _visit(self, case: CaseProgress) -> tuple[Matter, Supplied] | None:
        visit = visit_for(case, self._matter(case.matter_code))
        return visit if visit is not None and self._can_take(visit[0]) else None
