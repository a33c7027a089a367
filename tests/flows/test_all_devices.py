"""Every kind of device in one kiosk: each comes online, each is pulled and only it goes down, and each comes back."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

import pytest

from devices.api.code_scanner import Scan, ScannedCode
from devices.api.status import DeviceState
from kiosk.clock import Delays
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, Config, DeviceTable
from kiosk.matters.availability import Level
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from tests.conftest import LogWatch
from tests.devices.fair_time import fair_time
from tests.flows.headless import HeadlessCitizen
from tests.flows.house import HEADLESS, House

ROLES = (*DEVICE_ROLES, *OPTIONAL_ROLES)
BACK_S = 5.0
HOLD_S, SCAN_S = 0.7, 10.0
DOWN_S = {"power_supply": 12.0, "hardware_watchdog": 12.0}
"""no matter waits for these two, and nobody is in a hurry to notice"""
CARD, CERTIFICATE = "social-security-card-replacement", "social-insurance-certificate"
FINISH, ACCEPT, NEVER = Level.CAN_FINISH, Level.CAN_ACCEPT, Level.NOT_NOW
WITHOUT: Mapping[str, Mapping[str, Level]] = {
    "id_card_reader": {CARD: NEVER, CERTIFICATE: NEVER},
    "document_camera": {CARD: ACCEPT},
    "document_printer": {CERTIFICATE: ACCEPT},
}
"""what becomes of the two matters without a device"""
WORSE = {FINISH: {FINISH, ACCEPT, NEVER}, ACCEPT: {ACCEPT, NEVER}, NEVER: {NEVER}}


@pytest.fixture(scope="module")
def one(house: House) -> Iterator[HeadlessCitizen]:
    house.reset()
    somebody = house.citizen(HEADLESS, Delays(), house.config(smart_cards=True))
    assert isinstance(somebody, HeadlessCitizen)
    yield somebody
    house.close_kiosk()


def usable(kiosk: Kiosk) -> set[str]:
    return {role for role in kiosk.devices.roles if kiosk.devices.role(role).status.usable}


def levels(kiosk: Kiosk) -> dict[str, Level]:
    return {matter.code: kiosk.availability(matter).level for matter in kiosk.catalogue.matters.values()}


def concerns(role: str, matter: Matter) -> bool:
    """Whether `matter` has anything to do with that device; without the reader nothing is done here."""
    named = any(need.partition(".")[0] == role for need in matter.needs)
    asked = {"id_card_reader": True, "document_camera": matter.scanned, "document_printer": matter.documents}
    return named or bool(asked.get(role, False))


def all_there(one: HeadlessCitizen) -> None:
    one.wait("every device", lambda: usable(one.kiosk) == set(ROLES), 15.0)


def test_every_device_of_the_rig_comes_online(one: HeadlessCitizen) -> None:
    assert set(one.kiosk.devices.roles) == set(ROLES)
    all_there(one)
    assert {one.kiosk.devices.role(role).status.state for role in ROLES} == {DeviceState.ONLINE}
    assert all(one.kiosk.devices.role(role).identity for role in ROLES)
    assert levels(one.kiosk) | {CARD: FINISH, CERTIFICATE: FINISH} == levels(one.kiosk)


@pytest.mark.parametrize("role", ROLES)
def test_only_the_pulled_one_goes_down_and_it_comes_back(one: HeadlessCitizen, role: str, log_watch: LogWatch) -> None:
    all_there(one)
    log_watch.expect(f"{role} is lost")
    kiosk, before = one.kiosk, levels(one.kiosk)
    others = set(ROLES) - {role}
    seen: list[set[str]] = []
    one.control.send(role, "unplug")
    pulled_at = fair_time()
    try:
        one.wait(f"{role} to be missed", lambda: _noted(seen, usable(kiosk)) == others)
        assert fair_time() - pulled_at < DOWN_S.get(role, 5.0)
        assert kiosk.devices.role(role).status.fault is not None
        now = levels(kiosk)
        assert {**now, **WITHOUT.get(role, {})} == now
        for code, matter in kiosk.catalogue.matters.items():
            assert now[code] in (WORSE[before[code]] if concerns(role, matter) else {before[code]}), code
        # As long as a second look at everything takes, the others stay.
        until = monotonic() + 1.0
        one.wait("the others to stay", lambda: _noted(seen, usable(kiosk)) and monotonic() > until)
    finally:
        one.control.send(role, "replug")
    back_at = fair_time()
    one.wait(f"{role} to be back", lambda: _noted(seen, usable(kiosk)) == set(ROLES))
    assert fair_time() - back_at < BACK_S
    assert all(each >= others for each in seen), "another device went down with it"
    assert levels(kiosk) == before


def _noted(seen: list[set[str]], now: set[str]) -> set[str]:
    seen.append(now)
    return now


def with_other_plugs(house: House) -> Config:
    """The card reader behind USB HID, and the scanner in its keyboard mode."""
    config, bench = house.config(smart_cards=True), house.rig.bench["devices"]
    hid = DeviceTable.model_validate(
        {"driver": "id_card_reader.sam_v_hid", "port": bench["id_card_reader_hid"]["port"]}
    )
    keyboard = DeviceTable.model_validate(
        {"driver": "code_scanner.keyboard", "path": bench["code_scanner"]["keyboard"]}
    )
    devices = config.devices.model_copy(update={"id_card_reader": hid, "code_scanner": keyboard})
    return config.model_copy(update={"devices": devices})


def test_a_kiosk_with_a_hid_reader_and_a_scanner_that_types(house: House) -> None:
    house.reset()
    one = house.citizen(HEADLESS, Delays(), with_other_plugs(house))
    assert isinstance(one, HeadlessCitizen)
    all_there(one)
    one.opens("参保证明打印").begins()
    one.control.send("id_card_reader_hid", "place", card="wang")
    one.is_at(Step.FORM)
    one.control.send("id_card_reader_hid", "lift")
    one.exits()
    one.wait("an empty kiosk", lambda: one.kiosk.runner.visit is None)
    assert scanned(one, "B-2041") == ScannedCode("B-2041")
    house.close_kiosk()


def scanned(one: HeadlessCitizen, text: str) -> Scan | None:
    """What is typed before a code is expected is thrown away: it is held up now and again until it was read."""
    scanner = one.kiosk.devices.role("code_scanner")
    next_at = 0.0

    def read() -> bool:
        nonlocal next_at
        if scanner.busy and monotonic() >= next_at:
            one.control.send("code_scanner", "type", text=text)
            next_at = monotonic() + HOLD_S
        return asked.done()

    with ThreadPoolExecutor(1) as pool:
        asked: Future[Scan | None] = pool.submit(
            lambda: scanner.call("scan", lambda device: device.scan(SCAN_S), deadline_s=SCAN_S + 2.0)
        )
        one.wait("the code", read)
    return asked.result()
