"""The only user of requests: every call to the platform, each ending in an `Outcome`.

Bodies carry personal data, so nothing of them ever enters an exception, a log or a repr.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from threading import Lock, local
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from requests import ConnectionError as NoConnection
from requests import RequestException, Response, Session, Timeout

from kiosk.protocol.messages import CaseAnswer, PrefillAnswer, PrefillRequest, Problem
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater

LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes; a longer answer is cut off and not believed"""

_NOT_ALLOWED = (401, 403)
# 404 and 405 mean a platform that is being installed, 409 an earlier try still in progress: all of them pass.
_NEVER = (400, 410, 411, 413, 414, 415, 422)
_BUSY = (429, 502, 503, 504)
Model = TypeVar("Model", bound=BaseModel)

_OK, _CREATED, _NO_CONTENT, _UNPROCESSABLE = 200, 201, 204, 422


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
        kiosk_id: str,
        token: str,
        *,
        connect_timeout_s: float = 2.0,
        read_timeout_s: float = 15.0,
    ) -> None:
        """`base_url` without ``/v1``, such as ``https://platform.example``.

        Raises:
            ValueError: `base_url` is not an http(s) address.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the platform's address must start with http:// or https:// and name a host")
        self._root = base_url.rstrip("/") + "/v1/"
        self._authorization = f"Kiosk {kiosk_id}:{token}"
        self._connect_timeout_s = connect_timeout_s
        self._read_timeout_s = read_timeout_s
        self._mine = local()
        self._sessions: list[Session] = []
        self._lock = Lock()
        self._unreachable: Callable[[], None] = _nobody_asked

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
        reply = self._call("PUT", f"blobs/{digest}", data, {"Content-Type": media_type})
        if isinstance(reply, TryLater):
            self._unreachable()
            return reply
        if reply.status in (_OK, _CREATED):
            return Delivered(None)
        if reply.status == _UNPROCESSABLE:
            # our bytes have the right hash (the outbox checked), so they were damaged on the way
            return TryLater("blob_damaged")
        return _failure(reply)

    def post_case(self, body: bytes, message_id: str) -> Outcome[CaseAnswer]:
        """Hand in an application. Delivered only if the answer names this very message and the hash of these very bytes."""
        reply = self._post("cases", body, message_id)
        if isinstance(reply, TryLater):
            return reply
        if reply.status not in (_OK, _CREATED):
            return _failure(reply)
        answer = _parsed(CaseAnswer, reply.content)
        if answer is None:
            return TryLater("answer_unreadable")
        if answer.application_id != message_id or answer.application_sha256 != sha256(body).hexdigest():
            return TryLater("answer_mismatch")
        return Delivered(answer)

    def post_rating(self, body: bytes, message_id: str) -> Outcome[None]:
        """Hand in a rating."""
        reply = self._post("ratings", body, message_id)
        if isinstance(reply, TryLater):
            return reply
        return Delivered(None) if reply.status in (_OK, _CREATED) else _failure(reply)

    def close(self) -> None:
        """Close every connection; call after the threads that used them have ended."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    def _post(
        self, path: str, body: bytes, message_id: str = "", *, read_timeout_s: float | None = None
    ) -> _Reply | TryLater:
        headers = {"Content-Type": "application/json"}
        if message_id:
            headers["Idempotency-Key"] = message_id
        reply = self._call("POST", path, body, headers, read_timeout_s)
        if isinstance(reply, TryLater):
            self._unreachable()
        return reply

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        read_timeout_s: float | None = None,
    ) -> _Reply | TryLater:
        patience = self._read_timeout_s if read_timeout_s is None else read_timeout_s
        try:
            with self._session().request(
                method,
                self._root + path,
                data=body,
                headers=headers,
                timeout=(self._connect_timeout_s, patience),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _read(response, time.monotonic() + patience)
        except Timeout:
            return TryLater("timeout", everyone=True)
        except NoConnection:
            return TryLater("no_connection", everyone=True)
        except RequestException as error:
            # the type only: the text may quote the request
            return TryLater(type(error).__name__, everyone=True)

    def _session(self) -> Session:
        session: Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = Session()
            session.trust_env = False
            session.headers.update(
                {"Authorization": self._authorization, "Accept": "application/json", "Accept-Encoding": "identity"}
            )
            self._mine.session = session
            with self._lock:
                self._sessions.append(session)
        return session


def _nobody_asked() -> None:
    """Until `when_unreachable` names a listener."""


def _read(response: Response, deadline: float) -> _Reply | TryLater:
    content = bytearray()
    for chunk in response.iter_content(65536):
        content += chunk
        if len(content) > LONGEST_ANSWER:
            return TryLater("answer_too_long")
        if time.monotonic() > deadline:
            return TryLater("timeout", everyone=True)
    return _Reply(response.status_code, bytes(content), _seconds(response.headers.get("Retry-After")))


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
