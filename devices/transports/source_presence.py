"""Whether a camera is there, asked without opening it: cheap enough to be asked every two seconds."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

_CONNECT_S = 0.5
_PORTS = {"http": 80, "https": 443}


def is_present(source: str) -> bool:
    """Whether the device node exists, or the address accepts a connection within half a second."""
    if source.startswith("/"):
        return Path(source).exists()
    parts = urlsplit(source)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), _CONNECT_S):
            return True
    except OSError:
        return False
