"""The internal certificate authority: client certificates of kiosks, and the platform's own where it ends TLS itself.

Revocation is passive: a client certificate lives 30 days, and a kiosk that is not active is refused by its signature.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.bootstrap import read_private, write_private
from kiosk.protocol.enrolment import kiosk_urn

AUTHORITY_FOLDER = "authority"
"""In the state folder"""
CLIENT_LIFE = timedelta(days=30)
_SERVER_LIFE = timedelta(days=397)
_AUTHORITY_LIFE = timedelta(days=3650)
_BACKDATED = timedelta(minutes=5)
"""A kiosk whose clock is a little behind must not hold its new certificate for one of the future"""


class BadSigningRequest(Exception):  # noqa: N818  what it is, is an error by itself
    """Not a request that a certificate is given for; the text says why and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A key that asks for a certificate and has proved, by its signature, that it is the caller's."""

    public_key: Ed25519PublicKey
    pem: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A client certificate."""

    pem: str
    expires: datetime


def key_of(csr: str) -> ClientKey:
    """The key that signed the request `csr` (PEM); what else the request says is not looked at.

    Raises:
        BadSigningRequest: it is no request, is not signed by its key, or the key is not Ed25519.
    """
    try:
        request = x509.load_pem_x509_csr(csr.encode())
        key = request.public_key()
        genuine = request.is_signature_valid
    except Exception as error:  # the parser raises what it likes on damaged input
        raise BadSigningRequest("no certificate signing request") from error
    if not genuine:
        raise BadSigningRequest("the request is not signed by its own key")
    if not isinstance(key, Ed25519PublicKey):
        raise BadSigningRequest("a device key is an Ed25519 key")
    return ClientKey(key, _public_pem(key))


class Authority:
    """One folder with ``ca.pem`` and ``ca.key``; made on the first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / "ca.pem").exists():
            self._make()
        key = load_pem_private_key(read_private(folder / "ca.key"), password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{folder / 'ca.key'} holds another kind of key than the authority's")
        self._key = key
        self._certificate = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())

    @property
    def certificate_pem(self) -> str:
        """What whoever checks certificates of this authority needs."""
        return self._certificate.public_bytes(Encoding.PEM).decode()

    def issue_client(self, kiosk_id: str, key: ClientKey, *, now: datetime | None = None) -> Issued:
        """A certificate that says that `key` is the kiosk's."""
        begin = now or datetime.now(UTC)
        certificate = (
            self._builder(kiosk_id, key.public_key, begin, CLIENT_LIFE)
            .add_extension(
                x509.SubjectAlternativeName([x509.UniformResourceIdentifier(kiosk_urn(kiosk_id))]), critical=False
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return Issued(certificate.public_bytes(Encoding.PEM).decode(), certificate.not_valid_after_utc)

    def issue_server(self, hosts: list[str]) -> tuple[Path, Path]:
        """A fresh certificate and key for the platform under `hosts`; the files to load them from."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._builder(hosts[0], key.public_key(), datetime.now(UTC), _SERVER_LIFE)
            .add_extension(x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        files = self._folder / "server.pem", self._folder / "server.key"
        write_private(files[1], _private_pem(key))
        write_private(files[0], certificate.public_bytes(Encoding.PEM).decode())
        return files

    def document_signer(self) -> tuple[Path, Path]:
        """Certificate and key that sign the documents of the platform (PAdES); made on the first use, and kept."""
        files = self._folder / "documents.pem", self._folder / "documents.key"
        if not files[0].exists():
            key = ec.generate_private_key(ec.SECP256R1())
            builder = self._builder(
                "Suishiban documents", key.public_key(), datetime.now(UTC), _AUTHORITY_LIFE, commits=True
            )
            write_private(files[1], _private_pem(key))
            write_private(files[0], builder.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode())
        return files

    def _builder(
        self, name: str, key: CertificatePublicKeyTypes, begin: datetime, life: timedelta, *, commits: bool = False
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self._certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin - _BACKDATED)
            .not_valid_after(begin + life)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True, commits=commits), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )

    def _make(self) -> None:
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = _name("Suishiban kiosks")
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + _AUTHORITY_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(key_cert_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        # the certificate last: it is what says that there is an authority
        write_private(self._folder / "ca.key", _private_pem(key))
        write_private(self._folder / "ca.pem", certificate.public_bytes(Encoding.PEM).decode())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _private_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public_pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
