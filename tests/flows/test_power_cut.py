"""The plug is pulled between the money and the submission. Nobody has to come back for it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import Delays
from kiosk.config import Config
from tests.flows import aftermath
from tests.flows.house import HEADLESS, House
from tests.flows.personal import of_people

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(house: House) -> Iterator[Config]:
    house.close_kiosk()
    house.reset()
    yield house.config()
    house.close_kiosk()


def _killed_at(house: House, config: Config, until: str) -> str:
    """Id of the visit that was under way when the power went."""
    file = config.kiosk.state / "config.json"
    file.write_text(config.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "tests.flows.lone_kiosk", str(file), str(house.rig.bench["control"]), until]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as kiosk:
        assert kiosk.stdout is not None
        visit_id = kiosk.stdout.readline().strip()
        kiosk.kill()
    assert visit_id
    return visit_id


def _starts_and_files(house: House, config: Config, visit_id: str) -> None:
    citizen = house.citizen(HEADLESS, Delays(), config)
    citizen.wait("the case", lambda: len(aftermath.cases_of(house, visit_id)) == 1)
    citizen.wait("the journal to be settled", lambda: citizen.kiosk.journal.unsettled() == [])
    citizen.wait("the acknowledgement", lambda: not citizen.kiosk.outbox.is_waiting(visit_id))
    house.close_kiosk()


def test_a_paid_visit_is_filed_once_after_the_power_is_back(house: House, config: Config) -> None:
    kept = aftermath.kept_fen(house)
    visit_id = _killed_at(house, config, "paid")
    assert aftermath.cases_of(house, visit_id) == []
    _starts_and_files(house, config, visit_id)
    _starts_and_files(house, config, visit_id)
    [case] = aftermath.cases_of(house, visit_id)
    assert case.payment is not None
    assert case.payment.state == "paid"
    assert aftermath.kept_fen(house) - kept == 2000
    assert of_people("wang").found_in([config.kiosk.state]) == []


def test_an_unpaid_visit_is_closed_and_forgotten(house: House, config: Config) -> None:
    kept = aftermath.kept_fen(house)
    visit_id = _killed_at(house, config, "waiting")
    citizen = house.citizen(HEADLESS, Delays(), config)
    citizen.wait("the order to be closed", lambda: aftermath.newest_order(house)["state"] == "closed")
    citizen.wait("the journal to be settled", lambda: citizen.kiosk.journal.unsettled() == [])
    assert aftermath.cases_of(house, visit_id) == []
    assert aftermath.kept_fen(house) == kept
    assert of_people("wang").found_in([config.kiosk.state]) == []
