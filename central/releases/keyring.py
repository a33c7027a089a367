"""Keys that sign releases: one PEM file each, ``<role>.<holder>.pem``, in a folder of its owner.

A folder holds what one person or machine may sign with: the root keys live on sticks in a safe, the two online keys on the
platform, an author's keys with the author. In development one folder holds all of them.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner

from central.releases.errors import ReleaseError

AUTHOR, APPROVER = "author", "approver"
TWO_PEOPLE = (AUTHOR, APPROVER)
ONLINE = ("online",)


class Keyring:
    """The keys of one folder, and of those beside it: a person's, and the platform's own."""

    def __init__(self, folder: Path, *others: Path) -> None:
        """New keys are made in `folder`."""
        self.folder = folder
        self._others = others

    def make(self, role: str, holder: str) -> CryptoSigner:
        """The key of `holder` for `role`, made if it is not there yet."""
        found = self.signers(role, (holder,))
        if found:
            return found[0]
        path = self.folder / f"{role}.{holder}.pem"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        return self._load(path)

    def signers(self, role: str, holders: tuple[str, ...] | None = None) -> list[CryptoSigner]:
        """The keys for `role` that are here; only those of `holders` if given."""
        found = [path for folder in (self.folder, *self._others) for path in sorted(folder.glob(f"{role}.*.pem"))]
        return [self._load(path) for path in found if holders is None or path.name.split(".")[1] in holders]

    @staticmethod
    def _load(path: Path) -> CryptoSigner:
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ReleaseError(f"{path}: expected an Ed25519 private key")
        return CryptoSigner(key)
