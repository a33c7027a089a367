"""``kioskctl visit`` walks on when somebody lifts the card on its way, and says why when none comes back."""

import pytest

from kiosk.cli.visit import BenchHands
from kiosk.cli.walker import Walker, WalkError
from kiosk.clock import Delays
from tests.flows.headless import HeadlessCitizen
from tests.flows.house import HEADLESS, House

CODE = "social-security-card-replacement"


class RestlessHands(BenchHands):
    """Lifts the card while a page is laid, and puts one back, or none."""

    def __init__(self, citizen: HeadlessCitizen, comes_back: str) -> None:
        super().__init__(citizen.control, "wang")
        self._citizen = citizen
        self._comes_back = comes_back

    def lay_page(self, number: int) -> None:
        if number == 1:
            self.lift_card()
            self._citizen.is_asked_for_the_card()
            if self._comes_back:
                self._citizen.lays_card(self._comes_back)
        super().lay_page(number)


def _walk(house: House, comes_back: str) -> list[str]:
    house.reset()
    citizen = house.citizen(HEADLESS, Delays(card_away=2.0))
    assert isinstance(citizen, HeadlessCitizen)
    walker = Walker(citizen.kiosk, RestlessHands(citizen, comes_back), answers={"delivery": "pickup"})
    try:
        return [passed.step for passed in walker.walk(CODE)]
    finally:
        citizen.is_gone().lifts_card()
        house.close_kiosk()


def test_the_card_lifted_and_laid_again_is_no_end(house: House) -> None:
    assert _walk(house, "wang")[-1] == "result"


@pytest.mark.parametrize(("comes_back", "why"), [("", "card_removed"), ("li", "other_card")])
def test_without_the_card_the_walk_says_why_it_ended(house: House, comes_back: str, why: str) -> None:
    with pytest.raises(WalkError, match=why):
        _walk(house, comes_back)
