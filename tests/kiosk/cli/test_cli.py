"""kioskctl in this process: what it prints, and the code it ends with."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import serial

from devices.bench.control import ControlServer
from devices.bench.device import Places
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.bench.id_card_reader import IdCardReaderBench
from kiosk.cli import main
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.protocol.audit_chain import link
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from tests.devices.conftest import eventually
from tests.kiosk.kiosk_toml import GOOD
from tests.kiosk.matters.samples import SMALL, write_matter, write_root

NOBODY_ANSWERS = tuple(f"{role} is lost" for role in DEVICE_ROLES)
OURS = 1000
"""bytes of food, more than any command would give"""
READER_PORT = re.findall(r'port = "([^"]+)"', GOOD)[0]


# ---------------------------------------------------------------- configuration


@pytest.mark.parametrize(
    "command",
    [
        ("doctor",),
        ("matters",),
        ("devices",),
        ("queue",),
        ("visit", "small"),
        ("bench", "network", "state"),
    ],
    ids=lambda command: command[0],
)
def test_a_bad_configuration_is_said_and_ends_with_1(run, config, command):
    config.write_text("[kiosk\n", encoding="utf-8")
    code, out, err = run(*command)
    assert (code, out) == (1, "")
    assert err.startswith(f"kioskctl: {config}: is not valid TOML")
    assert err.count("\n") == 1, "a sentence, not a traceback"


@pytest.mark.parametrize("command", ["doctor", "devices", "queue"])
def test_a_configuration_that_is_not_there(run, config, command):
    config.unlink()
    code, _, err = run(command)
    assert (code, f"{config}: cannot be read" in err) == (1, True)


def test_without_a_configuration_of_make_run_it_says_where_one_comes_from(run, config, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert main(["queue"]) == 1
    assert "start `make run` first" in capsys.readouterr().err
    config.unlink()
    assert "make run" not in run("queue")[2], "a real kiosk has none"


@pytest.mark.parametrize("command", [("doctor",), ("queue", "list"), ("sync", "status"), ("visit", "small")])
def test_a_machine_finds_what_is_wrong_on_stdout_as_well(run, config, command):
    """Planted by saying it on stderr only: an empty answer and a 1."""
    config.unlink()
    code, out, err = run(*command, "--json")
    assert code == 1
    assert err == f"kioskctl: {json.loads(out)['error']}\n"
    assert "cannot be read" in err


@pytest.mark.parametrize(
    "command",
    [
        ("queue",),
        ("queue", "show", "L-0412-0001"),
        ("queue", "retry", "--all"),
        ("sync", "status"),
        ("audit", "verify"),
        ("audit", "list"),
    ],
    ids=" ".join,
)
def test_a_store_that_fails_is_a_sentence_with_what_to_do(run, config, command):
    """Pages that rot; planted by catching only what `Database.open` refuses: a traceback."""
    state = load_config(config).kiosk.state
    with closing(Database.open(state)) as database:
        for number in range(3):
            AuditLog(database, link).append(str(number) * 9000)
    path = state / "store.db"
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    code, out, err = run(*command, "--json")
    said = json.loads(out.splitlines()[-1])["error"]
    assert (code, said.startswith(str(path)), "`kioskctl doctor`" in said) == (1, True, True)
    assert err == f"kioskctl: {said}\n"


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_doctor_tells_machines_which_line_is_wrong(run):
    code, out, _ = run("doctor", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    wrong = {row["part"] for row in rows if not row["ok"]}
    assert (code, wrong) == (1, {"store", "enrolment", *DEVICE_ROLES})
    assert [row["says"] for row in rows if row["part"] == "store" and not row["ok"]] == [
        "NOTHING IS ACCEPTED: this kiosk is not enrolled"
    ]
    assert {row["part"] for row in rows if row["ok"]} >= {"configuration", "catalogue", "store", "audit"}


@pytest.mark.parametrize("arguments", [(), ("dance",), ("matters", "--loud"), ("visit",)])
def test_called_wrongly_ends_with_2(run, arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        run(*arguments)
    assert ended.value.code == 2
    assert "usage: kioskctl" in capsys.readouterr().err


# ---------------------------------------------------------------- matters


def test_matters_lists_what_is_there(run):
    code, out, _ = run("matters")
    assert (code, out.split()) == (0, ["small", "here", "小事"])


def test_matters_as_json(run):
    code, out, _ = run("matters", "--json")
    assert code == 0
    assert json.loads(out) == {"code": "small", "title": "小事", "where": "here"}


def test_matters_says_every_problem_and_ends_with_1(run, config):
    write_matter(config.parent / "matters", SMALL.replace('code = "small"', 'code = "broken"\nversion = 0'), "broken")
    code, out, _ = run("matters")
    assert (code, "small" in out) == (1, True)
    assert f"{config.parent / 'matters' / 'broken' / 'matter.toml'}: version: expected" in out


def test_another_folder_can_be_checked_before_it_is_used(run, tmp_path):
    other = write_root(tmp_path / "other", SMALL.replace('zh = "小事"', 'zh = "别的事"'))
    code, out, _ = run("matters", "--catalogue", str(other))
    assert (code, "别的事" in out) == (0, True)
    assert run("matters", "--catalogue", str(tmp_path / "nowhere"))[0] == 1


@pytest.mark.parametrize("command", ["queue", "doctor"])
def test_a_store_that_cannot_be_read_is_a_sentence(run, config, command):
    (config.parent / "state").mkdir(exist_ok=True)
    (config.parent / "state" / "store.db").write_bytes(b"not a store" * 100)
    code, _, err = run(command)
    assert code == 1
    assert err.startswith("kioskctl: ")
    assert "store.db" in err or "state" in err


# ---------------------------------------------------------------- devices and doctor


@pytest.mark.expects_log("document_printer is lost", "document_camera is lost")
@pytest.mark.parametrize("command", ["devices", "doctor"])
def test_a_port_that_the_running_kiosk_holds_is_in_use_and_not_gone(run, config, command):
    """Neither in the answer nor in the log; receipt printer and reader have the same port here."""
    master, slave = pty.openpty()
    try:
        with serial.Serial(os.ttyname(slave), exclusive=True):
            text = config.read_text(encoding="utf-8")
            config.write_text(text.replace(READER_PORT, os.ttyname(slave)), encoding="utf-8")
            _, out, _ = run(command)
    finally:
        os.close(master)
        os.close(slave)
    [reader] = [line for line in out.splitlines() if line.startswith("id_card_reader")]
    assert "in use by the running kiosk" in reader
    assert "check the plug" not in reader


def test_a_reader_that_had_enough_ends_the_answer_without_a_word(config):
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "kiosk", "--config", str(config), "matters"]
    ended = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(theirs)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_devices_that_do_not_answer_are_said_with_a_hint_and_end_with_1(run):
    code, out, _ = run("devices")
    lines = out.splitlines()
    assert code == 1
    assert [line.split()[0] for line in lines] == list(DEVICE_ROLES)
    assert lines[0].split()[1] == "no_device"
    assert "check the plug" in lines[0]


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_devices_as_json(run):
    code, out, _ = run("devices", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [(row["role"], row["fault"] != "") for row in rows] == [(role, True) for role in DEVICE_ROLES]
    assert rows[0]["driver"] == "id_card_reader.sam_v"
    assert set(rows[0]) == {"role", "driver", "state", "action", "fault", "detail", "in_use", "metrics"}


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_doctor_opens_everything_and_says_what_is_wrong(run, config):
    code, out, _ = run("doctor")
    assert code == 1
    assert f"{config}: good" in out
    assert "1 matters, 0 problems" in out
    assert "0 waiting for the platform, 0 set aside" in out
    assert all(role in out for role in DEVICE_ROLES)


def test_doctor_refuses_a_catalogue_that_cannot_be_used(run, config):
    home = config.parent / "matters" / "home.toml"
    home.write_text("themes = 5\n", encoding="utf-8")
    code, _, err = run("doctor")
    assert code == 1
    assert err.startswith(f"kioskctl: {home}: themes: expected")


# ---------------------------------------------------------------- the simulated hardware


def test_a_kiosk_of_real_devices_has_no_knobs(run):
    code, _, err = run("bench", "network", "cut")
    assert (code, "has no [dock]" in err) == (1, True)


def test_a_bench_that_does_not_answer_is_a_sentence(run, config):
    config.write_text(config.read_text(encoding="utf-8") + '[dock]\ncontrol = "no-socket"\n', encoding="utf-8")
    code, out, err = run("bench", "network", "cut")
    assert (code, "does not answer" in out + err) == (1, True)


@pytest.mark.parametrize(
    ("named", "listed"),
    [
        ((), "no device is named; there are: id_card_reader"),
        (("id_card_reader",), "id_card_reader wants a knob; it has: "),
    ],
    ids=["no device", "no knob"],
)
def test_devices_and_knobs_are_listed_where_none_is_named(run, config, tmp_path, named, listed):
    config.write_text(config.read_text(encoding="utf-8") + '[dock]\ncontrol = "control.sock"\n', encoding="utf-8")
    reader = IdCardReaderBench(Places(tmp_path / "bench"))
    server = ControlServer(config.parent / "control.sock", {reader.name: reader})
    server.start()
    try:
        code, out, err = run("bench", *named)
    finally:
        server.stop()
    assert (code, out) == (2, "")
    assert err.startswith(f"kioskctl: {listed}")
    assert not named or "place" in err


@pytest.mark.parametrize("offline", [(), ("--offline",)], ids=["online", "offline"])
def test_a_visit_without_its_bench_is_a_sentence(run, config, offline):
    config.write_text(config.read_text(encoding="utf-8") + '[dock]\ncontrol = "no-socket"\n', encoding="utf-8")
    code, out, err = run("visit", "small", *offline)
    assert (code, out) == (1, "")
    assert err.startswith(f"kioskctl: the bench at {config.parent / 'no-socket'} does not answer")


@pytest.mark.expects_log(f"({'|'.join(DEVICE_ROLES)}) is lost")  # a watch of a second need not see the slowest of them
@pytest.mark.parametrize("command", [("doctor",), ("devices",), ("devices", "watch", "--seconds", "1")])
def test_who_only_looks_arms_no_watchdog(run, config, tmp_path, command):
    """A real one may not let itself be stopped again, and restarts the machine: planted by opening every device."""
    bench = HardwareWatchdogBench(Places(tmp_path / "bench"))
    entry = bench.start()
    table = f'[devices.hardware_watchdog]\ndriver = "hardware_watchdog.linux"\npath = "{entry["path"]}"\n'
    config.write_text(config.read_text(encoding="utf-8") + table, encoding="utf-8")
    try:
        _, out, _ = run(*command)
        # The bench reads on a thread of its own: food of ours, behind whatever the command fed it, says that it has.
        Path(entry["path"]).write_bytes(bytes(OURS))
        assert eventually(lambda: bench.state()["fed"] >= OURS)
        assert bench.state()["fed"] == OURS
    finally:
        bench.stop()
    assert ("not opened: that would arm it" in out) is ("watch" not in command)


def test_a_watchdog_is_not_tried_out(run, config, tmp_path):
    table = f'[devices.hardware_watchdog]\ndriver = "hardware_watchdog.linux"\npath = "{tmp_path}/watchdog"\n'
    config.write_text(config.read_text(encoding="utf-8") + table, encoding="utf-8")
    code, _, err = run("devices", "test", "hardware_watchdog")
    assert code == 1
    assert "would arm it" in err
