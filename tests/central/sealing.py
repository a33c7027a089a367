"""Messages as a kiosk seals them for a running platform, and how they are handed in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from requests import Response, Session

from kiosk.protocol.crypto import provider_of
from kiosk.protocol.crypto.international import International
from kiosk.protocol.messages import Application, Rating, Report
from kiosk.protocol.sealed import Sealer, SubmissionKind, attachment_context, body_context, wrap
from kiosk.protocol.supplement import Supplement
from kiosk.protocol.voice import WrittenTicket
from tests.central.running import KIOSK, RunningCentral

Content = Application | Rating | Report | WrittenTicket | Supplement
_KINDS: dict[type[Content], SubmissionKind] = {
    Application: "case",
    Rating: "rating",
    Report: "report",
    WrittenTicket: "ticket",
    Supplement: "supplement",
}


@dataclass(frozen=True)
class SealedMessage:
    """What is posted, and the sealed attachments that go before."""

    body: bytes
    attachments: tuple[bytes, ...]


@cache
def _sealer(private_pem: bytes) -> Sealer:
    public = International().intake_public_key(private_pem)
    assert provider_of(public).name == "international"
    return Sealer.to(public)


def sealer_of(central: RunningCentral) -> Sealer:
    """Seals for `central`: to the first key in its state folder."""
    return _sealer((central.state / "intake" / "0001.pem").read_bytes())


def sealed_content(
    sealer: Sealer, kind: SubmissionKind, message_id: str, body: bytes, pages: Sequence[bytes] = (), kiosk: str = KIOSK
) -> SealedMessage:
    """`body` and `pages`, whatever they are, as the message `message_id`."""
    files = tuple(sealer.seal(page, context=attachment_context(kiosk, message_id)) for page in pages)
    posted = wrap(
        message_id=message_id,
        kiosk_id=kiosk,
        kind=kind,
        key_id=sealer.key_id,
        sealed=sealer.seal(body, context=body_context(kind, kiosk, message_id)),
        attachments=[(hashlib.sha256(data).hexdigest(), len(data)) for data in files],
    )
    return SealedMessage(posted, files)


def sealed(central: RunningCentral, message: Content, pages: Sequence[bytes] = (), body: bytes = b"") -> SealedMessage:
    """`message` sealed with its `pages`; `body` stands for a message that the models would not make."""
    content = body or message.model_dump_json().encode()
    return sealed_content(sealer_of(central), _KINDS[type(message)], message.id, content, pages, message.kiosk_id)


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
