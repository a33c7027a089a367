"""Every screen of a real visit, with the real catalogue and what the platform really says: nothing clipped, all reachable."""

from typing import Self

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from tests.flows.house import SCREENS, House
from tests.ui.visual_tree import all_complaints
from tools.screen_citizen import ScreenCitizen

CARD, CERTIFICATE = "社保卡补领", "参保证明打印"


class Inspector(ScreenCitizen):
    """Looks at each screen that is reached, before going on."""

    found: list[str]

    def inspects(self) -> Self:
        stage = self.window.findChild(QQuickItem, "stage")
        assert stage is not None
        self.found += [f"{self.screen}: {complaint}" for complaint in all_complaints(stage)]
        return self

    def taps_twice(self, name: str) -> Self:
        """A quick double tap: to the test's own finger the screens are the same for both."""
        self._found(name, lambda: self.find(name))
        button = self.find(name)
        assert button is not None
        point = button.mapToScene(QPointF(button.width() / 2, button.height() / 2)).toPoint()
        QTest.mouseDClick(self.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        return self


@pytest.fixture
def inspector(house: House) -> Inspector:
    house.reset()
    somebody = house.citizen(SCREENS, Delays(), as_a=Inspector)
    assert isinstance(somebody, Inspector)
    somebody.found = []
    return somebody


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_is_clipped_on_the_way(inspector: Inspector, language: str, elder: bool) -> None:
    one = inspector
    one.comes_home()
    if language == "en":
        one.speaks("en")
    if elder:
        one.needs_large_type()
    one.inspects().opens(CARD).inspects().begins().is_on("identify").inspects()
    one.lays_card("worn").reads_fault("card.unreadable").inspects().lifts_card().puts_card("wang").is_on(
        "form"
    ).inspects()
    one.confirms_form().is_at(Step.MATERIALS).is_on("materials").lays_page().sees_good_picture().inspects().scans(2)
    one.is_on("review").inspects().reviews().is_on("sign").inspects().signs().is_asked_to_pay().inspects()
    one.phone("pay").is_told_paid().inspects().submits().sees_case_number().inspects().leaves()
    assert one.found == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_is_clipped_without_network_and_paper(inspector: Inspector, language: str) -> None:
    one = inspector
    one.comes_home()
    if language == "en":
        one.speaks("en")
    one.turns("receipt_printer", "empty_paper").loses_network().inspects().opens(CARD).inspects().begins()
    one.puts_card("smith").is_on("form").inspects().confirms_form(delivery="pickup", phone="13800000000")
    one.is_on("materials").inspects().defers_material().is_on("review").inspects().reviews().signs()
    one.reads_fault("payment.unreachable").inspects().defers_payment().sees_receipt_number().inspects().leaves()
    one.gets_network_back()
    assert one.found == []


def test_the_second_half_of_a_double_tap_does_not_answer_the_next_question(inspector: Inspector) -> None:
    """The address is a page of its own after this one, and is not complained of before anybody saw it."""
    one = inspector.opens(CARD).begins().puts_card("wang").is_on("form")
    one.taps_twice("primaryAction").waits_for("the next page", lambda visit: visit.form_page == 1)
    one.speaks("en").waits_for("everything before the language to be heard", lambda visit: visit.language == "en")
    assert one.visit.trouble is None
    one.walks_away()


def test_a_word_half_spelt_is_an_answer_with_one_press(inspector: Inspector) -> None:
    one = inspector.opens(CARD).begins().puts_card("wang").is_on("form").confirms_form(mail_address="bq")
    assert one.is_on("materials").visit.values["mail_address"].text.endswith("bq"), "behind the address that was known"
    one.walks_away()
