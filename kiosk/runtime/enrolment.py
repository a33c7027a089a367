"""Who this kiosk is to its platform: the client that speaks for it, and its enrolment."""

from contextlib import closing
from functools import partial

from kiosk.audit import Audit, AuditEvent
from kiosk.config import Config
from kiosk.protocol.audit_chain import link
from kiosk.sync.client import CentralClient
from kiosk.sync.identity import Certificate, EnrolmentFailed, PlatformFolder, tls_context
from kiosk.sync.identity import enrol as enrol_at
from kiosk.sync.renewal import CertificateKeeper
from kiosk.sync.signing import RequestSigner
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.vault import Vault


def open_client(config: Config, vault: Vault) -> CentralClient:
    """The client of this kiosk. It needs no enrolment to be made; without one the platform refuses its calls."""
    tls = partial(tls_context, PlatformFolder(config.kiosk.state), vault, config.central.ca_file)
    return CentralClient(config.central.url, RequestSigner(config.kiosk.id, vault.sign), tls=tls)


def open_keeper(config: Config, client: CentralClient, vault: Vault, audit: Audit) -> CertificateKeeper:
    """What renews this kiosk's certificate, and rotates its key when told to."""
    return CertificateKeeper(client, config.kiosk.id, vault, PlatformFolder(config.kiosk.state), note=audit.note)


def certificate_of(config: Config) -> Certificate | None:
    """The certificate that this kiosk shows; ``None`` before it is enrolled."""
    return PlatformFolder(config.kiosk.state).certificate(Vault.of(config.kiosk.state))


def enrol(config: Config, code: str, *, url: str = "") -> Certificate:
    """Enrol with a one-time code at `url`, by default the platform's address for people.

    Raises:
        EnrolmentFailed: with the reason.
        StoreRefused: the device key or the store cannot be used.
        OSError: the disk refuses.
    """
    state = config.kiosk.state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault, folder = Vault.of(state), PlatformFolder(state)
    enrol_at(url or config.central.public_url, config.kiosk.id, code, vault=vault, folder=folder)
    certificate = folder.certificate(vault)
    if certificate is None:
        raise EnrolmentFailed("The certificate that the platform gave cannot be read.")
    with closing(Database.open(state)) as database:
        Audit(AuditLog(database, link)).note(AuditEvent.ENROLLED, key=vault.fingerprint)
    return certificate
