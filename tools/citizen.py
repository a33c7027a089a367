"""A citizen before a kiosk: the words of a story, and the finger that does them on the real screens.

`Citizen` says what a person does, with hands (the bench's knobs) and on the machine. What "on the machine" means is left
to who is asked: `ScreenCitizen` clicks and types on the application's window; the stories have one more that only posts
events. Every wait has a deadline and a name.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from devices.bench.client import BenchControl
from kiosk.matters.fields import FormPage
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.visit.state import FiledCase, PaperState, PaymentState, Visit
from kiosk.visit.steps.form import pages
from kiosk.visit.steps.materials import current

PATIENCE_S = 20.0
"""The longest a citizen waits for anything that is not said to take longer"""
Answers = dict[str, str]


class StoryError(AssertionError):
    """What was waited for did not come, or is not on the screen; the text says what."""


class Citizen(ABC):
    """Fluent: every verb returns the citizen, and returns only when what it says has come true."""

    def __init__(self, kiosk: Kiosk, control: BenchControl) -> None:
        """`kiosk` must run; `control` moves the simulated hardware."""
        self.kiosk = kiosk
        self.control = control
        self.language = "zh_CN"
        self.last: Visit | None = None
        """The visit as it was when last looked at: what the citizen still knows after its end"""

    # ------------------------------------------------------------------ looking and waiting

    def now(self) -> Visit | None:
        """The visit as the citizen meets it, if there is one."""
        return self.kiosk.runner.visit

    @property
    def visit(self) -> Visit:
        """The visit under way; `StoryError` when there is none."""
        visit = self.now()
        if visit is None:
            raise StoryError("there is no visit")
        self.last = visit
        return visit

    @property
    def step(self) -> Step | None:
        """Where the visit is, or nothing."""
        visit = self.now()
        return visit.step if visit is not None else None

    @property
    def case(self) -> FiledCase:
        """What acceptance gave, also after the end."""
        if self.last is None or self.last.case is None:
            raise StoryError("nothing was filed")
        return self.last.case

    @abstractmethod
    def wait(self, what: str, reached: Callable[[], object], seconds: float = PATIENCE_S) -> Self:
        """Until `reached` answers something true; `StoryError` naming `what` after `seconds`."""

    def waits_for(self, what: str, reached: Callable[[Visit], object], seconds: float = PATIENCE_S) -> Self:
        """Until the visit is as wanted."""
        return self.wait(what, lambda: self.now() is not None and reached(self.visit), seconds)

    def is_at(self, step: Step, seconds: float = PATIENCE_S) -> Self:
        """The visit comes to `step`."""
        return self.waits_for(f"the step {step.value}", lambda visit: visit.step is step, seconds)

    @abstractmethod
    def reads(self, text: str) -> Self:
        """`text` is to be seen. Without a screen nothing is."""

    @abstractmethod
    def reads_fault(self, code: str) -> Self:
        """The visit knows of this trouble, and its sentence is to be seen."""

    def forgets_all(self) -> Self:
        """The citizen keeps no memory of the visit either; for those who look into the process's."""
        self.last = None
        return self

    # ------------------------------------------------------------------ hands

    def turns(self, device: str, knob: str, **args: Any) -> Self:  # noqa: ANN401 - any JSON value
        """Something happens to the hardware."""
        self.control.send(device, knob, **args)
        return self

    def lays_card(self, person: str) -> Self:
        """A card is laid on the reader, whatever comes of it."""
        return self.turns("id_card_reader", "place", card=person)

    def lifts_card(self) -> Self:
        """The card is taken away."""
        return self.turns("id_card_reader", "lift")

    def is_asked_for_the_card(self) -> Self:
        """The sheet that asks for the card is over everything."""
        return self.waits_for("the card to be missed", lambda visit: visit.absence is not None)

    def puts_card_back(self, person: str) -> Self:
        """The same card again; the visit goes on."""
        self.lays_card(person)
        return self.waits_for("the card to be known again", lambda visit: visit.absence is None)

    def puts_card(self, person: str) -> Self:
        """A card is laid on the reader, and read."""
        self.lays_card(person)
        return self.waits_for("the card to be read", lambda visit: visit.step is not Step.IDENTIFY)

    def lays_page(self, name: str = "contract-1", angle: float = 2.0) -> Self:
        """A page is laid under the camera."""
        return self.turns("document_camera", "lay", page=name, angle=angle)

    def clears_desk(self) -> Self:
        """Whatever lies under the camera is taken away, also what somebody before has forgotten there."""
        return self.turns("document_camera", "clear")

    def loses_network(self) -> Self:
        """A cut cable: platform and payment network together."""
        return self.turns("network", "cut").turns("payment", "cut").wait("the kiosk to notice", self._is_offline)

    def gets_network_back(self) -> Self:
        """The cable is mended."""
        self.turns("network", "restore").turns("payment", "restore")
        return self.wait("the kiosk to be online", lambda: self.kiosk.engine.online)

    def _is_offline(self) -> bool:
        return not self.kiosk.engine.online

    # ------------------------------------------------------------------ the way through

    def chooses(self, title: str) -> Self:
        """Open the matter and begin with it."""
        return self.opens(title).begins()

    @abstractmethod
    def opens(self, title: str) -> Self:
        """Find the matter; its guide is on the screen."""

    @abstractmethod
    def begins(self) -> Self:
        """开始办理."""

    def confirms_form(self, **answers: str) -> Self:
        """Every page of the form; what is not in `answers` (by field key) stays as it is offered."""
        while self.is_answering():
            at = self.visit.form_page
            self.answers_page(pages(self.visit)[at], answers)
            self.wait(f"page {at + 1} of the form to be taken", partial(self._has_turned, at))
        return self

    def is_answering(self) -> bool:
        """Whether the form is still before the citizen."""
        return self.visit.step is Step.FORM

    def _has_turned(self, page: int) -> bool:
        visit = self.now()
        return visit is None or visit.step is not Step.FORM or visit.form_page != page

    @abstractmethod
    def answers_page(self, page: FormPage, answers: Answers) -> None:
        """Answer one page and confirm it."""

    def scans(self, count: int) -> Self:
        """`count` pages of one paper, and 拍完了."""
        for number in range(count):
            self.clears_desk().lays_page(f"contract-{1 + number % 2}", angle=2.0 - 3.5 * (number % 2))
            self.captures().has_pages(number + 1)
        return self.finishes_pages()

    def has_pages(self, count: int) -> Self:
        """So many pages of the paper on the screen have been taken."""
        return self.waits_for(f"{count} pages", lambda visit: len(_taken(visit)) == count)

    @abstractmethod
    def captures(self) -> Self:
        """拍这一页, as soon as it can be pressed."""

    @abstractmethod
    def captures_anyway(self) -> Self:
        """拍这一页, whatever lies there; returns when it was taken or refused."""

    @abstractmethod
    def sees_under_the_camera(self, fault: str) -> Self:
        """The live picture shows the page, and what is wrong with it."""

    @abstractmethod
    def defers_material(self) -> Self:
        """材料没带，先办后补."""

    @abstractmethod
    def promises_material(self) -> Self:
        """没有这份材料: the promise is read, and made."""

    @abstractmethod
    def finishes_pages(self) -> Self:
        """拍完了."""

    @abstractmethod
    def reviews(self) -> Self:
        """Everything is right."""

    @abstractmethod
    def signs(self) -> Self:
        """A name on the pad, and on."""

    def is_asked_to_pay(self) -> Self:
        """The code is on the screen."""
        return self.waits_for("the code to pay", lambda visit: visit.payment.state is PaymentState.WAITING)

    def phone(self, verb: str = "pay") -> Self:
        """The newest order: ``pay``, ``fail`` or ``pending``."""
        return self.turns("payment", verb)

    def is_told_paid(self) -> Self:
        """付好了."""
        return self.waits_for("付好了", lambda visit: visit.payment.state is PaymentState.PAID)

    def pays(self) -> Self:
        """Scan, pay, and let it be submitted."""
        return self.is_asked_to_pay().phone("pay").is_told_paid().submits()

    @abstractmethod
    def submits(self) -> Self:
        """Cut the pause after 付好了 short."""

    @abstractmethod
    def tries_paying_again(self) -> Self:
        """换一个码."""

    @abstractmethod
    def defers_payment(self) -> Self:
        """先提交，以后再缴."""

    def is_at_papers(self) -> bool:
        """Whether one more paper is asked for."""
        return self.visit.step is Step.MATERIALS

    def sees_result(self) -> Self:
        """Filed, and every paper has come out or failed."""
        self._sees_result()
        return self

    def sees_case_number(self) -> Self:
        """The platform has it: an 办件编号 stands on the screen."""
        self._sees_result()
        if self.case.answer is None:
            raise StoryError("it was accepted offline, there is no case number")
        return self.reads(self.case.answer.case_no)

    def sees_receipt_number(self) -> Self:
        """Accepted without network: the 收件号 stands on the screen, and nothing claims more."""
        self._sees_result()
        if self.case.answer is not None:
            raise StoryError("the platform has answered already")
        return self.reads(self.case.receipt_no)

    def _sees_result(self) -> None:
        self.is_at(Step.RESULT, 40.0)
        self.waits_for("the papers to come to rest", _papers_settled, 40.0)

    @abstractmethod
    def prints_again(self, paper: str) -> Self:
        """再打一次."""

    @abstractmethod
    def rates(self, score: int) -> Self:
        """A face, 1 best."""

    def leaves(self) -> Self:
        """完成，清除信息并退出; the card goes along."""
        self.visit  # noqa: B018 - remembers what the citizen takes away
        self.finishes()
        return self.is_gone().lifts_card()

    @abstractmethod
    def finishes(self) -> None:
        """Press 完成."""

    def walks_away(self) -> Self:
        """退出, anywhere."""
        self.visit  # noqa: B018 - as above
        self.exits()
        return self.is_gone().lifts_card()

    @abstractmethod
    def exits(self) -> None:
        """Press 退出, and mean it where it is asked about."""

    @abstractmethod
    def gives_up_the_card(self) -> None:
        """接着办不了，退出, on the sheet that asks for the card."""

    @abstractmethod
    def is_told_to_take_the_card(self) -> Self:
        """The banner over the empty lobby."""

    def is_gone(self) -> Self:
        """The visit has ended, and the screen shows none."""
        return self.wait("the visit to end", lambda: self.now() is None)

    # ------------------------------------------------------------------ around it

    @abstractmethod
    def speaks(self, language: str) -> Self:
        """``zh_CN`` or ``en``."""

    @abstractmethod
    def needs_large_type(self) -> Self:
        """大字版."""

    @abstractmethod
    def sees_warning(self) -> Self:
        """The sheet that asks whether somebody is there."""

    @abstractmethod
    def touches(self) -> Self:
        """我还在."""

    def matter(self, title: str) -> Matter:
        """The matter or bundle by short title, title or code."""
        offered = self.kiosk.catalogue
        for matter in (*offered.matters.values(), *offered.courses.values()):
            if title in (matter.short_title.zh, matter.title.zh, matter.short_title.en, matter.code):
                return matter
        raise StoryError(f"there is no matter {title}")


def is_handed_in(visit: Visit, key: str) -> bool:
    """Whether the paper under `key` is not asked for any more."""
    return visit.step is not Step.MATERIALS or (key in visit.materials and visit.materials[key].finished)


def _taken(visit: Visit) -> tuple[object, ...]:
    spec = current(visit)
    state = visit.materials.get(spec.key) if spec is not None else None
    return state.pages if state is not None else ()


def _papers_settled(visit: Visit) -> bool:
    return all(paper.state is not PaperState.PRINTING for paper in visit.papers.values())
