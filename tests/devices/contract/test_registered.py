"""No driver is registered without a contract, and no operator is without a driver that has met it."""

from pathlib import Path

from devices.bench.wire_faults import Operator
from devices.registry import driver_classes, driver_names
from tests.devices.contract.entries import CONTRACTS, NOT_DEVICES, WIRED


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
    assert {operator for each in WIRED for operator in each.operators} == set(Operator)


def test_what_a_protocol_cannot_notice_is_said_why() -> None:
    assert all(bool(each.unprotected) == bool(each.why_unprotected) for each in CONTRACTS)
    assert all(each.operators or each.notes for each in CONTRACTS)
