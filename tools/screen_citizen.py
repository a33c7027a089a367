"""The citizen on the real screens: what a story says, done with eyes and finger."""

from typing import Self

from PySide6.QtQuick import QQuickItem

from kiosk.faults import FAULTS
from kiosk.matters.fields import FormPage
from kiosk.matters.model import FieldSpec, Matter
from kiosk.matters.plan import Step
from kiosk.visit.machine import loses_work
from kiosk.visit.steps.materials import current
from tools.citizen import Answers, is_handed_in
from tools.finger import pause
from tools.screen_reader import LOOK_MS, ScreenReader
from ui.i18n import text as said

_LETTERS = {"social-security-card-replacement": "sbk", "driving-licence-renewal": "jszhz"}


class ScreenCitizen(ScreenReader):
    """A citizen on the real screens."""

    # ------------------------------------------------------------------ the way through

    def opens(self, title: str) -> Self:
        """Through attract and home; a matter that is no favourite is searched by its name's letters."""
        matter = self.matter(title)
        self.comes_home()
        if self.find(f"popular-{matter.code}") is not None:
            self.press(f"popular-{matter.code}")
        elif self.find(f"elder-matter:{matter.code}") is not None:
            self.press(f"elder-matter:{matter.code}")
        elif matter.code in self.kiosk.catalogue.courses:
            self.press("allBundles").is_on("search").press(f"result-{matter.code}")
        else:
            self.press("searchBox").is_on("search").types(_letters(matter))
            self.press(f"result-{matter.code}")
        return self.is_at(Step.GUIDE).is_on("guide")

    def comes_home(self) -> Self:
        """From wherever nobody is to the home screen."""
        self.wait("an empty lobby", lambda: self.screen in ("attract", "home", "search"))
        if self.screen == "attract":
            self.press("startButton")
        elif self.screen == "search":
            self.press("exitButton")
        return self.is_on("home")

    def begins(self) -> Self:
        """Tap it, and come to the reader, or past it when the card is known."""
        self.press("primaryAction")
        return self.waits_for("the step after the guide", lambda visit: visit.step is not Step.GUIDE)

    def answers_page(self, page: FormPage, answers: Answers) -> None:
        """Choices are tapped, texts typed or taken over; the page is confirmed with its own button."""
        self.is_on("form")
        if page.questions and page.questions[0].kind != "choice":
            self._answers_text(page.questions[0], answers)
            return
        if self.elder and page.questions and page.rows:
            self.press("primaryAction")
        for spec in page.questions:
            if spec.key in answers:
                self._picks(f"choice-{answers[spec.key]}")
        self.press("primaryAction")

    def _picks(self, choice: str) -> None:
        """Of many answers it may stand on another page."""
        while self.find(choice) is None and (more := self.find("partAfter")) is not None and more.isEnabled():
            self.press("partAfter")
        self.press(choice)

    def _answers_text(self, spec: FieldSpec, answers: Answers) -> None:
        self.wait("the keyboard", lambda: self.find("answerFieldInput") is not None)
        if spec.key in answers:
            self.types(answers[spec.key])
        elif spec.shortcut is not None and not (spec.editable and spec.key in self.visit.values):
            self.press("shortcut")
        self.confirms_typing()

    def confirms_typing(self) -> None:
        """填好了: on the keyboard while it is open, else the button of the screen."""
        keyboard = self.window.findChild(QQuickItem, "inputPanel")
        if keyboard is not None and keyboard.isVisible():
            self.press_key(self._done_word())
        else:
            self.press("primaryAction")

    def _done_word(self) -> str:
        return "done" if self.language == "en" else "填好了"

    def clears_desk(self) -> Self:
        """As of every citizen, whose hands wait until the machine has seen it."""
        super().clears_desk()
        return self.is_on("materials").wait("an empty desk", self._sees_empty_desk)

    def _sees_empty_desk(self) -> bool:
        live = self._live()
        return bool(live.get("url")) and not live.get("corners") and not live.get("taken")

    def captures(self) -> Self:
        """When the picture is good the button is pressed; the camera may have been faster."""
        visit = self.visit
        self.wait("a good picture", lambda: self._live_ready() or self.visit.working or self.visit != visit)
        button = self.find("primaryAction")
        # A page that was taken already is asked about; the camera takes the next by itself as soon as it sees it.
        if button is not None and self.visit == visit and not self._live().get("taken"):
            self._tap(button)
        return self

    def captures_anyway(self) -> Self:
        """The button is pressed whatever the picture looks like."""
        self.sees_the_desk()
        before = self.visit
        self.press("primaryAction").waits_for("the shot", lambda visit: visit is not before)
        return self.waits_for("the picture", lambda visit: not visit.working)

    def sees_the_desk(self) -> Self:
        """The camera's picture is there."""
        return self.is_on("materials").wait("a picture", lambda: self._live().get("url"))

    def sees_under_the_camera(self, fault: str) -> Self:
        """The chip under the picture says it."""
        return self.is_on("materials").reads(FAULTS[fault].words(self.language).headline)

    def sees_good_picture(self) -> Self:
        """All three checks are green."""
        return self.wait("a good picture", self._live_ready)

    def defers_material(self) -> Self:
        """材料没带，先办后补."""
        self.is_on("materials").press("deferMaterial")
        return self.waits_for("the next step", lambda visit: visit.step is not Step.MATERIALS)

    def promises_material(self) -> Self:
        """The tile, then the button under the promise."""
        self.is_on("materials").press("deferMaterial").reads(self._agreed()).press("primaryAction")
        return self.waits_for("the next step", lambda visit: visit.step is not Step.MATERIALS)

    def _agreed(self) -> str:
        return said(self.language, "promise.agree")

    def _live(self) -> dict[str, object]:
        live = self._application.bridge.live
        return dict(live) if isinstance(live, dict) else {}

    def _live_ready(self) -> bool:
        return self._live().get("ready") is True

    def finishes_pages(self) -> Self:
        """拍完了."""
        spec = current(self.visit)
        self.press("secondaryAction")
        return self.waits_for("the next paper or step", lambda visit: spec is None or is_handed_in(visit, spec.key))

    def reviews(self) -> Self:
        """In large type a review has several parts; the same button leads through them."""
        self.is_at(Step.REVIEW).is_on("review")
        for _ in range(5):
            self.press("primaryAction")
            pause(LOOK_MS)
            if self.step is not Step.REVIEW:
                break
        return self.is_at(Step.SIGN)

    def signs(self) -> Self:
        """A name on the pad, and on."""
        self.is_at(Step.SIGN).is_on("sign")
        self.signs_only().press("primaryAction")
        return self.waits_for("the signature to be kept", lambda visit: visit.step is not Step.SIGN)

    def signs_only(self) -> Self:
        """The strokes alone."""
        self.wait("the pad", lambda: self.find("signaturePad") is not None)
        pad = self.find("signaturePad")
        if pad is not None:
            self.draws(pad)
        return self

    def submits(self) -> Self:
        """Unless it has been sent by itself meanwhile."""
        self.is_on("payment")
        if self.step is Step.PAYMENT:
            self.press("primaryAction")
        return self.wait("the submission", lambda: self.step is not Step.PAYMENT)

    def tries_paying_again(self) -> Self:
        """The first or the second button, by what else is offered."""
        self.is_on("payment")
        return self.press("secondaryAction" if self.find("secondaryAction") is not None else "primaryAction")

    def defers_payment(self) -> Self:
        """先提交，以后再缴."""
        return self.wait("the offer to pay later", lambda: self.find("secondaryAction") is not None).press(
            "primaryAction"
        )

    def prints_again(self, paper: str) -> Self:
        """再打一次."""
        return self.press(f"retry-{paper}")

    def rates(self, score: int) -> Self:
        """The faces count the other way round."""
        return self.is_on("result").press(f"rate{6 - score}").waits_for("the rating", lambda now: now.rating == score)

    def finishes(self) -> None:
        """Press 完成."""
        self.is_on("result").press("primaryAction")

    def exits(self) -> None:
        """Press 退出, and once more where it is asked about."""
        visit = self.now()
        self.press("exitButton")
        if visit is not None and loses_work(visit):
            self.press("reallyLeaveButton")

    def is_asked_for_the_card(self) -> Self:
        """The sheet is there, and nothing of the citizen can be seen behind it."""
        super().is_asked_for_the_card()
        self.wait("the sheet", lambda: self.find("endButton") is not None)
        return self.wait("the screen to be covered", lambda: self.find("primaryAction") is None)

    def puts_card_back(self, person: str) -> Self:
        """The sheet goes, and the screen is there again."""
        super().puts_card_back(person)
        return self.wait("the sheet to go", lambda: self.find("endButton") is None)

    def gives_up_the_card(self) -> None:
        """接着办不了，退出."""
        self.press("endButton")

    def is_told_to_take_the_card(self) -> Self:
        """The banner is there."""
        return self.wait("the banner", lambda: self.find("leftCardBanner") is not None)

    def is_gone(self) -> Self:
        """The visit has ended, and the screen shows none."""
        super().is_gone()
        return self.wait("the lobby", lambda: self.screen in ("attract", "home", "outOfService"))

    # ------------------------------------------------------------------ around it

    def speaks(self, language: str) -> Self:
        """The segment in the header; in large type there is one button for the other language."""
        self.press(f"language-{language}" if self.find(f"language-{language}") is not None else "language-other")
        self.language = language
        return self

    def needs_large_type(self) -> Self:
        """大字版."""
        self.elder = not self.elder
        return self.press("elderToggle")

    def sees_warning(self) -> Self:
        """The sheet is over everything."""
        return self.wait("the sheet", lambda: self.find("stayButton") is not None)

    def touches(self) -> Self:
        """我还在, on the sheet that asks."""
        return self.press("stayButton")


def _letters(matter: Matter) -> str:
    """What people type to find it."""
    return "cbzm" if matter.documents else _LETTERS.get(matter.code, "sbk")
