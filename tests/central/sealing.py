"""Messages as a kiosk seals them for a running platform, and how they are handed in."""

import hashlib
from collections.abc import Sequence
from functools import cache

from requests import Response, Session

from kiosk.protocol.crypto import provider_of
from kiosk.protocol.crypto.international import International
from kiosk.protocol.messages import Application, Rating, Report
from kiosk.protocol.sealed import SealedMessage, Sealer
from tests.central.running import RunningCentral

Content = Application | Rating | Report


@cache
def _sealer(private_pem: bytes) -> Sealer:
    public = International().intake_public_key(private_pem)
    assert provider_of(public).name == "international"
    return Sealer.to(public)


def sealer_of(central: RunningCentral) -> Sealer:
    """Seals for `central`: to the first key in its state folder."""
    return _sealer((central.state / "intake" / "0001.pem").read_bytes())


def sealed(central: RunningCentral, message: Content, pages: Sequence[bytes] = (), body: bytes = b"") -> SealedMessage:
    """`message` sealed with its `pages`; `body` stands for a message that the models would not make."""
    kinds = {Application: "case", Rating: "rating", Report: "report"}
    return sealer_of(central).seal_message(
        message_id=message.id,
        kiosk_id=message.kiosk_id,
        kind=kinds[type(message)],  # type: ignore[arg-type]
        body=body or message.model_dump_json().encode(),
        attachments=pages,
    )


def bring(central: RunningCentral, ready: SealedMessage) -> None:
    """Send the attachments of `ready`."""
    for data in ready.attachments:
        response = central.call("PUT", f"/v1/blobs/{hashlib.sha256(data).hexdigest()}", data=data)
        assert response.status_code in (200, 201), response.text


def post(central: RunningCentral, ready: SealedMessage, key: str, session: Session | None = None) -> Response:
    """Hand in `ready`; its attachments went before."""
    return central.post("/v1/submissions", ready.body, key=key, session=session)


def submit(central: RunningCentral, message: Content, pages: Sequence[bytes] = ()) -> Response:
    """Seal `message`, bring its pages and hand it in."""
    ready = sealed(central, message, pages)
    bring(central, ready)
    return post(central, ready, message.id)
