"""Where the push service hears that there is something to tell: the platform's datagrams or notifications, and the releases."""

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from central.push.hub import Hub
from central.push.telling import CHANNEL, SOCKET, short_path
from central.releases.shelf import published

log = logging.getLogger("central.push")

_LOOK_EVERY_S = 1.0
_AGAIN_S = 5.0
_LONGEST = 4096
Heard = Callable[[str], Awaitable[None]]


async def pass_on(hub: Hub, text: str) -> None:
    """Say what another process told, if it makes sense."""
    try:
        what = json.loads(text)
    except ValueError:
        return
    match what:
        case {"kiosk": str(kiosk_id), "command": str(command_id)} if command_id.isalnum():
            hub.tell(kiosk_id, f"event: command\ndata: {command_id}\n\n".encode())
        case {"look": int(edition)}:  # sooner than the service would notice by itself; the benchmark tells everybody so
            await hub.tell_all(look(edition))


def look(edition: int) -> bytes:
    """The event that says that something was published."""
    return f"event: look\ndata: {edition}\n\n".encode()


async def watch_releases(hub: Hub, state: Path) -> None:
    """Tell everybody when the published edition changes, whoever published it and however."""
    known, _ = await asyncio.to_thread(published, state)
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        edition, _ = await asyncio.to_thread(published, state)
        if edition != known:
            known = edition
            await hub.tell_all(look(edition))


async def hear(heard: Heard, state: Path) -> None:
    """Hear the platform, in the way that its database allows; for ever."""
    if connection.vendor == "postgresql":
        await _hear_notifications(heard)
    else:
        await _hear_datagrams(heard, state)


async def _hear_datagrams(heard: Heard, state: Path) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire, short_path(state) as folder:
        wire.settimeout(0)
        (state / SOCKET).unlink(missing_ok=True)
        wire.bind(f"{folder}/{SOCKET}")
        (state / SOCKET).chmod(0o600)
        try:
            while True:
                data = await loop.sock_recv(wire, _LONGEST)
                await heard(data.decode("utf-8", "replace"))
        finally:
            (state / SOCKET).unlink(missing_ok=True)


async def _hear_notifications(heard: Heard) -> None:
    parameters = {key: value for key, value in connection.get_connection_params().items() if _is_for_libpq(key)}
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as line:
                await line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
                async for notice in line.notifies():
                    await heard(notice.payload)
        except psycopg.OperationalError as gone:
            log.warning("the database does not say what there is: %s; kiosks poll meanwhile", type(gone).__name__)
        await asyncio.sleep(_AGAIN_S)


def _is_for_libpq(key: str) -> bool:
    """Django adds options of its own, which are classes."""
    return key not in ("cursor_factory", "context", "prepare_threshold", "client_encoding")
