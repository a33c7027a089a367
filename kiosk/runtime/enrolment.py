"""Who this kiosk is to its platform: the client that speaks for it, and its enrolment."""

from functools import partial

from kiosk.config import Config
from kiosk.sync.client import CentralClient
from kiosk.sync.identity import PlatformFolder, tls_context
from kiosk.sync.identity import enrol as enrol_at
from kiosk.sync.signing import RequestSigner
from offline_cache.vault import Vault


def open_client(config: Config, vault: Vault) -> CentralClient:
    """The client of this kiosk. It needs no enrolment to be made; without one the platform refuses its calls."""
    tls = partial(tls_context, PlatformFolder(config.kiosk.state), vault, config.central.ca_file)
    return CentralClient(config.central.url, RequestSigner(config.kiosk.id, vault.sign), tls=tls)


def enrol(config: Config, code: str, *, url: str = "") -> None:
    """Enrol with a one-time code at `url`, by default the platform's address for people.

    Raises:
        EnrolmentFailed: with the reason.
        StoreRefused: the device key cannot be used.
        OSError: the disk refuses.
    """
    state = config.kiosk.state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = PlatformFolder(state)
    enrol_at(url or config.central.public_url, config.kiosk.id, code, vault=Vault.of(state), folder=folder)
