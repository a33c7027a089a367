"""Certificates that renew themselves at two thirds of their life; keys that are followed by others, whatever breaks off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from central.kiosks.authority import Authority, key_of
from kiosk.audit import AuditEvent
from kiosk.protocol.enrolment import RenewAnswer
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, TryLater
from kiosk.sync.identity import PlatformFolder, signing_request
from kiosk.sync.renewal import CertificateKeeper
from offline_cache.errors import StoreFull
from offline_cache.vault import Vault

DAY = 86400.0


class Platform:
    """Renews, by a clock that the tests turn."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority(folder)
        self.platform_time_s = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
        self.outcome: Outcome[RenewAnswer] | None = None
        self.asked: list[str] = []
        self.fresh_connections = 0

    def at(self) -> datetime:
        return datetime.fromtimestamp(self.platform_time_s, UTC)

    def issue(self, csr: str) -> RenewAnswer:
        issued = self.authority.issue_client("K-0412", key_of(csr), now=self.at())
        return RenewAnswer(
            certificate=issued.pem, authority=self.authority.certificate_pem, expires=int(issued.expires.timestamp())
        )

    def renew(self, csr: str) -> Outcome[RenewAnswer]:
        self.asked.append(key_of(csr).pem)
        return self.outcome or Delivered(self.issue(csr))

    def connect_anew(self) -> None:
        self.fresh_connections += 1


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(tmp_path / "authority")


@pytest.fixture
def vault(tmp_path: Path, platform: Platform) -> Vault:
    """The key of a kiosk that was enrolled just now."""
    made = Vault.of(tmp_path)
    answer = platform.issue(signing_request("K-0412", made))
    folder = PlatformFolder(tmp_path)
    folder.path.mkdir()
    folder.keep_certificate(answer.certificate, answer.authority, made)
    return made


@pytest.fixture
def noted() -> list[AuditEvent]:
    return []


@pytest.fixture
def keeper(tmp_path: Path, platform: Platform, vault: Vault, noted: list[AuditEvent]) -> CertificateKeeper:
    return keeper_of(tmp_path, platform, vault, noted.append, lambda low, _: low)


def keeper_of(
    folder: Path,
    platform: Platform,
    vault: Vault,
    note: Callable[[AuditEvent], None],
    jitter: Callable[[float, float], float],
) -> CertificateKeeper:
    return CertificateKeeper(platform, "K-0412", vault, PlatformFolder(folder), note=note, jitter=jitter)


def test_nothing_is_asked_before_two_thirds_are_over(keeper, platform) -> None:
    assert keeper.look() == 3600
    platform.platform_time_s += 19.99 * DAY
    assert 0 < keeper.look() <= 3600
    assert platform.asked == []


def test_at_two_thirds_it_is_renewed_and_connections_are_made_anew(keeper, platform, vault, noted) -> None:
    before = keeper.certificate
    platform.platform_time_s += 20.01 * DAY
    assert keeper.look() == 0
    assert platform.asked == [vault.public_key_pem]
    assert keeper.certificate.expires - before.expires == timedelta(days=20.01)
    assert (noted, platform.fresh_connections) == ([AuditEvent.CERTIFICATE_RENEWED], 1)
    assert keeper.look() > 0
    assert len(platform.asked) == 1


@pytest.mark.expects_log("certificate_renewed, and the audit log could not say so: the disk is full")
def test_a_full_audit_log_does_not_end_the_renewals(tmp_path, platform, vault) -> None:
    def full(_event: AuditEvent) -> None:
        raise StoreFull("the disk is full")

    keeper = keeper_of(tmp_path, platform, vault, full, lambda low, _: low)
    platform.platform_time_s += 20.01 * DAY
    keeper.look()
    assert (len(platform.asked), platform.fresh_connections) == (1, 1)
    assert keeper.certificate is not None
    assert keeper.certificate.begins > platform.at() - timedelta(days=1)


def test_a_fleet_does_not_come_all_at_once(tmp_path, platform, vault) -> None:
    late = keeper_of(tmp_path, platform, vault, lambda _: None, lambda _, high: high)
    platform.platform_time_s += 21.49 * DAY
    assert late.look() > 0
    platform.platform_time_s += 0.02 * DAY
    late.look()
    assert len(platform.asked) == 1


@pytest.mark.parametrize("outcome", [TryLater("no_connection", everyone=True), NotAllowed(401)])
def test_what_does_not_work_is_tried_again_and_harms_nothing(keeper, platform, noted, outcome) -> None:
    before = keeper.certificate
    platform.platform_time_s += 40 * DAY
    platform.outcome = outcome
    assert keeper.look() == 60
    assert (keeper.certificate, noted, platform.fresh_connections) == (before, [], 0)
    platform.outcome = None
    assert keeper.look() == 0
    assert keeper.certificate.expires > platform.at()


def test_a_kiosk_that_is_not_enrolled_waits_for_it(keeper, platform, vault, tmp_path) -> None:
    PlatformFolder(tmp_path).certificate_file(vault).unlink()
    assert keeper.look() == 60
    assert platform.asked == []


def test_it_lives_by_the_platforms_clock(keeper, platform) -> None:
    platform.platform_time_s -= 3650 * DAY
    assert keeper.look() == 3600
    assert platform.asked == []


def test_another_key_takes_over_with_its_certificate(keeper, platform, vault, noted, tmp_path) -> None:
    before = vault.public_key_pem
    assert keeper.rotate_key() == Delivered(None)
    assert platform.asked == [vault.public_key_pem] != [before]
    assert keeper.certificate is not None
    assert Vault.of(tmp_path).public_key_pem == vault.public_key_pem
    assert (noted, platform.fresh_connections) == ([AuditEvent.KEY_ROTATED], 1)


def test_a_rotation_that_breaks_off_leaves_the_old_key_and_goes_on_with_the_same_new_one(
    keeper, platform, vault, noted, tmp_path
) -> None:
    before = vault.public_key_pem
    platform.outcome = TryLater("no_connection", everyone=True)
    assert keeper.rotate_key() == platform.outcome
    assert vault.public_key_pem == Vault.of(tmp_path).public_key_pem == before
    assert keeper.certificate is not None
    assert noted == []
    platform.outcome = None
    assert keeper.rotate_key() == Delivered(None)
    assert platform.asked == [vault.public_key_pem] * 2


def test_a_kiosk_that_dies_within_a_rotation_has_a_key_with_a_certificate(keeper, vault, tmp_path, monkeypatch) -> None:
    before = vault.public_key_pem

    def dies(_: Vault) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vault, "adopt", dies)
    with pytest.raises(KeyboardInterrupt):
        keeper.rotate_key()
    reborn = Vault.of(tmp_path)
    assert reborn.public_key_pem == before
    folder = PlatformFolder(tmp_path)
    assert folder.certificate(reborn) is not None
    assert folder.certificate(reborn.following()) is not None


def test_the_thread_renews_by_itself_and_ends(tmp_path, platform, vault) -> None:
    renewed = Event()
    keeper = keeper_of(tmp_path, platform, vault, lambda _: renewed.set(), lambda low, _: low)
    platform.platform_time_s += 25 * DAY
    keeper.start()
    assert renewed.wait(5)
    keeper.stop()
    assert not keeper._thread.is_alive()
