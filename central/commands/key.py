"""The platform's command key: what kiosks believe commands by. Its private half never leaves the state folder (0600)."""

from functools import cache
from pathlib import Path

from django.conf import settings

from central.bootstrap import read_private, write_private
from kiosk.protocol.crypto import provider
from kiosk.protocol.crypto.provider import SigningKey

FILE = "command.key"
_CRYPTO = "international"


def ensure_command_key(state: Path) -> None:
    """Make the key at the first start."""
    if not (state / FILE).exists():
        write_private(state / FILE, provider(_CRYPTO).generate_signing_key().decode())


def command_key() -> SigningKey:
    """The key, to sign with."""
    return _loaded(settings.STATE / FILE)


@cache
def _loaded(path: Path) -> SigningKey:
    return provider(_CRYPTO).signing_key(read_private(path))
