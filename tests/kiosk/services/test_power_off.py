"""An empty battery: the kiosk closes, the visit ends, the supply is told, the system is asked. In that order or not at all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.api.errors import DeviceFault
from devices.api.power_supply import PowerSupply
from devices.bench.device import Places
from devices.bench.power_supply import PowerSupplyBench
from devices.drivers.power_supply_megatec import MegatecPowerSupply
from devices.supervisor import Supervisor
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.services.cabinet import CabinetService
from kiosk.services.power_off import PowerOff
from tests.devices.conftest import eventually
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.kiosk.matters.samples import write_root
from tests.kiosk.visit.journeys import visit_at

CLOSED = "no new visits: battery_low"
GOING = "battery nearly empty: shutting down"
Serve = Callable[..., CabinetService]


@pytest.fixture
def ups(tmp_path: Path) -> Iterator[PowerSupplyBench]:
    bench = PowerSupplyBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def went_down(tmp_path: Path) -> Path:
    """Is there once the system was asked to shut down."""
    return tmp_path / "went down"


@pytest.fixture
def power(ups: PowerSupplyBench) -> Iterator[Supervisor[PowerSupply]]:
    port = ups.start()["port"]
    power: Supervisor[PowerSupply] = Supervisor(
        "power_supply",
        lambda: MegatecPowerSupply({"port": port, "baud": 115200}),
        no_answer=DeviceFault.UPS_NO_ANSWER,
        check_every_s=0.1,
    )
    assert power.wait_until_known(10).usable
    yield power
    power.close()


@pytest.fixture
def serve(power: Supervisor[PowerSupply], went_down: Path) -> Iterator[Serve]:
    """Start the service with a command for the shutdown; one that leaves its mark when none is given."""
    started: list[CabinetService] = []

    def serve(*shutdown: str) -> CabinetService:
        command = shutdown or ("touch", str(went_down))
        service = CabinetService(None, power, PowerOff(power, command).carry_out)
        started.append(service)
        service.start()
        return service

    yield serve
    for service in started:
        service.stop()


@pytest.mark.expects_log(CLOSED, GOING)
def test_the_supply_cuts_and_comes_back_and_the_system_goes_down(
    ups: PowerSupplyBench, serve: Serve, went_down: Path
) -> None:
    serve()
    ups.command("battery_low", {})
    assert eventually(went_down.exists, 20)
    assert ups.state()["told"] == "S02R0001"


@pytest.mark.expects_log(CLOSED, GOING)
def test_a_visit_under_way_ends_first(
    ups: PowerSupplyBench, serve: Serve, went_down: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The planted bug pulls the machine from under somebody who is paying."""
    service = serve()
    service.follow(visit_at(Step.PAYMENT))
    ups.command("battery_low", {})
    assert eventually(lambda: CLOSED in caplog.text, 20)
    looks = service.looks
    assert eventually(lambda: service.looks > looks + 3, 20)
    assert (went_down.exists(), ups.state()["told"]) == (False, "")
    service.follow(None)
    assert eventually(went_down.exists, 20)


@pytest.mark.expects_log(CLOSED, "does not cut the power and come back")
def test_under_a_supply_that_never_cuts_the_system_stays_up(
    ups: PowerSupplyBench, serve: Serve, went_down: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Else it would be off when the mains return, and nobody there to switch it on."""
    ups.command("deaf", {})
    serve()
    ups.command("battery_low", {})
    assert eventually(lambda: "not shutting down" in caplog.text, 20)
    assert not went_down.exists()


@pytest.mark.expects_log(CLOSED, GOING, "false ended with 1: still running")
def test_under_a_system_that_stays_up_the_supply_does_not_cut(ups: PowerSupplyBench, serve: Serve) -> None:
    serve("false")
    ups.command("battery_low", {})
    assert eventually(lambda: ups.state()["told"] == "C", 20)
    assert not ups.state()["shutting_down"]


@pytest.mark.expects_log(CLOSED, GOING, "no-such-program: FileNotFoundError")
def test_a_command_that_is_not_there_is_said(ups: PowerSupplyBench, serve: Serve) -> None:
    serve("no-such-program")
    ups.command("battery_low", {})
    assert eventually(lambda: ups.state()["told"] == "C", 20)


@pytest.mark.expects_log("the supply does not cut", "the supply may cut the power: ups.no_answer")
def test_a_supply_that_falls_silent_meanwhile_is_said(
    ups: PowerSupplyBench, power: Supervisor[PowerSupply], went_down: Path, log_watch: Any
) -> None:
    log_watch.expect(r"power_supply is lost|ups\.no_answer")
    ups.command("silent", {})
    assert not PowerOff(power, ("touch", str(went_down))).carry_out()
    assert not went_down.exists()


@pytest.mark.expects_log(CLOSED, GOING, *(f"{role} is lost" for role in DEVICE_ROLES))
def test_a_kiosk_does_as_its_configuration_says(ups: PowerSupplyBench, tmp_path: Path, went_down: Path) -> None:
    write_root(tmp_path / "matters")
    table = f'[devices.power_supply]\ndriver = "power_supply.megatec"\nport = "{ups.start()["port"]}"\nbaud = 115200\n'
    table += f'shutdown = ["touch", "{went_down}"]\n'
    text = GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "matters"') + table
    with Kiosk(load_config(write_config(tmp_path, text))) as kiosk:
        assert not any(kiosk.devices.role(role).wait_until_known(30).usable for role in DEVICE_ROLES)
        ups.command("battery_low", {})
        assert eventually(went_down.exists, 30)
