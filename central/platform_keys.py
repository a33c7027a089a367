"""The platform's intake keys: what kiosks seal submissions to. Private halves, in the state folder, one file each.

``intake/0001.pem`` is made at the first start. A new key gets the next number and is the one that kiosks are given from
then on; the older ones stay, for what was sealed to them may arrive months later.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from central.bootstrap import read_private, write_private
from kiosk.protocol.crypto import NAMES, provider
from kiosk.protocol.crypto.provider import CryptoUnavailable, OpeningKey, key_id_of

INTERNATIONAL = "international"


def make_intake_key(state: Path, crypto: str = INTERNATIONAL) -> None:
    """A new key by the algorithms `crypto`, which kiosks are given from now on."""
    folder = state / "intake"
    folder.mkdir(mode=0o700, exist_ok=True)
    last = max((int(path.stem) for path in folder.glob("[0-9]*.pem")), default=0)
    write_private(folder / f"{last + 1:04d}.pem", provider(crypto).generate_intake_key().decode())


def ensure_intake_key(state: Path) -> None:
    """The first key, where there is none yet; and every key can be used.

    Raises:
        PermissionError: others may read one.
        ValueError: one is damaged, or of algorithms that are not installed here.
    """
    if not any((state / "intake").glob("[0-9]*.pem")):
        make_intake_key(state)
    for path in _paths():
        _loaded(path)


def intake_public_key() -> str:
    """PEM of the key that kiosks seal to."""
    return _loaded(_paths()[-1]).public_pem


def opening_key(key_id: str) -> OpeningKey | None:
    """The private key of this id; None when it is not, or no longer, ours."""
    for path in reversed(_paths()):
        key = _loaded(path)
        if key_id_of(key.public_pem) == key_id:
            return key
    return None


def _paths() -> list[Path]:
    return sorted((settings.STATE / "intake").glob("[0-9]*.pem"))


@cache
def _loaded(path: Path) -> OpeningKey:
    pem = read_private(path)
    for name in NAMES:
        try:
            return provider(name).opening_key(pem)
        except (ValueError, CryptoUnavailable):
            continue
    raise ValueError(f"{path} holds no intake key of the algorithms installed here")
