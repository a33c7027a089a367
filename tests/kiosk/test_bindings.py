"""Writing a binding: all or nothing, comments kept, the old file kept, another driver's options dropped."""

import stat
import tomllib
from pathlib import Path

import pytest

from devices.api.probing import Confidence
from devices.probe.findings import Proposal
from kiosk.bindings import configured_of, write_bindings
from kiosk.config import ConfigError, load_config
from tests.kiosk.kiosk_toml import GOOD, write_config

PORT = {"vid": "1a86", "pid": "55d4", "serial": "5435031882"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_config(tmp_path, "# at the gate\n" + GOOD)


def proposal(role: str, driver: str, **options: object) -> Proposal:
    return Proposal(role, driver, options, Confidence.HIGH, "it answered")


def test_a_binding_is_an_inline_table_beside_what_was_there(file: Path) -> None:
    kept = write_bindings(file, [proposal("receipt_printer", "receipt_printer.escpos", port=PORT, baud=9600)])
    text = file.read_text()
    assert text.startswith("# at the gate\n")
    assert 'port = {vid = "1a86", pid = "55d4", serial = "5435031882"}' in text
    assert load_config(file).device("receipt_printer").options == {"port": PORT, "baud": 9600}
    assert kept.read_text() == "# at the gate\n" + GOOD
    before, after = tomllib.loads(GOOD), tomllib.loads(text)
    del before["devices"]["receipt_printer"], after["devices"]["receipt_printer"]
    assert after == before, "nothing else has changed"


def test_a_device_the_kiosk_did_not_have_gets_its_table(file: Path) -> None:
    write_bindings(file, [proposal("power_supply", "power_supply.megatec", port=PORT, baud=2400)])
    assert load_config(file).device("power_supply").driver == "power_supply.megatec"


def test_an_identity_of_another_device_does_not_stay(file: Path) -> None:
    file.write_text(
        GOOD.replace('driver = "id_card_reader.sam_v"', 'driver = "id_card_reader.sam_v"\nidentity = "old"')
    )
    write_bindings(file, [proposal("id_card_reader", "id_card_reader.sam_v", port=PORT)])
    assert load_config(file).device("id_card_reader").identity is None


def test_a_refused_change_changes_nothing(file: Path) -> None:
    before = file.read_text()
    good = proposal("receipt_printer", "receipt_printer.escpos", port=PORT)
    with pytest.raises(ConfigError, match=r"nothing was written: devices.id_card_reader"):
        write_bindings(file, [good, proposal("id_card_reader", "id_card_reader.sam_v", port=PORT, colour="red")])
    assert file.read_text() == before
    assert sorted(each.name for each in file.parent.iterdir()) == ["kiosk.toml"]


def test_what_is_not_toml_is_left_alone(file: Path) -> None:
    file.write_text("[kiosk\n")
    with pytest.raises(ConfigError, match="nothing was written"):
        write_bindings(file, [proposal("receipt_printer", "receipt_printer.escpos", port=PORT)])
    assert file.read_text() == "[kiosk\n"


def test_who_may_read_the_file_stays_as_it_was(file: Path) -> None:
    file.chmod(0o640)
    write_bindings(file, [proposal("receipt_printer", "receipt_printer.escpos", port=PORT)])
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_scan_is_told_what_is_configured(file: Path) -> None:
    configured = configured_of(load_config(file))
    assert configured["id_card_reader"].options["port"] == "/dev/null"
    assert set(configured) == {"id_card_reader", "receipt_printer", "document_printer", "document_camera"}
