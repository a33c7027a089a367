"""The example configuration loads, the units are units, and what they name is there."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from central.__main__ import OTHERS
from central.releases import commands
from devices.binding import checkable
from devices.registry import load_driver
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, ConfigError, load_config
from kiosk.payments.api import load_provider

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLE = DEPLOY / "kiosk.toml.example"
TIMED = DEPLOY / "suishiban-releases.service"
UNITS = sorted(set(DEPLOY.glob("*.service")) - {TIMED})


def test_the_example_configuration_is_one():
    config = load_config(EXAMPLE)
    for role in DEVICE_ROLES:
        load_driver(config.device(role).driver, checkable(config.device(role).options))
    load_provider(config.payments.scan_to_pay.provider, config.payments.scan_to_pay.options)
    assert config.dock is None
    assert config.screen.full_screen


def test_the_options_that_are_commented_out_are_options_too(tmp_path):
    text = re.sub(
        r"^# (\w+ = |\[devices\.|\[face_verifier\])", r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert text.count("\nrtscts") == text.count("\nwidth") == text.count("\ncatalogue") == 1
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    config = load_config(path)
    assert config.roles == (*DEVICE_ROLES, *OPTIONAL_ROLES)
    for role in config.roles:
        load_driver(config.device(role).driver, checkable(config.device(role).options))


def test_a_slip_of_the_pen_in_it_is_said_with_its_place(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_text(EXAMPLE.read_text(encoding="utf-8").replace("full_screen", "fullscreen"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"kiosk\.toml: screen\.fullscreen: "):
        load_config(path)


def test_devices_are_named_by_links_that_stay():
    text = EXAMPLE.read_text(encoding="utf-8")
    assert re.findall(r'"/dev/(?!serial/by-id/|v4l/by-id/)\S+"', text) == []


def settings(unit: Path) -> dict[str, list[str]]:
    """All settings of a unit, whatever section they stand in; a key may stand there more than once."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith(("#", "[")):
            key, equals, value = line.partition("=")
            assert equals, f"{unit.name}: {line}"
            found.setdefault(key, []).append(value)
    return found


def test_what_is_due_by_the_clock_is_done_by_a_unit_with_a_command_that_is_there():
    unit = settings(DEPLOY / "suishiban-timers.service")
    assert unit["StateDirectory"] == settings(DEPLOY / "suishiban-central.service")["StateDirectory"]
    (arguments,) = re.findall(r"-m central tick (.*)$", unit["ExecStart"][0])
    assert importlib.import_module(OTHERS["tick"]).parser().parse_args(arguments.split()).stay


def test_the_timestamp_is_signed_anew_every_day_by_who_holds_the_key():
    timer, unit = settings(TIMED.with_suffix(".timer")), settings(TIMED)
    assert (timer["OnCalendar"], timer["Persistent"], timer["WantedBy"]) == (["daily"], ["true"], ["timers.target"])
    platform = settings(DEPLOY / "suishiban-central.service")
    assert unit["StateDirectory"] == platform["StateDirectory"]
    assert unit["Type"] == ["oneshot"]
    (arguments,) = re.findall(r"-m central release (.*)$", unit["ExecStart"][0])
    assert commands._parser().parse_args(arguments.split()).run is commands._refresh


@pytest.mark.parametrize("unit", [*UNITS, TIMED, TIMED.with_suffix(".timer")], ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit, tmp_path):
    analyze = shutil.which("systemd-analyze")
    if unit in UNITS:
        assert {"ExecStart", "Restart", "WantedBy", "ProtectSystem"} <= set(settings(unit))
    if analyze is None:
        return  # a machine without systemd: the keys above are all that can be looked at
    # The programs are not installed here, and the manual lies elsewhere.
    text = re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    copy = tmp_path / unit.name
    copy.write_text(re.sub(r"^(Documentation|WorkingDirectory)=.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", copy], capture_output=True, text=True, check=False, timeout=60
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert said == []


def test_the_check_of_units_sees_a_misspelt_key(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        return
    copy = tmp_path / "misspelt.service"
    copy.write_text("[Service]\nExecStart=/bin/true\nProtectSistem=strict\n", encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--man=no", copy], capture_output=True, text=True, check=False, timeout=60
    )
    assert "ProtectSistem" in done.stdout + done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_module_that_is_there_and_claims_no_watchdog(unit):
    found = settings(unit)
    (module,) = re.findall(r"-m (\w+)", found["ExecStart"][0])
    assert (DEPLOY.parent / module / "__main__.py").is_file()
    assert "WatchdogSec" not in found, "what answers is not the unit's main process: it would be restarted for ever"
    assert found.get("Type", ["simple"]) == ["simple"], "and would never be ready"


def test_the_kiosk_is_not_started_again_when_that_cannot_help():
    found = settings(DEPLOY / "suishiban-kiosk.service")
    assert found["RestartPreventExitStatus"] == ["78"]
    assert load_config(EXAMPLE).kiosk.state.parent == Path("/var/lib") / found["StateDirectory"][0]


def test_what_the_page_lists_is_there():
    listed = set(re.findall(r"\]\(([\w.-]+)\)", (DEPLOY / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in DEPLOY.iterdir()} - {"README.md"}
