"""Keys that sign releases: one PEM file each, ``<role>.<holder>.pem``, in a folder of its owner.

A folder holds what one person or machine may sign with: the root keys live on sticks in a safe, the three online keys on the
platform, an author's keys with the author. In development one folder holds all of them. A person's key may be encrypted
(PKCS 8); whoever signs with it gives its password.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from central.bootstrap import read_private, write_private
from central.releases.errors import ReleaseError

AUTHOR, APPROVER = "author", "approver"
TWO_PEOPLE = (AUTHOR, APPROVER)
ONLINE = ("online",)


class Keyring:
    """The keys of some folders: those of people, and last the platform's own."""

    def __init__(self, *folders: Path, password: str = "") -> None:
        """New keys of people are made in the first folder, those of the platform in the last. `password` opens encrypted ones."""
        self.folder, self._platform = folders[0], folders[-1]
        self._folders = folders
        self._password = password.encode() or None

    def unlocked(self, password: str) -> "Keyring":
        """The same keys, for somebody who knows a password."""
        return Keyring(*self._folders, password=password)

    def make(self, role: str, holder: str) -> CryptoSigner:
        """The key of `holder` for `role`, made if it is not there yet."""
        found = self.signers(role, (holder,))
        if found:
            return found[0]
        folder = self._platform if holder in ONLINE else self.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{role}.{holder}.pem"
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(path, pem.decode())
        return self._load(path)

    def signers(self, role: str, holders: tuple[str, ...] | None = None) -> list[CryptoSigner]:
        """The keys for `role` that are here; only those of `holders` if given."""
        found = [path for folder in self._folders for path in sorted(folder.glob(f"{role}.*.pem"))]
        return [self._load(path) for path in found if holders is None or path.name.split(".")[1] in holders]

    def _load(self, path: Path) -> CryptoSigner:
        pem = read_private(path)
        try:
            key = load_pem_private_key(pem, self._password if b"ENCRYPTED" in pem else None)
        except (TypeError, ValueError) as error:
            raise ReleaseError(f"{path.name}: no key, or another password is needed") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise ReleaseError(f"{path.name}: expected an Ed25519 private key")
        return CryptoSigner(key)
