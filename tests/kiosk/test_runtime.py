"""What refuses the start, in a sentence; what does not; and what works when nothing answers."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from devices.api.face_verifier import WhyUnavailable
from devices.api.status import DeviceState
from kiosk.clock import SystemClock
from kiosk.config import DEVICE_ROLES, ConfigError, load_config
from kiosk.matters.availability import Level
from kiosk.runtime import CatalogueError, Kiosk, closed_loop, open_calendar, open_catalogue
from kiosk.runtime.store import open_store
from kiosk.services.readiness import Paper
from kiosk.visit import effects
from offline_cache.database import Database
from offline_cache.errors import StoreInUse, StoreRefused
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.kiosk.matters.samples import SMALL, write_matter, write_root

NO_DEVICE = [f"{role} is lost" for role in DEVICE_ROLES]


@pytest.fixture
def matters(tmp_path: Path) -> Path:
    return write_root(tmp_path / "matters")


@pytest.fixture
def text() -> str:
    """A kiosk with one small matter."""
    return GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "matters"')


def refused(folder: Path, text: str, kind: type[Exception]) -> str:
    """What a start says; and that it leaves nothing running behind."""
    before = set(threading.enumerate())
    with pytest.raises(kind) as no:
        Kiosk(load_config(write_config(folder, text)))
    assert set(threading.enumerate()) <= before, "a start that is refused has started nothing"
    return str(no.value)


# ---------------------------------------------------------------- the catalogue


def test_a_malformed_home_refuses_the_start_with_file_and_path(tmp_path, matters, text):
    (matters / "home.toml").write_text("themes = 5\n", encoding="utf-8")
    assert f"{matters / 'home.toml'}: themes: expected" in refused(tmp_path, text, CatalogueError)


def test_a_list_of_sources_that_is_not_toml_refuses_it_with_its_line(tmp_path, matters, text):
    (matters / "sources.toml").write_text("[government\n", encoding="utf-8")
    assert f"{matters / 'sources.toml'}:1: expected valid TOML" in refused(tmp_path, text, CatalogueError)


def test_a_folder_of_matters_that_is_not_there_refuses_it(tmp_path, text):
    assert "home.toml: expected this file" in refused(tmp_path, text, CatalogueError)


def test_one_bad_matter_is_left_out_and_reported(tmp_path, matters):
    write_matter(matters, SMALL.replace('code = "small"', 'code = "broken"\nversion = 0'), "broken")
    catalogue = open_catalogue(matters, tmp_path / "memory.json").catalogue
    assert list(catalogue.matters) == ["small"]
    [problem] = catalogue.problems
    assert str(problem).startswith(f"{matters / 'broken' / 'matter.toml'}: version: expected")


def test_the_shipped_calendar_is_there():
    assert open_calendar() is not None


# ---------------------------------------------------------------- the configuration


@pytest.mark.usefixtures("matters")
@pytest.mark.parametrize("role", DEVICE_ROLES)
def test_an_unknown_driver_is_said_with_its_role_and_those_there_are(tmp_path, text, role):
    driver = load_config(write_config(tmp_path, text)).device(role).driver
    sentence = refused(tmp_path, text.replace(driver, f"{role}.gold"), ConfigError)
    assert sentence.startswith(f"devices.{role}: there is no driver '{role}.gold'")
    assert "receipt_printer.escpos" in sentence


@pytest.mark.usefixtures("matters")
def test_a_driver_of_another_kind_is_refused(tmp_path, text):
    table = '[devices.cabinet]\ndriver = "receipt_printer.escpos"\nport = "/dev/null"\n'
    sentence = refused(tmp_path, text + table, ConfigError)
    assert sentence == "devices.cabinet: 'receipt_printer.escpos' is not a driver of this kind of device"


@pytest.mark.usefixtures("matters")
def test_an_option_that_a_driver_does_not_take_is_said(tmp_path, text):
    sentence = refused(tmp_path, text.replace("baud = 115200", 'baud = 115200\ncolour = "red"'), ConfigError)
    assert sentence.startswith("devices.receipt_printer: ")
    assert "'colour' is not an option of this driver" in sentence


@pytest.mark.usefixtures("matters")
def test_an_unknown_provider_is_said(tmp_path, text):
    sentence = refused(tmp_path, text.replace("scan_to_pay.simulated", "scan_to_pay.gold"), ConfigError)
    assert "'scan_to_pay.gold' is not known; expected one of: scan_to_pay.simulated" in sentence


@pytest.mark.usefixtures("matters")
def test_a_provider_without_an_address_is_said(tmp_path, text):
    sentence = refused(tmp_path, text.replace('url = "http://127.0.0.1:2"', ""), ConfigError)
    assert sentence.startswith("payments.scan_to_pay.url: expected")


@pytest.mark.usefixtures("matters")
def test_a_store_of_a_newer_program_refuses_the_start(tmp_path, text):
    with closing(Database.open(tmp_path / "state")) as database, database.transaction() as transaction:
        transaction.execute("PRAGMA user_version = 999")
    assert str(tmp_path / "state") in refused(tmp_path, text, StoreRefused)


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
def test_a_store_that_cannot_be_read_is_moved_aside(tmp_path, text):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "store.db").write_bytes(b"not a store" * 100)
    with closing(open_store(load_config(write_config(tmp_path, text)), SystemClock())) as store:
        assert store.recovery is not None
        assert (store.recovery.aside / "store.db").read_bytes() == b"not a store" * 100
        assert (store.outbox.depth(), store.standing().why) == (0, "no_key")


# ---------------------------------------------------------------- one kiosk a state folder


@pytest.mark.usefixtures("matters")
@pytest.mark.expects_log(*NO_DEVICE)
def test_a_second_kiosk_on_the_same_folder_is_refused_before_it_opens_anything(tmp_path, text):
    """It would erase what the first one is accepting, and move a store aside under it: planted by taking no lock."""
    with closing(Kiosk(load_config(write_config(tmp_path, text)))) as first:
        (tmp_path / "state" / "store.db").rename(tmp_path / "elsewhere.db")
        assert "is running on" in refused(tmp_path, text, StoreInUse)
        assert not (tmp_path / "state" / "store.db").exists(), "it has not got as far as the store"
        Kiosk(load_config(tmp_path / "kiosk.toml"), looking=True).close()
        assert "is running on" in refused(tmp_path, text, StoreInUse)
        all_known(first)
    Kiosk(load_config(tmp_path / "kiosk.toml")).close()


@pytest.mark.usefixtures("matters")
@pytest.mark.expects_log(*NO_DEVICE)
def test_whoever_only_looks_recovers_nothing_under_a_running_kiosk(tmp_path, text):
    with closing(Kiosk(load_config(write_config(tmp_path, text)))) as first:
        store = tmp_path / "state" / "store.db"
        store.rename(tmp_path / "elsewhere.db")
        store.write_bytes(b"not a store" * 100)
        with pytest.raises(StoreRefused):
            Kiosk(load_config(tmp_path / "kiosk.toml"), looking=True)
        assert store.read_bytes() == b"not a store" * 100
        assert not (tmp_path / "state" / "unreadable").exists()
        store.unlink()
        (tmp_path / "elsewhere.db").rename(store)
        all_known(first)


@pytest.mark.expects_log(*NO_DEVICE)
def test_a_start_that_is_refused_holds_the_folder_no_longer(tmp_path, matters, text):
    home = (matters / "home.toml").read_text(encoding="utf-8")
    (matters / "home.toml").write_text("themes = 5\n", encoding="utf-8")
    refused(tmp_path, text, CatalogueError)
    (matters / "home.toml").write_text(home, encoding="utf-8")
    with closing(Kiosk(load_config(tmp_path / "kiosk.toml"))) as kiosk:
        all_known(kiosk)


# ---------------------------------------------------------------- a kiosk on which nothing answers


def all_known(kiosk: Kiosk) -> None:
    """Wait until each device has been found missing: a kiosk that is closed sooner has nothing to log yet."""
    assert not any(kiosk.devices.role(role).wait_until_known(30).usable for role in DEVICE_ROLES)


@pytest.fixture
def kiosk(tmp_path: Path, matters: Path, text: str, log_watch: Any) -> Iterator[Kiosk]:
    assert matters.is_dir()
    log_watch.expect(*NO_DEVICE)
    with Kiosk(load_config(write_config(tmp_path, text))) as running:
        yield running
        all_known(running)


def test_it_starts_says_what_works_and_stops_without_a_trace(kiosk):
    assert {kiosk.devices.role(role).status.state for role in DEVICE_ROLES} <= set(DeviceState)
    situation = kiosk.situation()
    assert (situation.online, "id_card_reader" in situation.usable) == (False, False)
    assert (situation.now is not None, situation.calendar) == (True, kiosk.calendar), "hours of opening count"
    assert kiosk.availability(kiosk.catalogue.matters["small"]).level is Level.NOT_NOW


def test_a_device_that_the_kiosk_does_not_have_has_no_supervisor(kiosk):
    assert kiosk.devices.roles == DEVICE_ROLES
    with pytest.raises(KeyError, match="cabinet"):
        kiosk.devices.role("cabinet")


@pytest.mark.usefixtures("matters")
@pytest.mark.expects_log(*NO_DEVICE, "power_supply is lost: ups.lost", "cabinet is lost: cabinet.lost")
def test_optional_devices_are_supervised_and_no_matter_waits_for_them(tmp_path, text):
    tables = "".join(
        f'[devices.{driver.partition(".")[0]}]\ndriver = "{driver}"\nport = "{tmp_path}/nothing"\n'
        for driver in ("power_supply.megatec", "cabinet.modbus")
    )
    with Kiosk(load_config(write_config(tmp_path, text + tables))) as kiosk:
        assert kiosk.devices.roles == (*DEVICE_ROLES, "cabinet", "power_supply")
        for role in kiosk.devices.roles:
            assert not kiosk.devices.role(role).wait_until_known(30).usable
        reasons = kiosk.availability(kiosk.catalogue.matters["small"]).reasons
    assert not [reason for reason in reasons if reason.startswith(("cabinet", "power_supply", "ups"))]


def test_a_shut_door_gives_what_was_out_of_service_another_chance(kiosk, monkeypatch):
    tried = []
    for role in kiosk.devices.roles:
        monkeypatch.setattr(kiosk.devices.role(role), "try_again", lambda role=role: tried.append(role))
    down = [role for role in kiosk.devices.roles if not kiosk.devices.role(role).status.usable]
    kiosk.devices.seen_to()
    assert tried == down
    assert down


def test_every_effect_has_somebody_to_carry_it_out(kiosk):
    assert set(kiosk._carriers()) == set(effects.Effect.__args__)


def test_the_state_folder_is_nobody_elses(kiosk):
    assert kiosk.config.kiosk.state.stat().st_mode & 0o077 == 0


# ---------------------------------------------------------------- the closed loop


@pytest.mark.expects_log("receipt_printer is lost", "document_printer is lost")
def test_a_closed_loop_with_nothing_there_proves_nothing_and_is_signed_all_the_same(tmp_path, text, log_watch):
    log_watch.expect("document_camera is lost")
    laid: list[Paper] = []
    report = closed_loop(load_config(write_config(tmp_path, text)), laid.append, patience_s=1)
    assert (report.ready, laid) == (False, [])
    assert [proof.fault for proof in report.proofs] == ["receipt.lost", "printer.lost"]
    assert report.file is not None
    assert report.file.parent == tmp_path / "state" / "readiness"
    assert report.token
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("device ", "watch "))]


# ---------------------------------------------------------------- who compares faces


@pytest.mark.usefixtures("matters")
@pytest.mark.expects_log(*NO_DEVICE)
def test_a_face_verifier_without_its_models_is_there_and_says_that_it_is_not_available(tmp_path, text):
    table = f'[face_verifier]\ndriver = "face_verifier.onnx"\ndetector = "{tmp_path}/d"\nrecogniser = "{tmp_path}/r"\n'
    with Kiosk(load_config(write_config(tmp_path, text + table))) as kiosk:
        assert kiosk.face_verifier is not None
        missing = kiosk.face_verifier.available()
        all_known(kiosk)
    assert missing is not None
    assert missing.why is WhyUnavailable.NO_MODEL


def test_nobody_compares_faces_unless_told_to(kiosk):
    assert kiosk.face_verifier is None


@pytest.mark.parametrize("wrong", ['driver = "face_camera.opencv"\nsource = "x"', 'driver = "face_verifier.onnx"'])
def test_a_wrong_face_verifier_refuses_the_start(tmp_path, text, wrong):
    assert refused(tmp_path, f"{text}[face_verifier]\n{wrong}\n", ConfigError).startswith("face_verifier: ")
