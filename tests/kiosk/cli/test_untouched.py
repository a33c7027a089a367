"""kioskctl beside a running kiosk, before the first start, and as root: a look leaves nothing, a change is handed back."""

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from kiosk.cli.visit import BenchHands
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.runtime import Kiosk
from offline_cache.state_lock import StateLock

NOBODY_ANSWERS = tuple(f"{role} is lost" for role in DEVICE_ROLES)


def everything_in(folder: Path) -> dict[str, int]:
    """Each entry, and who owns it."""
    return {str(path.relative_to(folder)): path.lstat().st_uid for path in folder.rglob("*")}


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_doctor_makes_nothing_before_the_first_start(run, config):
    before = everything_in(config.parent)
    code, out, _ = run("doctor")
    assert (code, "holds none yet" in out, "suishiban-look" in out) == (1, True, False)
    assert everything_in(config.parent) == before


@pytest.mark.parametrize(
    "left", ['{"pid": 1, "at": "2020-01-01T00:00:00+00:00", "online": true}', '{"pid": 1}', "[]", "{"]
)
def test_sync_status_does_not_believe_an_application_that_has_ended(run, config, left):
    """Planted by asking whether some process has the number that it left behind."""
    state = load_config(config).kiosk.state
    state.mkdir()
    (state / "sync.json").write_text(left, encoding="utf-8")
    assert "network     the application does not run" in run("sync", "status")[1]
    (state / "sync.json").write_text(
        left.replace("2020-01-01T00:00:00", f"{datetime.now(UTC):%FT%T}"), encoding="utf-8"
    )
    said = json.loads(run("sync", "status", "--json")[1])
    assert (said["running"], "online" in said) == (False, False)
    lock = StateLock.take(state)
    try:
        (state / "sync.json").write_text(left, encoding="utf-8")
        assert "the application runs, and has not said lately how it is" in run("sync", "status")[1]
    finally:
        lock.release()


class CalmBench(BenchHands):
    """It answers, and remembers what was done to it."""

    done: ClassVar[list[str]] = []

    def are_there(self) -> None:
        self.done.append("asked")

    def lift_card(self) -> None:
        self.done.append("lifted")

    def network(self, *, up: bool) -> None:
        self.done.append("restored" if up else "cut")


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_beside_a_running_kiosk_one_may_look_and_not_visit(run, config, monkeypatch):
    """Two on one store erase what the other accepts; and a visit that is refused leaves the other's card and network alone."""
    monkeypatch.setattr("kiosk.cli.visit.control_of", lambda _config: None)
    monkeypatch.setattr("kiosk.cli.visit.BenchHands", CalmBench)
    monkeypatch.setattr(CalmBench, "done", [])
    with closing(Kiosk(load_config(config))) as running:
        for command in (("doctor",), ("queue",), ("audit", "list"), ("sync", "status"), ("release", "list")):
            _, out, err = run(*command)
            assert (bool(out), "running on" in err) == (command != ("audit", "list"), False), command
        code, out, err = run("visit", "small", "--offline")
        assert (code, out, CalmBench.done) == (1, "", ["asked"])
        assert err.startswith(f"kioskctl: A kiosk is running on {running.config.kiosk.state} already")
        for role in DEVICE_ROLES:
            running.devices.role(role).wait_until_known(30)


@pytest.mark.parametrize(
    "command",
    [
        ("queue",),
        ("queue", "show", "x"),
        ("audit", "verify"),
        ("audit", "list"),
        ("sync", "status"),
        ("release", "list"),
    ],
)
def test_looking_makes_nothing_before_the_first_start(run, config, command):
    before = everything_in(config.parent)
    run(*command)
    assert everything_in(config.parent) == before


@pytest.mark.parametrize("command", [("queue", "retry", "--all"), ("release", "rollback")])
def test_what_root_makes_before_the_first_start_is_the_services(run, config, command):
    """Planted by leaving it root's: the service cannot read the key of its store, and does not start."""
    if os.geteuid() == 0:  # anybody else can only leave what is their own
        for path in (config.parent, *config.parent.rglob("*")):
            os.chown(path, 65534, 65534)
    run(*command)
    made = everything_in(config.parent)
    assert {"state", "state.key", "state/store.db"} <= set(made)
    assert set(made.values()) == {config.parent.stat().st_uid}


@pytest.mark.expects_log(*NOBODY_ANSWERS)
def test_what_doctor_makes_as_root_is_the_services(run, config):
    state = load_config(config).kiosk.state
    Kiosk(load_config(config)).close()
    if os.geteuid() == 0:  # anybody else can only leave what is their own
        for path in (state, *state.rglob("*")):
            os.chown(path, 65534, 65534)
    (state / "catalogue.json").unlink(missing_ok=True)
    _, out, _ = run("doctor")
    assert "holds none yet" not in out
    assert set(everything_in(state).values()) == {state.stat().st_uid}
