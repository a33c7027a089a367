"""The platform of a `Brood`: one parent that holds the listening socket, and workers that do everything else.

A worker is `central.server.CentralServer` with its threads, its connections to the database and its transactions: what the
reference installation runs as one process. The parent stands for what brings it back (systemd with a socket).
"""

import os
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

from django.db import connections

from central import bootstrap
from tests.proofs.lives import IGNORES_THE_KEY, say
from tests.proofs.shop import KIOSK

_SERVERS: list[Any] = []


def prepare(state: str, public_key: str, manner: str) -> None:
    """Everything that a start costs, once; then the address is told."""
    from central.server import CentralServer  # noqa: PLC0415  needs django.setup()

    os.umask(0o077)
    server = CentralServer(0)
    bootstrap.prepare(Path(state), server.url)
    _enrolled(public_key)
    _warm(server)
    if manner == IGNORES_THE_KEY:
        _ignore_the_key()
    connections.close_all()
    _SERVERS.append(server)
    say(f"url {server.url}")


def live(*_: str) -> NoReturn:
    """Serve until killed."""
    from central.server import serve_all  # noqa: PLC0415  needs django.setup()

    serve_all(_SERVERS, lambda: say("up"))
    raise SystemExit(1)


def _enrolled(public_key: str) -> None:
    from central.kiosks.models import Kiosk  # noqa: PLC0415  needs django.setup()

    Kiosk.objects.update_or_create(id=KIOSK, defaults={"public_key": public_key, "active": True})


def _warm(server):
    """What the first request of a process pays for, paid by the parent."""
    from django.test import Client  # noqa: PLC0415  needs django.setup()

    from central.server import _warm_up  # noqa: PLC0415  needs django.setup()

    _warm_up()
    assert Client().get("/v1/ping", headers={"host": server.url.removeprefix("http://")}).status_code in (401, 403)


def _ignore_the_key() -> None:
    """Each repeat becomes a case of its own, with an answer that the kiosk believes."""
    from central.cases import intake  # noqa: PLC0415  needs django.setup()

    new = intake._new

    def another(case, application, *more):
        renamed = application.model_copy(update={"id": uuid4().hex})
        case.application_id = renamed.id
        made = new(case, renamed, *more)
        return type(made)(made.answer.replace(renamed.id, application.id), fresh=True)

    intake.repeated = lambda *_: None
    intake._new = another
