"""The cabinet follows the visit and closes the kiosk, over its real wire."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.cabinet import Cabinet, GuideLight
from devices.api.errors import DeviceFault
from devices.api.power_supply import PowerSupply
from devices.bench.cabinet import CabinetBench
from devices.bench.device import Places
from devices.bench.power_supply import PowerSupplyBench
from devices.drivers.cabinet_modbus import ModbusCabinet
from devices.drivers.power_supply_megatec import MegatecPowerSupply
from devices.supervisor import Supervisor
from kiosk.matters.plan import Step
from kiosk.services.cabinet import CabinetService, Closed, lights_for
from kiosk.visit.state import Visit
from tests.devices.conftest import PATIENCE_S, eventually
from tests.kiosk.visit.journeys import visit_at


@pytest.fixture
def board(tmp_path: Path) -> Iterator[CabinetBench]:
    bench = CabinetBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def ups(tmp_path: Path) -> Iterator[PowerSupplyBench]:
    bench = PowerSupplyBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def service(board: CabinetBench, ups: PowerSupplyBench) -> Iterator[CabinetService]:
    board_port, ups_port = board.start()["port"], ups.start()["port"]
    cabinet: Supervisor[Cabinet] = Supervisor(
        "cabinet",
        lambda: ModbusCabinet({"port": board_port, "baud": 115200}),
        no_answer=DeviceFault.CABINET_NO_ANSWER,
        check_every_s=0.1,
        backoff_s=(0.05,),
    )
    power: Supervisor[PowerSupply] = Supervisor(
        "power_supply",
        lambda: MegatecPowerSupply({"port": ups_port, "baud": 115200}),
        no_answer=DeviceFault.UPS_NO_ANSWER,
        check_every_s=0.1,
        backoff_s=(0.05,),
    )
    service = CabinetService(cabinet, power)
    service.start()
    yield service
    service.stop()
    cabinet.close()
    power.close()


def lit(board: CabinetBench) -> Callable[[list[str]], bool]:
    return lambda lights: eventually(lambda: board.state()["lights"] == lights)


@pytest.mark.parametrize(
    ("visit", "lights"),
    [
        (None, {GuideLight.CARD}),
        (visit_at(Step.IDENTIFY), {GuideLight.CARD}),
        (visit_at(Step.FORM), set()),
        (visit_at(Step.MATERIALS), {GuideLight.CAMERA}),
        (visit_at(Step.PAYMENT), set()),
        (visit_at(Step.RESULT), {GuideLight.RECEIPT}),
    ],
)
def test_the_light_is_where_a_hand_is_wanted(visit: Visit | None, lights: set[GuideLight]) -> None:
    assert lights_for(visit) == lights


def test_the_lights_follow_the_visit_and_go_out_at_the_end(board: CabinetBench, service: CabinetService) -> None:
    assert lit(board)(["card"])
    service.follow(visit_at(Step.MATERIALS))
    assert lit(board)(["camera"])
    service.stop()
    assert board.state()["lights"] == []


def test_a_board_that_was_off_for_a_moment_is_lit_again(board: CabinetBench, service: CabinetService) -> None:
    """It has forgotten its lights and tells nobody. A service that believes what it has sent leaves them out."""
    assert lit(board)(["card"])
    board.command("dark", {})
    assert lit(board)(["card"])
    assert service.closed is None


class Heard:
    """What `closed` became, in order."""

    def __init__(self, service: CabinetService) -> None:
        self._heard: list[Closed | None] = []
        self._changed = threading.Condition()
        service.subscribe(self._hear)

    def _hear(self, closed: Closed | None) -> None:
        with self._changed:
            self._heard.append(closed)
            self._changed.notify_all()

    def so_far(self, *expected: Closed | None) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._heard == list(expected), PATIENCE_S)


@pytest.mark.expects_log("no new visits: door_open", "open for visits again")
def test_an_open_door_closes_the_kiosk_until_it_is_shut(board: CabinetBench, service: CabinetService) -> None:
    heard = Heard(service)
    board.command("feel", {"sensor": "door"})
    assert heard.so_far(Closed.DOOR_OPEN)
    assert lit(board)([]), "nobody is shown where to lay a card"
    service.follow(visit_at(Step.MATERIALS))
    assert lit(board)(["camera"]), "who is in a visit finishes it"
    service.follow(None)
    board.command("calm", {"sensor": "door"})
    assert heard.so_far(Closed.DOOR_OPEN, None)


@pytest.mark.expects_log("no new visits: battery_low", "open for visits again")
def test_an_empty_battery_closes_the_kiosk_and_a_mere_power_cut_does_not(
    ups: PowerSupplyBench, service: CabinetService
) -> None:
    heard = Heard(service)
    ups.command("battery_low", {})
    assert heard.so_far(Closed.BATTERY_LOW)
    ups.command("mains_return", {})
    ups.command("mains_fail", {})
    assert heard.so_far(Closed.BATTERY_LOW, None)


@pytest.mark.expects_log("no new visits: door_open", "open for visits again", "cabinet is lost")
def test_a_dead_board_closes_nothing(board: CabinetBench, service: CabinetService) -> None:
    heard = Heard(service)
    board.command("feel", {"sensor": "door"})
    assert heard.so_far(Closed.DOOR_OPEN)
    board.command("unplug", {})
    assert heard.so_far(Closed.DOOR_OPEN, None)


def test_a_kiosk_without_board_and_supply_is_open() -> None:
    service = CabinetService(None, None)
    service.start()
    assert service.closed is None
    service.stop()
