"""Every operator at every byte of a transaction, for every driver with a wire: the truth or a failure, in time, and alone."""

import pytest

from devices.bench.wire_faults import Operator
from tests.devices.contract import suite
from tests.devices.contract.entries import CONTRACTS
from tests.devices.contract.stand import Stand
from tests.devices.contract.suite import Neighbour

ALL = [(contract, operator) for contract in CONTRACTS for operator in contract.operators]


@pytest.mark.parametrize(
    ("stand", "operator"), ALL, indirect=["stand"], ids=[f"{contract.name}-{operator}" for contract, operator in ALL]
)
def test_a_damaged_transaction_is_true_or_fails(stand: Stand, operator: Operator, neighbours: list[Neighbour]) -> None:
    suite.survives(stand, operator, stand.contract.budget)
    for neighbour in neighbours:
        neighbour.was_never_down()
