"""一件事 as the shipped catalogue has them: guides, the question whether one is done as well, review, and what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from kiosk.matters.availability import Situation, availability
from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer
from kiosk.services.rehearsal import states
from kiosk.visit.members import filed_members, joined_answer, members_of
from kiosk.visit.state import FiledCase, Paper, PaperState, Visit
from kiosk.visit.steps.form import pages
from tests.gallery.samples import Sample
from tests.gallery.samples_lobby import _ALL, _CATALOGUE, _list, _map
from tests.gallery.samples_visit import sample
from tests.gallery.visits import CALENDAR, VISIT_ID
from tests.kiosk.visit.people import NOW
from ui.lobby import Lobby
from ui.views.guide import guide_view

Make = Callable[[str], Visit]


def _guide(key: str, *, usable: frozenset[str] = _ALL) -> Callable[[str], dict[str, Any]]:
    course = _CATALOGUE.courses[key]
    can = availability(course, Situation(usable, online=True))
    return lambda language: _map(guide_view(course, can, language, can_print=True))


def _at(key: str, reached: Callable[[Visit], bool], turn: int = 1) -> Make:
    """The last state of that kind that somebody passes who does the bundle."""

    def make(language: str) -> Visit:
        passed = [visit for visit in states(_CATALOGUE.courses[key], CALENDAR, turn, language) if reached(visit)]
        return replace(passed[-1], id=VISIT_ID)

    return make


def _asks(field: str) -> Callable[[Visit], bool]:
    return lambda visit: (
        visit.step is Step.FORM
        and pages(visit)[visit.form_page].questions[:1] != ()
        and (pages(visit)[visit.form_page].questions[0].key == field)
    )


def _rows(visit: Visit) -> tuple[Any, ...]:
    return pages(visit)[visit.form_page].rows


def _filed(key: str, *, answered: int, turn: int = 0) -> Make:
    """After the submission; so many of its members have their number."""

    def make(language: str) -> Visit:
        visit = _at(key, lambda visit: visit.step is Step.FILING, turn)(language)
        answers = {
            each.id: CaseAnswer(
                case_no=f"9901 2611 2200 {place:04}",
                application_id=each.id,
                application_sha256="0" * 64,
                accepted_at=NOW,
                due=date(2026, 12, 11),
            )
            for place, each in enumerate(members_of(visit)[:answered], start=17)
        }
        case = FiledCase(
            "L-0412-20261122-0023",
            NOW,
            "https://platform.invalid/r/sample",
            joined_answer(visit, answers),
            filed_members(visit, answers),
        )
        return replace(visit, step=Step.RESULT, case=case, papers={"receipt": Paper(PaperState.PRINTED)}, working=False)

    return make


SAMPLES: dict[str, Sample] = {
    **{f"bundle-guide-{key}": Sample("guide", _guide(key)) for key in _CATALOGUE.courses},
    "bundle-guide-no-reader": Sample("guide", _guide("newborn", usable=frozenset())),
    "bundle-list": Sample("search", _list(Lobby("search", filter="bundle")), {"canGoBack": True}),
    "bundle-form-also": sample(_at("retirement", _asks("situation.also__pensioner_life_check"))),
    "bundle-form-summary": sample(_at("retirement", lambda visit: visit.step is Step.FORM and bool(_rows(visit)))),
    "bundle-review": sample(_at("newborn", lambda visit: visit.step is Step.REVIEW, 0)),
    "bundle-review-fee": sample(_at("after_death", lambda visit: visit.step is Step.REVIEW, 0)),
    "bundle-sign": sample(_at("newborn", lambda visit: visit.step is Step.SIGN, 0)),
    "bundle-payment": sample(_at("after_death", lambda visit: visit.step is Step.PAYMENT, 0)),
    "bundle-result": sample(_filed("newborn", answered=9)),
    "bundle-result-some": sample(_filed("construction", answered=2)),
    "bundle-result-offline": sample(_filed("newborn", answered=0)),
}
