"""No driver is registered without a contract, and no operator is without a driver that has met it."""

from pathlib import Path

import pytest

from devices.bench.wire_faults import Operator
from devices.registry import driver_classes, driver_names
from tests.devices.contract.contract import Contract
from tests.devices.contract.entries import CONTRACTS, NOT_DEVICES


def test_every_registered_driver_has_a_contract() -> None:
    without = set(driver_names()) - {each.driver for each in CONTRACTS} - set(NOT_DEVICES)
    assert not without, f"add an entry to tests/devices/contract/entries.py for {', '.join(sorted(without))}"


def test_every_registered_driver_can_be_loaded() -> None:
    """With Qt in the process first, an import hook once made pydantic, and so the first driver, fail to load."""
    assert set(driver_classes()) == set(driver_names())


def test_every_contract_is_of_a_registered_driver() -> None:
    assert {each.driver for each in CONTRACTS} <= set(driver_names())
    assert len({each.name for each in CONTRACTS}) == len(CONTRACTS)


def test_what_is_no_device_is_tested_elsewhere() -> None:
    root = Path(__file__).parents[3]
    assert all((root / why.rpartition(": ")[2]).is_file() for why in NOT_DEVICES.values())


def test_every_operator_is_tried_on_some_driver() -> None:
    assert {operator for each in CONTRACTS for operator in each.operators} == set(Operator)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda each: each.name)
def test_every_operator_is_tried_on_every_driver_or_it_is_said_why_not(contract: Contract) -> None:
    for operator, why in contract.without.items():
        print(f"{contract.name}: {operator}: {why}")  # noqa: T201 - for whoever asks why a case is missing
    assert all(len(why.split()) > len(("a", "real", "reason")) for why in contract.without.values())
    assert set(contract.operators) | set(contract.without) == set(Operator)
    assert contract.operators, "a device that nothing can go wrong with"


def test_what_a_protocol_cannot_notice_is_said_why() -> None:
    assert all(bool(each.unprotected) == bool(each.why_unprotected) for each in CONTRACTS)
