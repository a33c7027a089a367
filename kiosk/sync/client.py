"""The only user of requests: every call to the platform, each ending in an `Outcome`.

Bodies carry personal data, so nothing of them ever enters an exception, a log or a repr.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from io import BytesIO
from ssl import SSLContext
from threading import Lock, local
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from requests import ConnectionError as NoConnection
from requests import RequestException, Response, Timeout
from requests.exceptions import SSLError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from kiosk.protocol.messages import CaseAnswer, PrefillAnswer, PrefillRequest, Problem, SubmissionAnswer
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater
from kiosk.sync.signing import RequestSigner
from kiosk.sync.transport import NotEnrolled, PlatformSession, is_this_machine
from offline_cache.message import Kind

LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes; a longer answer is cut off and not believed"""

_NOT_ALLOWED = (401, 403)
# 404 and 405 mean a platform that is being installed, 409 an earlier try still in progress: all of them pass.
_NEVER = (400, 410, 411, 413, 414, 415, 422)
_BUSY = (429, 502, 503, 504)
Model = TypeVar("Model", bound=BaseModel)

_OK, _CREATED, _NO_CONTENT, _UNSIGNED, _UNPROCESSABLE = 200, 201, 204, 401, 422
_CHUNK = 65536
_IN_ONE_PIECE = 64 * 1024
_CLOCK_WRONG_S = 30.0
"""A platform's time that is further off than this explains a refused signature"""


@dataclass(frozen=True, slots=True, repr=False)
class _Reply:
    status: int
    content: bytes
    retry_after: float | None


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
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the platform's address must start with http:// or https:// and name a host")
        if parts.scheme == "http" and not is_this_machine(parts.hostname):
            raise ValueError("plain http:// is for a platform on this machine; elsewhere it needs https://")
        self._origin = base_url.rstrip("/").removesuffix(parts.path.rstrip("/"))
        self._prefix = parts.path.rstrip("/") + "/v1/"
        self._signer = signer
        self._tls = tls if parts.scheme == "https" else None
        self._connect_timeout_s = connect_timeout_s
        self._read_timeout_s = read_timeout_s
        self._mine = local()
        self._sessions: list[PlatformSession] = []
        self._lock = Lock()
        self._generation = 0
        self._unreachable: Callable[[], None] = _nobody_asked

    @property
    def clock_offset_s(self) -> float | None:
        """How many seconds the platform's clock is ahead of this machine's; ``None`` until it has answered."""
        return self._signer.clock.offset_s

    def connect_anew(self) -> None:
        """Let every next call use a fresh connection: there is another certificate."""
        self._generation += 1

    def when_unreachable(self, listener: Callable[[], None]) -> None:
        """Call `listener` (in the caller's thread) after each call but `ping` that found no way through."""
        self._unreachable = listener

    def ping(self) -> Outcome[None]:
        """Is the platform there and does it know this kiosk? Takes 2 s for the answer at most."""
        reply = self._call("GET", "ping", read_timeout_s=min(2.0, self._read_timeout_s))
        if isinstance(reply, TryLater):
            return reply
        if reply.status == _NO_CONTENT:
            return Delivered(None)
        failure = _failure(reply)
        # A captive portal answers 200 and a page; that is not the platform.
        return failure if isinstance(failure, NotAllowed) else TryLater(f"http_{reply.status}", everyone=True)

    def prefill(self, request: PrefillRequest, *, read_timeout_s: float | None = None) -> Outcome[PrefillAnswer]:
        """What the government already knows of this person."""
        reply = self._post("prefill", request.model_dump_json().encode(), read_timeout_s=read_timeout_s)
        if isinstance(reply, TryLater):
            return reply
        if reply.status != _OK:
            return _failure(reply)
        answer = _parsed(PrefillAnswer, reply.content)
        return TryLater("answer_unreadable") if answer is None else Delivered(answer)

    def put_blob(self, digest: str, data: bytes, media_type: str) -> Outcome[None]:
        """Bring an attachment, unless the platform has it already. `digest` is its SHA-256 in hexadecimal."""
        known = self._call("HEAD", f"blobs/{digest}")
        if isinstance(known, TryLater):
            self._unreachable()
            return known
        if known.status == _OK:
            return Delivered(None)
        if known.status in _NOT_ALLOWED:
            return NotAllowed(known.status)
        reply = self._call("PUT", f"blobs/{digest}", data, media_type=media_type, body_sha256=bytes.fromhex(digest))
        if isinstance(reply, TryLater):
            self._unreachable()
            return reply
        if reply.status in (_OK, _CREATED):
            return Delivered(None)
        if reply.status == _UNPROCESSABLE:
            # our bytes have the right hash (the outbox checked), so they were damaged on the way
            return TryLater("blob_damaged")
        return _failure(reply)

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        """Hand in a sealed message. Delivered only if the answer names this very message and the hash of these very bytes.

        What is delivered of a case is its answer, of the others nothing.
        """
        reply = self._post("submissions", body, message_id)
        if isinstance(reply, TryLater):
            return reply
        if reply.status not in (_OK, _CREATED):
            return _failure(reply)
        digest = sha256(body).hexdigest()
        if kind == "case":
            case = _parsed(CaseAnswer, reply.content)
            if case is None:
                return TryLater("answer_unreadable")
            fits = (case.application_id, case.application_sha256) == (message_id, digest)
            return Delivered(case) if fits else TryLater("answer_mismatch")
        answer = _parsed(SubmissionAnswer, reply.content)
        if answer is None:
            return TryLater("answer_unreadable")
        return Delivered(None) if (answer.id, answer.sha256) == (message_id, digest) else TryLater("answer_mismatch")

    def close(self) -> None:
        """Close every connection; call after the threads that used them have ended."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    def _post(
        self, path: str, body: bytes, message_id: str = "", *, read_timeout_s: float | None = None
    ) -> _Reply | TryLater:
        reply = self._call("POST", path, body, key=message_id, read_timeout_s=read_timeout_s)
        if isinstance(reply, TryLater):
            self._unreachable()
        return reply

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        key: str = "",
        media_type: str = "application/json",
        body_sha256: bytes | None = None,
        read_timeout_s: float | None = None,
    ) -> _Reply | TryLater:
        patience = self._read_timeout_s if read_timeout_s is None else read_timeout_s
        signed_at = self._signer.clock.now()
        reply = self._signed_call(method, path, body, key, media_type, body_sha256, patience)
        if isinstance(reply, TryLater) or reply.status != _UNSIGNED:
            return reply
        if abs(self._signer.clock.now() - signed_at) > _CLOCK_WRONG_S + patience:
            # The answer told the right time: what was refused was the moment of the signature, not the kiosk.
            reply = self._signed_call(method, path, body, key, media_type, body_sha256, patience)
        return reply

    def _signed_call(
        self,
        method: str,
        path: str,
        body: bytes | None,
        key: str,
        media_type: str,
        body_sha256: bytes | None,
        patience: float,
    ) -> _Reply | TryLater:
        target = self._prefix + path
        headers = self._signer.headers(method, target, body, key=key, body_sha256=body_sha256)
        if body is not None:
            headers["Content-Type"] = media_type
        try:
            session = self._session()
            session.patience.start(self._connect_timeout_s + patience)
            with session.request(
                method,
                self._origin + target,
                # In pieces, each with a timeout of its own: a thin line may take its time over a page.
                data=BytesIO(body) if body is not None and len(body) > _IN_ONE_PIECE else body,
                headers=headers,
                timeout=(self._connect_timeout_s, patience),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._signer.clock.heard(response.headers.get("Date"))
                return _read(response, session)
        except NotEnrolled:
            return TryLater("not_enrolled", everyone=True)
        except Timeout:
            return TryLater("timeout", everyone=True)
        except SSLError:
            self.connect_anew()  # the next try looks whether there is another certificate by now
            return TryLater("tls", everyone=True)
        except (NoConnection, HTTPError, TimeoutError) as error:
            return TryLater("timeout" if _was_late(error) else "no_connection", everyone=True)
        except RequestException as error:
            # the type only: the text may quote the request
            return TryLater(type(error).__name__, everyone=True)

    def _session(self) -> PlatformSession:
        session: PlatformSession | None = getattr(self._mine, "session", None)
        if session is None or self._mine.generation != self._generation:
            generation = self._generation
            fresh = PlatformSession(self._tls() if self._tls is not None else None)
            with self._lock:
                self._sessions.append(fresh)
                if session is not None and session in self._sessions:
                    self._sessions.remove(session)
            if session is not None:
                session.close()
            self._mine.session, self._mine.generation = fresh, generation
            return fresh
        return session


def _nobody_asked() -> None:
    """Until `when_unreachable` names a listener."""


def _read(response: Response, session: PlatformSession) -> _Reply | TryLater:
    content = bytearray()
    # Undecoded: nothing but identity was asked for, and what unpacks to gigabytes stays small.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > LONGEST_ANSWER:
            return TryLater("answer_too_long")
        session.patience.left()
    return _Reply(response.status_code, bytes(content), _seconds(response.headers.get("Retry-After")))


def _was_late(error: BaseException | None) -> bool:
    """Whether a deadline is at the bottom of `error`."""
    while error is not None:
        if isinstance(error, (TimeoutError, ReadTimeoutError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _failure(reply: _Reply) -> TryLater | Refused | NotAllowed:
    if reply.status in _NOT_ALLOWED:
        return NotAllowed(reply.status)
    if reply.status in _NEVER:
        problem = _parsed(Problem, reply.content)
        return Refused(problem or Problem(title="refused without a reason", status=reply.status))
    return TryLater(f"http_{reply.status}", reply.retry_after, everyone=reply.status in _BUSY)


def _parsed(kind: type[Model], content: bytes) -> Model | None:
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        return None


def _seconds(value: str | None) -> float | None:
    """``Retry-After`` as seconds from now (RFC 9110 10.2.3: a number or a date); None when absent or nonsense."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
