"""The citizen without a screen: each verb is the event that the button would have sent."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Self

from devices.bench.client import BenchControl
from kiosk.cli.walker import SIGNATURE
from kiosk.matters.fields import FormPage
from kiosk.matters.model import FieldSpec
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.visit import events
from kiosk.visit.state import EndReason
from kiosk.visit.steps.materials import current
from tools.citizen import PATIENCE_S, Answers, Citizen, StoryError, is_handed_in

_LOOK_S = 0.02


class HeadlessCitizen(Citizen):
    def __init__(self, kiosk: Kiosk, control: BenchControl) -> None:
        super().__init__(kiosk, control)
        self._news = Event()
        kiosk.runner.subscribe(lambda _visit: self._news.set())

    def wait(self, what: str, reached: Callable[[], object], seconds: float = PATIENCE_S) -> Self:
        deadline = monotonic() + seconds
        while not reached():
            if monotonic() > deadline:
                visit = self.kiosk.runner.visit
                at = (visit.step, visit.trouble, visit.payment.state) if visit is not None else "no visit"
                raise StoryError(f"waited {seconds:.0f} s in vain for {what}; {at}")
            self._news.wait(_LOOK_S)
            self._news.clear()
        return self

    def reads(self, text: str) -> Self:
        del text
        return self

    def reads_fault(self, code: str) -> Self:
        return self.waits_for(
            f"the trouble {code}", lambda visit: visit.trouble is not None and visit.trouble.fault == code
        )

    def opens(self, title: str) -> Self:
        self.last = self.kiosk.runner.begin(self.matter(title), self.language)
        return self

    def begins(self) -> Self:
        self._posts(events.GuideAccepted())
        return self.waits_for("the step after the guide", lambda visit: visit.step is not Step.GUIDE)

    def answers_page(self, page: FormPage, answers: Answers) -> None:
        given = {spec.key: answers.get(spec.key, self._offered(spec)) for spec in page.questions}
        typed = {key: len(answers[key]) for key in given if key in answers and page.questions[0].kind != "choice"}
        self._posts(events.PageAnswered(given, typed))

    def _offered(self, spec: FieldSpec) -> str:
        if spec.editable and spec.key in self.visit.values:
            return self.visit.values[spec.key].text
        if spec.shortcut is not None and spec.shortcut in self.visit.values:
            return self.visit.values[spec.shortcut].text
        return spec.default or ""

    def captures(self) -> Self:
        """The screen waits for a good picture before it can be pressed; here the page is tried until it is good."""
        while True:
            self.captures_anyway()
            if self.visit.trouble is None:
                return self

    def captures_anyway(self) -> Self:
        before = self.visit
        self._posts(events.CaptureTapped())
        self.waits_for("the shot", lambda visit: visit is not before)
        return self.waits_for("the picture", lambda visit: not visit.working)

    def sees_under_the_camera(self, fault: str) -> Self:
        def seen() -> bool:
            preview = self.kiosk.materials.preview()
            return preview.steady and fault in {each.value for each in preview.quality.faults}

        return self.wait(f"{fault} in the picture", seen)

    def defers_material(self) -> Self:
        spec = current(self.is_at(Step.MATERIALS).visit)
        if spec is not None:
            self._posts(events.MaterialDeferred(spec.key))
        return self.waits_for("the next step", lambda visit: visit.step is not Step.MATERIALS)

    def promises_material(self) -> Self:
        spec = current(self.is_at(Step.MATERIALS).visit)
        if spec is not None:
            self._posts(events.PromiseOpened(spec.key))
            self._posts(events.MaterialPromised(spec.key))
        return self.waits_for("the next step", lambda visit: visit.step is not Step.MATERIALS)

    def finishes_pages(self) -> Self:
        spec = current(self.visit)
        if spec is not None:
            self._posts(events.PagesFinished(spec.key))
        return self.waits_for("the next paper or step", lambda visit: spec is None or is_handed_in(visit, spec.key))

    def reviews(self) -> Self:
        self.is_at(Step.REVIEW)
        return self._posts(events.ReviewAccepted()).is_at(Step.SIGN)

    def signs(self) -> Self:
        self.is_at(Step.SIGN)
        self._posts(events.Signed(SIGNATURE))
        return self.waits_for("the signature to be kept", lambda visit: visit.step is not Step.SIGN)

    def submits(self) -> Self:
        self._posts(events.SubmitTapped())
        return self.wait("the submission", lambda: self.step is not Step.PAYMENT)

    def tries_paying_again(self) -> Self:
        return self._posts(events.PaymentRetried())

    def defers_payment(self) -> Self:
        return self._posts(events.PaymentDeferred())

    def prints_again(self, paper: str) -> Self:
        return self._posts(events.PaperRetried(paper))

    def rates(self, score: int) -> Self:
        self._posts(events.Rated(score))
        return self.waits_for("the rating", lambda visit: visit.rating == score)

    def finishes(self) -> None:
        self._posts(events.Finished())

    def exits(self) -> None:
        self._posts(events.Abandoned(EndReason.LEFT))

    def gives_up_the_card(self) -> None:
        self.exits()

    def is_told_to_take_the_card(self) -> Self:
        return self.wait("the card to lie there still", lambda: self.kiosk.identity.card_present)

    def speaks(self, language: str) -> Self:
        self.language = language
        return self._posts(events.LanguageChosen(language))

    def needs_large_type(self) -> Self:
        self.kiosk.runner.elder = True
        return self

    def sees_warning(self) -> Self:
        return self

    def touches(self) -> Self:
        self.kiosk.runner.touch()
        return self

    def _posts(self, event: events.Event) -> Self:
        self.kiosk.runner.post(event)
        return self
