"""Every call to the platform that is about cases and people, each ending in an `Outcome`.

Bodies carry personal data, so nothing of them ever enters an exception, a log or a repr.
"""

from collections.abc import Callable
from hashlib import sha256
from ssl import SSLContext
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.protocol.enrolment import RenewAnswer, RenewRequest
from kiosk.protocol.messages import CaseAnswer, PrefillAnswer, PrefillRequest, Problem, SubmissionAnswer
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater
from kiosk.sync.calls import Reply, Request, SignedCalls
from kiosk.sync.signing import RequestSigner
from offline_cache.message import Kind

_NOT_ALLOWED = (401, 403)
# 404 and 405 mean a platform that is being installed, 409 an earlier try still in progress: all of them pass.
_NEVER = (400, 410, 411, 413, 414, 415, 422)
_LATER_S = 300.0
"""What a proxy will not let through is tried this seldom: somebody has to mend the proxy first"""
_BUSY = (429, 502, 503, 504)
OFFSET = "Upload-Offset"
"""How many bytes of an unfinished blob the platform has"""
Model = TypeVar("Model", bound=BaseModel)

_BAD_REQUEST = 400
_UNAVAILABLE = 503
_OURS = "urn:suishiban:problem:"
_SERVICE_DOWN = f"{_OURS}service-down"
_OK, _CREATED, _NO_CONTENT, _UNPROCESSABLE = 200, 201, 204, 422


class CentralClient:
    """Talks to one platform as one kiosk. Safe to use from several threads; each gets its own connections."""

    def __init__(
        self,
        base_url: str,
        signer: RequestSigner,
        *,
        tls: Callable[[], SSLContext] | None = None,
        connect_timeout_s: float = 2.0,
        read_timeout_s: float = 15.0,
    ) -> None:
        """`base_url` without ``/v1``, such as ``https://platform.example``; `signer` speaks for the kiosk.

        `tls` makes the context of fresh connections and raises `NotEnrolled` while there is none; https needs it.

        Raises:
            ValueError: `base_url` is not an http(s) address, or plain http to another machine than this.
        """
        self.calls = SignedCalls(
            base_url, signer, tls=tls, connect_timeout_s=connect_timeout_s, read_timeout_s=read_timeout_s
        )
        self._unreachable: Callable[[], None] = _nobody_asked

    @property
    def clock_offset_s(self) -> float | None:
        """How many seconds the platform's clock is ahead of this machine's; ``None`` until it has answered."""
        return self.calls.clock.offset_s

    @property
    def platform_time_s(self) -> float:
        """The platform's time in seconds since 1970; this machine's own until it has answered."""
        return self.calls.clock.now()

    def connect_anew(self) -> None:
        """Let every next call use a fresh connection: there is another certificate."""
        self.calls.connect_anew()

    def when_unreachable(self, listener: Callable[[], None]) -> None:
        """Call `listener` (in the caller's thread) after each call but `ping` that found no way through."""
        self._unreachable = listener

    def ping(self) -> Outcome[None]:
        """Is the platform there and does it know this kiosk? Takes 2 s for the answer at most."""
        reply = self.calls.call(Request("GET", "ping"), read_timeout_s=min(2.0, self.calls.read_timeout_s))
        if isinstance(reply, TryLater):
            return reply
        if reply.status == _NO_CONTENT:
            return Delivered(None)
        why = failure(reply)
        # A captive portal answers 200 and a page; that is not the platform.
        return why if isinstance(why, NotAllowed) else TryLater(f"http_{reply.status}", everyone=True)

    def prefill(self, request: PrefillRequest, *, read_timeout_s: float | None = None) -> Outcome[PrefillAnswer]:
        """What the government already knows of this person."""
        reply = self._post("prefill", request.model_dump_json().encode(), read_timeout_s=read_timeout_s)
        if isinstance(reply, TryLater):
            return reply
        if reply.status != _OK:
            return failure(reply)
        answer = parsed(PrefillAnswer, reply.content)
        return TryLater("answer_unreadable") if answer is None else Delivered(answer)

    def put_blob(self, digest: str, data: bytes, media_type: str) -> Outcome[None]:
        """Bring an attachment, or what is still missing of it. `digest` is its SHA-256 in hexadecimal.

        What came over before a line broke does not travel again: however thin the line is, each try gets further.
        """
        known = self.calls.call(Request("HEAD", f"blobs/{digest}"))
        if isinstance(known, TryLater):
            self._unreachable()
            return known
        if known.status == _OK:
            return Delivered(None)
        if known.status in _NOT_ALLOWED:
            return NotAllowed(known.status)
        reply = self.calls.call(_rest_of(digest, data, media_type, known.headers.get(OFFSET, "")))
        if isinstance(reply, TryLater):
            self._unreachable()
            return reply
        if reply.status in (_OK, _CREATED):
            return Delivered(None)
        if reply.status == _UNPROCESSABLE:
            # our bytes have the right hash (the outbox checked), so they were damaged on the way
            return TryLater("blob_damaged")
        return failure(reply)

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        """Hand in a sealed message. Delivered only if the answer names this very message and the hash of these very bytes.

        What is delivered of a case is its answer, of the others nothing.
        """
        reply = self._post("submissions", body, message_id)
        if isinstance(reply, TryLater):
            return reply
        if reply.status not in (_OK, _CREATED):
            return failure(reply)
        digest = sha256(body).hexdigest()
        if kind == "case":
            case = parsed(CaseAnswer, reply.content)
            if case is None:
                return TryLater("answer_unreadable")
            fits = (case.application_id, case.application_sha256) == (message_id, digest)
            return Delivered(case) if fits else TryLater("answer_mismatch")
        answer = parsed(SubmissionAnswer, reply.content)
        if answer is None:
            return TryLater("answer_unreadable")
        return Delivered(None) if (answer.id, answer.sha256) == (message_id, digest) else TryLater("answer_mismatch")

    def renew(self, csr: str) -> Outcome[RenewAnswer]:
        """The next client certificate. `csr` is PEM."""
        reply = self._post("renew", RenewRequest(csr=csr).model_dump_json().encode())
        if isinstance(reply, TryLater):
            return reply
        if reply.status != _OK:
            return failure(reply)
        answer = parsed(RenewAnswer, reply.content)
        return TryLater("answer_unreadable") if answer is None else Delivered(answer)

    def close(self) -> None:
        """Close every connection; call after the threads that used them have ended."""
        self.calls.close()

    def _post(
        self, path: str, body: bytes, message_id: str = "", *, read_timeout_s: float | None = None
    ) -> Reply | TryLater:
        reply = self.calls.call(Request("POST", path, body, key=message_id), read_timeout_s=read_timeout_s)
        if isinstance(reply, TryLater):
            self._unreachable()
        return reply


def _rest_of(digest: str, data: bytes, media_type: str, offset: str) -> Request:
    """The call that brings what is not there yet; everything, when `offset` makes no sense."""
    start = int(offset) if offset.isascii() and offset.isdigit() else 0
    if not 0 < start < len(data):
        return Request("PUT", f"blobs/{digest}", data, media_type=media_type, body_sha256=bytes.fromhex(digest))
    stated = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
    return Request("PUT", f"blobs/{digest}", data[start:], media_type=media_type, headers=stated)


def _nobody_asked() -> None:
    """Until `when_unreachable` names a listener."""


def failure(reply: Reply) -> TryLater | Refused | NotAllowed:
    """What an answer means that is not the one hoped for."""
    if reply.status in _NOT_ALLOWED:
        return NotAllowed(reply.status)
    if reply.status in _NEVER:
        problem = parsed(Problem, reply.content)
        if problem is not None and problem.type.startswith(_OURS):
            return Refused(problem)
        # Not the platform's word but that of a proxy before it, and no fault of the message. nginx says 400 to a client
        # certificate that has run out; what is too long for it (413) holds up only itself.
        if reply.status == _BAD_REQUEST:
            return TryLater("http_400", everyone=True)
        return TryLater(f"http_{reply.status}", max(_LATER_S, reply.retry_after or 0.0))
    if reply.status == _UNAVAILABLE:
        problem = parsed(Problem, reply.content)
        if problem is not None and problem.type == _SERVICE_DOWN:
            return TryLater("service_down", reply.retry_after)  # what needs another service gets through
    return TryLater(f"http_{reply.status}", reply.retry_after, everyone=reply.status in _BUSY)


def parsed(kind: type[Model], content: bytes) -> Model | None:
    """The message in `content`, or None: what cannot be read is not believed. A younger platform may say more (docs/adr/0056)."""
    try:
        return kind.model_validate_json(content, extra="ignore")
    except ValidationError:
        return None
