"""A whole kiosk, a whole platform and its push service: what is published and what is commanded arrives within seconds."""

import io
import json
import logging
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from central.releases.shelf import begin
from kiosk.audit import AuditEvent
from kiosk.cli import main, sync
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.protocol.crypto.international import International
from kiosk.protocol.sealed import attachment_context
from kiosk.runtime import Kiosk
from kiosk.runtime.deeds import WITHDRAWN
from kiosk.runtime.enrolment import enrol
from kiosk.services.withdrawal import Withdrawn
from kiosk.sync.identity import Certificate
from offline_cache.settings import Settings
from tests.central.commands.asking import given
from tests.central.push.serving import RunningPush, serving
from tests.central.running import RunningCentral
from tests.devices.fair_time import fair_time
from tests.kiosk.fake_clock import until
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.prepared import prepared

WITHIN_S = 5.0
"""Within seconds, on a machine that does much else"""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NO_DEVICE = tuple(f"{role} is lost" for role in DEVICE_ROLES)


@dataclass
class Scene:
    """Everything, each part a process of its own but the kiosk."""

    central: RunningCentral
    push: RunningPush
    config: Path

    @contextmanager
    def kiosk(self) -> Iterator[Kiosk]:
        with Kiosk(load_config(self.config)) as kiosk:
            for role in DEVICE_ROLES:
                kiosk.devices.role(role).wait_until_known(10.0)
            assert until(lambda: kiosk.fleet.push.connected_at is not None and kiosk.fleet.polling.asked)
            yield kiosk

    def answered(self, command: str) -> bool:
        rows = self.central.sql(f"SELECT state, outcome FROM commands_kioskcommand WHERE id = '{command}'")  # noqa: S608  of the tests
        return rows == [("answered", "done")]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One kiosk for all: it starts anew in each story, and its audit log goes on."""
    folder = tmp_path_factory.mktemp("kiosk")
    prepared(folder / "state")
    with RunningCentral.start(tmp_path_factory.mktemp("central")) as central, serving(central, "--retry", "2") as push:
        text = GOOD.replace('url = "http://127.0.0.1:1"\n', f'url = "{central.url}"\npush_url = "{push.url}"\n', 1)
        config = write_config(folder, text)
        central.command("enroll", "--kiosk", central.kiosk_id, "--code-file", str(folder / "code"))
        enrol(load_config(config), (folder / "code").read_text(), url=central.url)
        yield Scene(central, push, config)
        assert central.sql("SELECT why FROM fleet_auditbreak") == []


def tuple_of(scene: Scene, query: str) -> tuple[object, ...]:
    (row,) = scene.central.sql(query)
    found: tuple[object, ...] = row
    return found


@pytest.mark.expects_log(*NO_DEVICE, "no new visits: withdrawn", "open for visits again")
def test_out_of_service_arrives_within_seconds_and_lasts_over_a_restart(scene: Scene) -> None:
    with scene.kiosk() as kiosk:
        command = given(scene.central, "out-of-service")
        approved_at = fair_time()
        assert until(lambda: kiosk.withdrawal.reason is Withdrawn.COMMAND)
        assert fair_time() - approved_at < WITHIN_S
        assert until(lambda: scene.answered(command))
        kiosk.fleet.reporting.report_now()
        said = "SELECT closed FROM fleet_kioskreport"
        assert until(lambda: tuple_of(scene, said) == ("withdrawn",), 10)
    with scene.kiosk() as kiosk:
        assert kiosk.withdrawal.reason is Withdrawn.COMMAND
        back = given(scene.central, "in-service")
        assert until(lambda: kiosk.withdrawal.reason is None)
        assert until(lambda: scene.answered(back))
        assert Settings(kiosk.store.database).get(WITHDRAWN) == ""


@pytest.mark.expects_log(*NO_DEVICE, "kiosk.sync|release|examin|not believed")
def test_a_published_release_is_looked_for_within_seconds(scene: Scene) -> None:
    with scene.kiosk() as kiosk:
        logging.getLogger("kiosk.sync").warning("so that the log is expected")
        edition = begin(scene.central.state).edition
        assert until(lambda: kiosk.fleet.status()["edition"] == edition)


@pytest.mark.expects_log(*NO_DEVICE, "a line to be found again")
def test_the_bundle_of_logs_arrives_sealed_and_holds_nobody(scene: Scene) -> None:
    with scene.kiosk() as kiosk:
        logging.getLogger("kiosk").warning("a line to be found again")
        command = given(scene.central, "collect-logs")
        assert until(lambda: scene.answered(command), 15)
        assert until(lambda: kiosk.outbox.depth() == 0, 10)  # the platform has it before the kiosk hears so
    blob, report = tuple_of(scene, "SELECT blob_id, report_id FROM reports_reportfile")
    (sealed,) = (path for path in scene.central.state.rglob(str(blob)) if path.is_file())
    private = (scene.central.state / "intake" / "0001.pem").read_bytes()
    context = attachment_context("K-0412", str(report)).encode()
    packed = International().open(private, sealed.read_bytes(), context)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert sorted(archive.getnames()) == ["devices.json", "health.json", "log.txt", "sync.json"]
        log = archive.extractfile("log.txt")
        assert log is not None
        assert "a line to be found again" in log.read().decode()
        health = archive.extractfile("health.json")
        assert health is not None
        assert json.load(health)["kiosk_id"] == "K-0412"


@pytest.mark.expects_log(*NO_DEVICE)
def test_a_new_key_signs_from_the_command_on(scene: Scene) -> None:
    with scene.kiosk() as kiosk:
        (before,) = tuple_of(scene, "SELECT public_key FROM kiosks_kiosk WHERE id = 'K-0412'")
        command = given(scene.central, "rotate-key")
        assert until(lambda: scene.answered(command), 15)
        (after,) = tuple_of(scene, "SELECT public_key FROM kiosks_kiosk WHERE id = 'K-0412'")
        assert after != before
        assert any(AuditEvent.KEY_ROTATED.value in row.entry for row in kiosk.audit.log.after(0))
        assert until(lambda: kiosk.fleet.push.connected_at is not None, 10)


@pytest.mark.expects_log(*NO_DEVICE, "no new visits: withdrawn")
def test_a_restart_ends_the_application_and_is_answered_by_the_next(scene: Scene) -> None:
    told: list[str] = []
    with scene.kiosk() as kiosk:
        kiosk.fleet.when_told_to_restart(lambda: told.append("anew"))
        command = given(scene.central, "restart")
        assert until(lambda: told == ["anew"])
        assert not scene.answered(command)
    with scene.kiosk() as kiosk:
        assert kiosk.withdrawal.reason is None
        assert until(lambda: scene.answered(command))


@pytest.mark.expects_log(*NO_DEVICE)
def test_sync_status_says_how_the_way_to_the_platform_is(
    scene: Scene, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene.kiosk() as kiosk:
        assert until(lambda: kiosk.fleet.reporting.delivered)
        kiosk.fleet.reporting.report_now()
        assert until((scene.config.parent / "state" / "sync.json").exists)
        assert main(["--config", str(scene.config), "sync", "status", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said["running"] is True
        assert (said["enrolled"], said["waiting"], said["audit_whole"]) == (True, 0, True)
    assert main(["--config", str(scene.config), "sync", "status"]) == 0
    assert "the application does not run" in capsys.readouterr().out
    monkeypatch.setattr(sync, "certificate_of", lambda _config: Certificate(LONG_AGO, LONG_AGO))
    assert main(["--config", str(scene.config), "sync", "status"]) == 0
    assert "ran out: accepts, delivers nothing" in capsys.readouterr().out
    assert main(["--config", str(scene.config), "audit", "verify"]) == 0
