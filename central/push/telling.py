"""How the platform's other processes tell the push service that there is something: a hint, so a loss costs minutes, not data.

With SQLite everything is on one machine: a datagram to a socket in the state folder. With PostgreSQL the database passes it on
(``NOTIFY``), to any number of push services.
"""

import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

log = logging.getLogger("central.push")

SOCKET = "push.sock"
CHANNEL = "suishiban_push"


def tell_command(kiosk_id: str, command_id: str) -> None:
    """`kiosk_id` has a command. Call after the commit."""
    _tell({"kiosk": kiosk_id, "command": command_id})


def _tell(what: dict[str, str]) -> None:
    text = json.dumps(what)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.settimeout(0)
        try:
            with short_path(settings.STATE) as folder:
                wire.sendto(text.encode(), f"{folder}/{SOCKET}")
        except OSError as gone:
            # No push service, or one that is busy: the kiosk polls.
            log.info("the push service does not hear: %s", gone.strerror)


@contextmanager
def short_path(folder: Path) -> Iterator[str]:
    """Another name of `folder` while the block lasts: the address of a socket has room for 108 bytes (``unix(7)``)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
