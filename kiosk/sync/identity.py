"""What an enrolled kiosk keeps of its platform, and how it gets it: enrolment, renewal, another key.

Nothing here stands between a citizen and the acceptance: a certificate that has run out stops the deliveries, not the kiosk.
"""

import hmac
import os
import ssl
from base64 import b64decode
from binascii import Error as NotBase64
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from pydantic import ValidationError
from requests import RequestException
from urllib3.exceptions import HTTPError

from kiosk.protocol.enrolment import EnrolAnswer, Enrolment, EnrolRequest, answer_mac, code_key, request_mac
from kiosk.sync.transport import NotEnrolled, PlatformSession, client_context, is_this_machine
from offline_cache.lasting import sync_directory
from offline_cache.vault import Vault

PLATFORM_FOLDER = "platform"
_LONGEST_ANSWER = 256 * 1024
_TIMEOUT_S = 15.0


class EnrolmentFailed(Exception):  # noqa: N818  what happened, as StoreFailed
    """The kiosk is not enrolled by this; the sentence says why, for the technician."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The client certificate in use."""

    begins: datetime
    expires: datetime

    @property
    def renew_at(self) -> datetime:
        """When two thirds of its life are over."""
        return self.begins + (self.expires - self.begins) * 2 / 3


class PlatformFolder:
    """``state/platform``: certificate, authority, and the platform's keys; every file 0600 and on the disk."""

    def __init__(self, state: Path) -> None:
        self.path = state / PLATFORM_FOLDER
        self.authority = self.path / "authority.pem"
        self.intake_key = self.path / "intake.pem"
        self.command_key = self.path / "command.pem"
        self.release_root = self.path / "root.json"

    def certificate_file(self, vault: Vault) -> Path:
        """Where the certificate of the key in `vault` lies: each key has its own, so key and certificate change as one."""
        return self.path / f"client-{vault.fingerprint}.pem"

    def certificate(self, vault: Vault) -> Certificate | None:
        """The certificate of the key in `vault`; ``None`` when the kiosk is not enrolled with it."""
        try:
            read = x509.load_pem_x509_certificate(self.certificate_file(vault).read_bytes())
        except (OSError, ValueError):
            return None
        return Certificate(read.not_valid_before_utc, read.not_valid_after_utc)

    def keep(self, enrolment: Enrolment, vault: Vault) -> None:
        """Keep everything of an enrolment; the certificate last, for it says that the rest is there.

        Raises:
            OSError: the disk refuses.
            EnrolmentFailed: a part is damaged.
        """
        try:
            root = b64decode(enrolment.release_root, validate=True)
        except (NotBase64, ValueError) as error:
            raise EnrolmentFailed("The platform's answer is damaged: its release root is no base64.") from error
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file, content in (
            (self.intake_key, enrolment.intake_key.encode()),
            (self.command_key, enrolment.command_key.encode()),
            (self.release_root, root),
        ):
            if content:
                _write(file, content)
        self.keep_certificate(enrolment.certificate, enrolment.authority, vault)

    def keep_certificate(self, certificate: str, authority: str, vault: Vault) -> None:
        """Keep a certificate of the key in `vault` and who signed it.

        Raises:
            EnrolmentFailed: the certificate is of another key, or none.
        """
        try:
            key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
            x509.load_pem_x509_certificate(authority.encode())
        except ValueError as error:
            raise EnrolmentFailed("The platform's answer holds no readable certificate.") from error
        if key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() != vault.public_key_pem:
            raise EnrolmentFailed("The platform's certificate is for another key than this kiosk's.")
        _write(self.authority, authority.encode())
        _write(self.certificate_file(vault), certificate.encode())


def tls_context(folder: PlatformFolder, vault: Vault, ca_file: Path | None = None) -> ssl.SSLContext:
    """TLS as this kiosk, towards a platform that its authority (or those in `ca_file`) vouches for. Raises `NotEnrolled`."""
    try:
        context = client_context((ca_file or folder.authority).read_text(encoding="ascii"))
        vault.identify(context, folder.certificate_file(vault))
    except (OSError, ValueError) as error:
        # an SSLError is an OSError: a certificate that does not fit its key is none
        raise NotEnrolled("no usable certificate") from error
    return context


def signing_request(kiosk_id: str, vault: Vault) -> str:
    """PEM of the request for a certificate; what the certificate says is up to the platform."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk_id)])
    return vault.signing_request(x509.CertificateSigningRequestBuilder().subject_name(name))


def enrol(url: str, kiosk_id: str, code: str, *, vault: Vault, folder: PlatformFolder) -> Enrolment:
    """Enrol at the platform under `url` (its address for people, which asks for no client certificate), and keep what it gives.

    Whoever answers must know the code, so the connection itself may be to anybody.

    Raises:
        EnrolmentFailed: with the reason.
        OSError: the disk refuses.
    """
    try:
        key = code_key(code)
    except ValueError as error:
        raise EnrolmentFailed(f"This is no enrolment code: {error}.") from error
    csr = signing_request(kiosk_id, vault)
    request = EnrolRequest(kiosk_id=kiosk_id, csr=csr, mac=request_mac(key, kiosk_id, csr))
    enrolment = _believed(_ask(url, request.model_dump_json().encode()), key, csr)
    if enrolment.kiosk_id != kiosk_id:
        raise EnrolmentFailed(f"The platform enrols {enrolment.kiosk_id}, but this kiosk is {kiosk_id}.")
    folder.keep(enrolment, vault)
    return enrolment


def _ask(url: str, body: bytes) -> bytes:
    host = urlsplit(url).hostname or ""
    if not url.startswith("https://") and not is_this_machine(host):
        raise EnrolmentFailed("Plain http:// is for a platform on this machine; elsewhere it needs https://.")
    session = PlatformSession(client_context(None))
    session.patience.start(_TIMEOUT_S)
    try:
        with session.post(
            f"{url}/v1/enrol",
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=_TIMEOUT_S,
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code in (403, 422):
                raise EnrolmentFailed(
                    "The platform does not accept the code: it is for another kiosk, used, or older than a day."
                )
            if response.status_code != 200:  # noqa: PLR2004
                raise EnrolmentFailed(f"The platform answered with {response.status_code}; expected an enrolment.")
            return bytes(response.raw.read(_LONGEST_ANSWER, decode_content=False))
    except (RequestException, HTTPError, OSError) as error:
        # the type only: the text may quote the request
        raise EnrolmentFailed(f"The platform at {url} cannot be reached ({type(error).__name__}).") from error
    finally:
        session.close()


def _believed(answer: bytes, key: bytes, csr: str) -> Enrolment:
    try:
        read = EnrolAnswer.model_validate_json(answer, extra="ignore")
        if not hmac.compare_digest(read.mac, answer_mac(key, csr, read.enrolment)):
            raise EnrolmentFailed("Whoever answered does not know the code: this is not the platform.")
        return Enrolment.model_validate_json(read.enrolment, extra="ignore")
    except ValidationError as error:
        raise EnrolmentFailed("The answer is no enrolment: this is not the platform.") from error


def _write(file: Path, content: bytes) -> None:
    """All of it or nothing, 0600, and on the disk when this returns."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
    sync_directory(file.parent)
