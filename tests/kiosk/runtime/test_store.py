"""The store as the configuration asks for it, and what is in it: sealed, and opened by the platform's key only."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from central.kiosks.authority import Authority, key_of
from kiosk.audit import Audit
from kiosk.cli.store_report import store_report
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.protocol.audit_chain import link
from kiosk.protocol.crypto import provider
from kiosk.protocol.crypto.provider import NotForUs
from kiosk.protocol.sealed import SealedSubmission, attachment_context, body_context
from kiosk.runtime.enrolment import certificate_of
from kiosk.runtime.store import limits_of, note_recovery, open_store, upkeep_of
from kiosk.sync.identity import PLATFORM_FOLDER, PlatformFolder, signing_request
from offline_cache.audit import AuditLog
from offline_cache.errors import StoreFailed
from offline_cache.message import Enclosure
from offline_cache.vault import Vault
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.offline_cache.samples import application
from tests.offline_cache.test_traces import MARKERS, shows

CRYPTO = provider("international")
INTAKE = CRYPTO.generate_intake_key()


@pytest.fixture
def config(tmp_path) -> Config:
    return load_config(write_config(tmp_path, GOOD + "\n[offline]\nwarn_hours = 2\nstop_days = 3\nballast_mb = 0\n"))


def enrol(config: Config, pem: str = CRYPTO.intake_public_key(INTAKE)) -> None:
    folder = config.kiosk.state / PLATFORM_FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "intake.pem").write_text(pem)


def test_the_platform_and_nobody_else_reads_what_was_accepted(config):
    enrol(config)
    message = application(pages=2)
    big = Enclosure.of(message.attachments[0].data * 3, "image/jpeg")
    message = replace(message, attachments=(*message.attachments, big))
    with closing(open_store(config, SystemClock())) as store:
        store.outbox.accept(message, settles_order=None)
        queued = store.outbox.take(SystemClock().now())
        assert queued is not None
        files = [item.read() for item in queued.attachments]
        assert not shows(store.database._connection.serialize("main"))
    everything = b"".join(path.read_bytes() for path in config.kiosk.state.rglob("*") if path.is_file())
    assert not any(marker in everything for marker in MARKERS)
    posted = SealedSubmission.model_validate_json(queued.body)
    assert [(one.sha256, one.size) for one in posted.attachments] == [
        (sha256(one).hexdigest(), len(one)) for one in files
    ]
    key, kiosk = CRYPTO.opening_key(INTAKE), config.kiosk.id
    assert key.open(posted.sealed_bytes(), body_context("case", kiosk, message.id).encode()) == message.body
    context = attachment_context(kiosk, message.id).encode()
    assert [key.open(one, context) for one in files] == [one.data for one in message.attachments]
    with pytest.raises(NotForUs):
        key.open(posted.sealed_bytes(), body_context("case", kiosk, "0" * 32).encode())


def test_a_kiosk_that_is_enrolled_while_it_runs_accepts_from_then_on(config):
    with closing(open_store(config, SystemClock())) as store:
        look_after = upkeep_of(config, store)
        look_after(True)
        with pytest.raises(StoreFailed, match="no intake key"):
            store.outbox.accept(application(), settles_order=None)
        enrol(config)
        look_after(True)
        store.outbox.accept(application(), settles_order=None)
        assert store.outbox.depth() == 1


def test_a_certificate_that_has_run_out_stops_no_acceptance(config, tmp_path):
    enrol(config)
    vault, folder, clock = Vault.of(config.kiosk.state), PlatformFolder(config.kiosk.state), SystemClock()
    authority = Authority(tmp_path / "authority")
    key = key_of(signing_request(config.kiosk.id, vault))
    old = authority.issue_client(config.kiosk.id, key, now=clock.now() - timedelta(days=40))
    folder.keep_certificate(old.pem, authority.certificate_pem, vault)
    certificate = certificate_of(config)
    assert certificate is not None
    assert certificate.expires < clock.now()
    with closing(open_store(config, clock)) as store:
        assert store.standing().accepting
        store.outbox.accept(application(), settles_order=None)
        assert store.outbox.depth() == 1


@pytest.mark.expects_log(
    r"nothing is accepted: .*intake\.pem: cannot be used .* enrol again",
    "nothing more is accepted: age",  # the sample is of long ago
)
def test_a_damaged_intake_key_stops_acceptance_and_not_the_start(config):
    """What waits is delivered, the technician reads the sentence, and a new enrolment mends it without a restart."""
    enrol(config)
    with closing(open_store(config, SystemClock())) as store:
        store.outbox.accept(application(), settles_order=None)
    enrol(config, "-----BEGIN PUBLIC KEY-----\nnothing\n-----END PUBLIC KEY-----\n")
    with closing(open_store(config, SystemClock())) as store:
        assert store.standing().why == "no_key"
        with pytest.raises(StoreFailed, match="no intake key"):
            store.outbox.accept(application(), settles_order=None)
        assert store.outbox.take(SystemClock().now()) is not None
        lines = store_report(config, store)
        (wrong,) = (line.says for line in lines if not line.ok)
        assert ("intake.pem: cannot be used" in wrong, "enrol again" in wrong) == (True, True)
        enrol(config)
        upkeep_of(config, store)(True)
        assert store.outbox.seals


@pytest.mark.expects_log("a store that could not be read is kept in")
def test_a_store_that_was_moved_aside_is_said_at_each_start(config):
    open_store(config, SystemClock()).close()
    (config.kiosk.state / "unreadable" / "20260302T154000Z-0").mkdir(parents=True)
    with closing(open_store(config, SystemClock())) as store:
        upkeep_of(config, store)


def test_the_limits_are_those_of_the_configuration(config):
    limits = limits_of(config)
    assert (limits.warn_age, limits.stop_age) == (timedelta(hours=2), timedelta(days=3))
    assert (limits.warn_count, limits.stop_count, limits.stop_free_bytes) == (200, 2000, 500_000_000)
    assert json.loads(config.offline.model_dump_json())["backup"] is None


@pytest.mark.expects_log("much waits for the platform: count")
def test_what_stands_in_the_way_is_said_once(config, caplog):
    crowded = config.model_copy(update={"offline": config.offline.model_copy(update={"warn_count": 1})})
    enrol(crowded)
    clock = SystemClock()
    with closing(open_store(crowded, clock)) as store, caplog.at_level("INFO", "kiosk.runtime.store"):
        look_after = upkeep_of(crowded, store)
        message = replace(application(), applied_at=clock.now())
        for act in (
            lambda: store.outbox.accept(message, settles_order=None),
            lambda: None,
            lambda: store.outbox.acknowledged(message.id),
        ):
            act()
            look_after(True)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
def test_a_recovery_is_noted_in_the_audit_log(config):
    config.kiosk.state.mkdir()
    (config.kiosk.state / "store.db").write_bytes(b"not a store" * 1000)
    with closing(open_store(config, SystemClock())) as store:
        log = AuditLog(store.database, link)
        note_recovery(store, Audit(log))
        (row,) = log.after(0)
        assert json.loads(row.entry)["event"] == "store_recovered"
    with closing(open_store(config, SystemClock())) as store:
        note_recovery(store, Audit(AuditLog(store.database, link)))
        assert AuditLog(store.database, link).head()[0] == 1
