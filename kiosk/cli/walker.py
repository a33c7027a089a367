"""Walks a visit without a screen: does at each step what a citizen would, and says what happened when."""

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.matters.model import FieldSpec
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.services.rehearsal import sample
from kiosk.visit import events
from kiosk.visit.state import InkPoint, PaperState, PaymentState, Stroke, Visit
from kiosk.visit.steps.form import pages
from kiosk.visit.steps.materials import current

SIGNATURE: tuple[Stroke, ...] = (
    tuple(InkPoint(0.2 + 0.03 * n, 0.4 + 0.02 * (n % 3), 16.0 * n) for n in range(16)),
    tuple(InkPoint(0.3, 0.2 + 0.04 * n, 400 + 16.0 * n) for n in range(14)),
)


class WalkError(Exception):
    """The visit could not go on; the text says where and why."""


class Surroundings(Protocol):
    """What a citizen does with their hands: lays a card, lays pages, pays with a phone."""

    def lay_card(self) -> None:
        """Put the card on the reader."""

    def lay_page(self, number: int) -> None:
        """Put page `number` (from 1) under the camera; returns when it lies there."""

    def pay(self) -> None:
        """Scan the code on the screen and confirm."""

    def lift_card(self) -> None:
        """Take the card away."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One step of the walk: what came of it, and how long it took in seconds."""

    step: str
    outcome: str
    seconds: float


class Walker:
    """One walk. `answers` are the citizen's by field key; what is missing is what the form offers, or something that will do."""

    def __init__(
        self, kiosk: Kiosk, hands: Surroundings, *, pages: int = 2, answers: dict[str, str] | None = None
    ) -> None:
        self._kiosk = kiosk
        self._hands = hands
        self._pages = pages
        self._answers = answers or {}
        self._seen: queue.Queue[Visit | None] = queue.Queue()
        self._visit: Visit | None = None
        self.last: Visit | None = None
        """The last value of the visit before its end, for the report"""

    def walk(self, code: str, language: str = "zh_CN", *, timeout_s: float = 60.0) -> Iterator[Passed]:
        """Go through the matter `code` from guide to wipe; yields each step as it is passed. Raises `WalkError`."""
        catalogue = self._kiosk.catalogue
        matter = catalogue.chosen(code)
        if matter is None or matter.at_counter_only:
            offered = sorted(m.code for m in catalogue.matters.values() if not m.at_counter_only)
            offered += catalogue.courses
            raise WalkError(f"matter '{code}' cannot be done here; this kiosk does: {', '.join(offered)}")
        self._kiosk.runner.subscribe(self._seen.put)
        self._visit = self.last = self._kiosk.runner.begin(matter, language)
        step = None
        while step is not Step.RESULT:
            step, began = self._now().step, time.monotonic()
            outcome = self._pass(step, began + timeout_s)
            yield Passed(step.value, outcome, time.monotonic() - began)
        self._hands.lift_card()

    def _pass(self, step: Step, deadline: float) -> str:
        if step is Step.RESULT:
            return self._finish(deadline)
        do: dict[Step, Callable[[], None]] = {
            Step.GUIDE: lambda: self._post(events.GuideAccepted()),
            Step.IDENTIFY: self._hands.lay_card,
            Step.FORM: lambda: self._fill(deadline),
            Step.MATERIALS: lambda: self._scan(deadline),
            Step.REVIEW: lambda: self._post(events.ReviewAccepted()),
            Step.SIGN: lambda: self._post(events.Signed(SIGNATURE)),
            Step.PAYMENT: lambda: self._pay(deadline),
        }
        if step in do:
            do[step]()
        visit = self._until(lambda visit: visit.step is not step or visit.trouble is not None, deadline, step)
        if visit.step is step:
            raise WalkError(f"{step.value}: {visit.trouble.fault if visit.trouble else 'nothing happened'}")
        return _outcome(step, visit)

    def _fill(self, deadline: float) -> None:
        """Page after page; an answer may add some."""
        visit = self._now()
        while visit.step is Step.FORM and visit.trouble is None:
            number = visit.form_page
            questions = pages(visit)[number].questions
            answers = {spec.key: self._answer(visit, spec) for spec in questions}
            typed = {spec.key: len(answers[spec.key]) for spec in questions if self._has_to_type(visit, spec)}
            self._post(events.PageAnswered(answers, typed))
            visit = self._until(self._turned(number), deadline, Step.FORM)

    @staticmethod
    def _turned(page: int) -> Callable[[Visit], bool]:
        return lambda visit: visit.step is not Step.FORM or visit.form_page != page or visit.trouble is not None

    def _answer(self, visit: Visit, spec: FieldSpec) -> str:
        if spec.key in self._answers:
            return self._answers[spec.key]
        if (known := _known(visit, spec)) or spec.choices:
            return known or spec.default or spec.choices[0].key
        return sample(spec) if spec.required else ""

    def _has_to_type(self, visit: Visit, spec: FieldSpec) -> bool:
        return spec.key in self._answers or not (spec.choices or _known(visit, spec))

    def _scan(self, deadline: float) -> None:
        """One material after the other; a bundle may have several."""
        while (spec := current(self._now())) is not None and self._now().step is Step.MATERIALS:
            for number in range(1, max(min(self._pages, spec.max_pages), spec.min_pages) + 1):
                self._capture(number, deadline)
            self._post(events.PagesFinished(spec.key))
            self._until(_finished(spec.key), deadline, Step.MATERIALS)

    def _capture(self, number: int, deadline: float) -> None:
        self._hands.lay_page(number)
        while True:
            self._post(events.CaptureTapped())
            self._until(lambda visit: visit.working, deadline, Step.MATERIALS)
            visit = self._until(lambda visit: not visit.working, deadline, Step.MATERIALS)
            if visit.trouble is None:
                return
            self._post(events.TryAgainTapped())

    def _pay(self, deadline: float) -> None:
        settled = (PaymentState.PAID, PaymentState.FAILED, PaymentState.WAITING)
        visit = self._until(lambda visit: visit.payment.state in settled, deadline, Step.PAYMENT)
        if visit.payment.state is PaymentState.WAITING:
            self._hands.pay()
            visit = self._until(lambda visit: visit.payment.state is PaymentState.PAID, deadline, Step.PAYMENT)
        if visit.payment.state is PaymentState.FAILED:
            self._visit = replace(visit, trouble=None)
            self._post(events.PaymentDeferred())
        else:
            self._post(events.SubmitTapped())

    def _finish(self, deadline: float) -> str:
        visit = self._until(
            lambda visit: all(paper.state is not PaperState.PRINTING for paper in visit.papers.values()),
            deadline,
            Step.RESULT,
        )
        papers = ", ".join(f"{key} {paper.state.value}" for key, paper in visit.papers.items())
        self._post(events.Rated(1))
        self.last = self._until(lambda visit: visit.rating is not None, deadline, Step.RESULT)
        self._post(events.Finished())
        self._until_ended(deadline)
        return papers

    def _post(self, event: events.Event) -> None:
        """Once the card lies there: a visit whose card was lifted takes nothing. It ends by itself when none comes back."""
        while self._now().absence is not None or not self._seen.empty():
            self._visit = self._seen.get()
        self._kiosk.runner.post(event)

    def _now(self) -> Visit:
        if self._visit is None:
            ended = self._kiosk.runner.last_ended
            why = ended.ended if ended is not None else None
            raise WalkError("the visit has ended" + (f": {why.value}" if why is not None else ""))
        return self._visit

    def _until(self, reached: Callable[[Visit], bool], deadline: float, step: Step) -> Visit:
        while not reached(self._now()):
            self._next(deadline, step)
        visit = self._now()
        self.last = visit
        return visit

    def _until_ended(self, deadline: float) -> None:
        while self._visit is not None:
            self._next(deadline, Step.RESULT)

    def _next(self, deadline: float, step: Step) -> None:
        try:
            self._visit = self._seen.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            raise WalkError(f"{step.value}: nothing happened in time") from None


def _known(visit: Visit, spec: FieldSpec) -> str:
    """What stands in the box, or is taken over with one tap."""
    keys = [key for key in (spec.key, spec.shortcut) if key is not None and key in visit.values]
    return next((visit.values[key].text for key in keys), "")


def _finished(key: str) -> Callable[[Visit], bool]:
    return lambda visit: visit.step is not Step.MATERIALS or visit.materials[key].finished or visit.trouble is not None


def _outcome(step: Step, visit: Visit) -> str:
    match step:
        case Step.IDENTIFY:
            return f"{visit.holder.kind.value} card" if visit.holder is not None else ""
        case Step.FORM:
            return f"{len(visit.values)} values, {visit.typed} characters typed"
        case Step.MATERIALS:
            return ", ".join(f"{key} {len(state.pages)} pages" for key, state in visit.materials.items())
        case Step.PAYMENT:
            return visit.payment.state.value
        case Step.FILING if visit.case is not None and visit.case.answer is not None and visit.case.members:
            numbers = [member.answer.case_no for member in visit.case.members if member.answer is not None]
            return f"{len(numbers)} cases: {', '.join(numbers)}; receipt {visit.case.receipt_no}"
        case Step.FILING if visit.case is not None and visit.case.answer is not None:
            return f"case {visit.case.answer.case_no}, receipt {visit.case.receipt_no}"
        case Step.FILING if visit.case is not None:
            return f"accepted offline, receipt {visit.case.receipt_no}"
        case _:
            return "done"
