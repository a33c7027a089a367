"""Opening, closing, cancelling, deadlines and plugs, for every registered driver."""

import pytest

from tests.devices.contract import suite
from tests.devices.contract.entries import CONTRACTS
from tests.devices.contract.stand import Stand

every_driver = pytest.mark.parametrize("stand", CONTRACTS, indirect=True, ids=lambda each: each.name)


@every_driver
def test_it_opens_and_closes_twice(stand: Stand) -> None:
    suite.opens_and_closes_twice(stand)


@every_driver
def test_asked_while_closed_it_says_so(stand: Stand) -> None:
    suite.says_so_while_closed(stand)


@every_driver
def test_a_cancelled_command_ends_within_200_ms(stand: Stand) -> None:
    suite.cancels_promptly(stand)


@every_driver
def test_a_deadline_is_honoured(stand: Stand) -> None:
    suite.honours_deadlines(stand)


@every_driver
def test_unplugging_and_plugging_leaves_nothing_behind(stand: Stand) -> None:
    suite.leaves_nothing(stand, stand.contract.cycles)


@every_driver
def test_nothing_personal_was_told(stand: Stand) -> None:
    stand.tells_nothing_personal()
