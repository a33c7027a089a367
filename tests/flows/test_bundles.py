"""一件事: one visit, one signature, one payment, one receipt; and at the platform one case for each matter, all or none."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli.visit import BenchHands
from kiosk.cli.walker import Walker
from kiosk.clock import Delays
from kiosk.config import Config
from kiosk.protocol.messages import Application
from tests.flows import aftermath
from tests.flows.headless import HeadlessCitizen
from tests.flows.house import HEADLESS, House
from tools.citizen import Citizen

ROOT = Path(__file__).parents[2]
LEFT = {
    "situation.left": "yes",
    "situation.outsider": "no",
    "situation.ended": "own",
    "situation.scheme": "both",
    "bank_account": "62220200",
}


def _cases(house: House, citizen: Citizen) -> dict[str, Application]:
    assert citizen.last is not None
    found = {each.matter_code: each for each in aftermath.cases_of_bundle(house, citizen.last.id)}
    assert {each.receipt_no for each in found.values()} == {citizen.case.receipt_no}
    return found


def test_two_matters_are_applied_for_in_one_go(citizen: Citizen, house: House) -> None:
    citizen.chooses("灵活就业").puts_card("wang").confirms_form(**LEFT).reviews().signs().sees_result().rates(
        1
    ).leaves()
    found = _cases(house, citizen)
    assert found.keys() == {"flexible-employment-insurance", "unemployment-registration"}
    assert "residence-permit-application" not in found, "who is registered here needs none"
    numbers = [member.answer.case_no for member in citizen.case.members if member.answer is not None]
    assert len(set(numbers)) == 2
    bundles = [each.bundle for each in found.values() if each.bundle is not None]
    assert [set(bundle.members) for bundle in bundles] == [found.keys(), found.keys()]
    assert len({(bundle.id, bundle.code) for bundle in bundles}) == 1
    assert len({each.signature.sha256 for each in found.values() if each.signature is not None}) == 1
    [receipt] = aftermath.receipts(house)
    [address] = aftermath.codes_on(receipt)
    shown = aftermath.page(address)
    assert all(number in shown for number in numbers), "one code tells of every case"


@pytest.fixture
def walker(house: House) -> Iterator[tuple[Walker, HeadlessCitizen]]:
    house.reset()
    citizen = house.citizen(HEADLESS, Delays())
    assert isinstance(citizen, HeadlessCitizen)
    yield Walker(citizen.kiosk, BenchHands(citizen.control, "li"), pages=1), citizen
    house.close_kiosk()


def test_without_network_all_are_accepted_and_arrive_later(
    house: House, walker: tuple[Walker, HeadlessCitizen]
) -> None:
    walk, citizen = walker
    citizen.loses_network()
    assert [passed.step for passed in walk.walk("newborn")][-2:] == ["filing", "result"]
    citizen.last = walk.last
    assert [member.answer for member in citizen.case.members] == [None] * 4
    assert all(citizen.kiosk.outbox.is_waiting(member.id) for member in citizen.case.members)
    assert len(aftermath.receipts(house)) == 1
    assert citizen.kiosk.outbox.unprinted() == [], "one paper is the receipt of all four"
    citizen.gets_network_back()
    citizen.wait("all to arrive", lambda: citizen.kiosk.outbox.depth() == 0, 60.0)
    found = _cases(house, citizen)
    assert len(found) == 4
    card = found["newborn-social-security-card"]
    assert card.bundle is not None
    assert card.bundle.after == ("newborn-household-registration",), "only who takes part is waited for"
    names = {key: {value.key: value.value for value in each.values}.get("child_name") for key, each in found.items()}
    assert len({name for name in names.values() if name is not None}) == 1, "asked once, told to all who need it"


@pytest.fixture
def config(house: House) -> Iterator[Config]:
    house.close_kiosk()
    house.reset()
    yield house.config()
    house.close_kiosk()


def test_paid_and_killed_all_are_filed_after_the_power_is_back(house: House, config: Config) -> None:
    kept = aftermath.kept_fen(house)
    file = config.kiosk.state / "config.json"
    file.write_text(config.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "tests.flows.lone_kiosk", str(file), str(house.rig.bench["control"]), "paid"]
    with subprocess.Popen([*command, "after_death"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as kiosk:
        assert kiosk.stdout is not None
        visit_id = kiosk.stdout.readline().strip()
        kiosk.kill()
    assert visit_id
    assert aftermath.cases_of(house, visit_id) == []
    citizen = house.citizen(HEADLESS, Delays(), config)
    citizen.wait("the first case", lambda: len(aftermath.cases_of(house, visit_id)) == 1, 40.0)
    citizen.wait("nothing to be left", lambda: citizen.kiosk.outbox.depth() == 0, 40.0)
    assert citizen.kiosk.journal.unsettled() == []
    [first] = aftermath.cases_of(house, visit_id)
    all_of_it = aftermath.cases_of_bundle(house, visit_id)
    assert first.bundle is not None
    assert {each.matter_code for each in all_of_it} == set(first.bundle.members)
    paid = [each.payment.amount_fen for each in all_of_it if each.payment is not None]
    assert paid == [8000], "only who costs something tells of money, its own share"
    assert aftermath.kept_fen(house) - kept == 8000
