"""Signed calls to the platform and what came back, or why nothing did. Bodies never enter an exception, a log or a repr."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from ssl import SSLContext
from threading import Lock, local
from urllib.parse import urlsplit

from requests import ConnectionError as NoConnection
from requests import RequestException, Response, Timeout
from requests.exceptions import SSLError
from urllib3.exceptions import HTTPError, ReadTimeoutError

from kiosk.protocol.outcome import TryLater
from kiosk.sync.signing import RequestSigner
from kiosk.sync.transport import NotEnrolled, PlatformSession, is_this_machine

LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes; a longer answer is cut off and not believed"""
_OK, _UNSIGNED, _FORBIDDEN = 200, 401, 403
_CHUNK = 65536
_IN_ONE_PIECE = 64 * 1024
_SLOWEST_LINE = 16 * 1024
"""Bytes a second; a platform that takes a body more slowly has no time for it"""
_CLOCK_WRONG_S = 30.0
"""A platform's time that is further off than this explains a refused signature"""
_LONGEST_LINE = 4096
_WORLD = (NotEnrolled, RequestException, HTTPError, TimeoutError)


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer, whole."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_after(self) -> float | None:
        """``Retry-After`` as seconds from now (RFC 9110 10.2.3: a number or a date); None when absent or nonsense."""
        value = self.headers.get("Retry-After")
        if value is None:
            return None
        if value.isascii() and value.strip().isdigit():
            return float(value)
        try:
            moment = parsedate_to_datetime(value).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """A call to make. `path` counts from ``/v1/``; `body_sha256` (32 bytes) saves hashing a body that is known already."""

    method: str
    path: str
    body: bytes | None = None
    key: str = ""
    """The idempotency key, where the call has one"""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    body_sha256: bytes | None = None


class SignedCalls:
    """Calls one platform as one kiosk. Safe to use from several threads; each gets its own connections."""

    def __init__(
        self,
        base_url: str,
        signer: RequestSigner,
        *,
        tls: Callable[[], SSLContext] | None = None,
        connect_timeout_s: float = 2.0,
        read_timeout_s: float = 15.0,
    ) -> None:
        """As `CentralClient`."""
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the platform's address must start with http:// or https:// and name a host")
        if parts.scheme == "http" and not is_this_machine(parts.hostname):
            raise ValueError("plain http:// is for a platform on this machine; elsewhere it needs https://")
        self.clock = signer.clock
        self.read_timeout_s = read_timeout_s
        self._origin = base_url.rstrip("/").removesuffix(parts.path.rstrip("/"))
        self._prefix = parts.path.rstrip("/") + "/v1/"
        self._signer = signer
        self._tls = tls if parts.scheme == "https" else None
        self._connect_timeout_s = connect_timeout_s
        self._mine = local()
        self._sessions: list[PlatformSession] = []
        self._lock = Lock()
        self._generation = 0

    def call(self, request: Request, *, read_timeout_s: float | None = None) -> Reply | TryLater:
        """Make `request`. It is over, one way or the other, when connecting, sending and answering had their time."""
        patience = self.read_timeout_s if read_timeout_s is None else read_timeout_s
        signed_at = self.clock.now()
        reply = self._once(request, patience)
        if isinstance(reply, TryLater) or reply.status != _UNSIGNED:
            if isinstance(reply, Reply) and reply.status == _FORBIDDEN:
                self.connect_anew()  # a proxy's word for a certificate that has run out: there may be another by now
            return reply
        if abs(self.clock.now() - signed_at) > _CLOCK_WRONG_S + patience:
            # The answer told the right time: what was refused was the moment of the signature, not the kiosk.
            reply = self._once(request, patience)
        return reply

    def stream(self, request: Request, *, silent_s: float) -> "Stream | Reply | TryLater":
        """Begin a call whose answer has no end; a `Reply` when it is not 200. It ends when it is silent for `silent_s`."""
        session = None
        try:
            session = self._fresh_session()
            session.patience.start(self._connect_timeout_s + silent_s)
            response = self._sent(session, request, silent_s)
            if response.status_code == _OK:
                session.patience.forget()
                stream, session = Stream(response, session), None
                return stream
            with response:
                return _read(response, session)
        except _WORLD as error:
            return self._why(error)
        finally:
            if session is not None:
                session.close()

    def connect_anew(self) -> None:
        """Let every next call use a fresh connection: there is another certificate."""
        self._generation += 1

    def close(self) -> None:
        """Close every connection; call after the threads that used them have ended."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    def _once(self, request: Request, patience: float) -> Reply | TryLater:
        try:
            session = self._session()
            sending_s = len(request.body or b"") / _SLOWEST_LINE
            session.patience.start(self._connect_timeout_s + patience + sending_s)
            with self._sent(session, request, patience) as response:
                return _read(response, session)
        except _WORLD as error:
            return self._why(error)

    def _sent(self, session: PlatformSession, request: Request, patience: float) -> Response:
        target, body = self._prefix + request.path, request.body
        headers = {
            **request.headers,
            **self._signer.headers(request.method, target, body, key=request.key, body_sha256=request.body_sha256),
        }
        if body is not None:
            headers["Content-Type"] = request.media_type
        # In pieces, each with a timeout of its own: a thin line may take its time over a page.
        content = BytesIO(body) if body is not None and len(body) > _IN_ONE_PIECE else body
        response = session.exchange(
            request.method, self._origin + target, headers, content, (self._connect_timeout_s, patience)
        )
        self.clock.heard(response.headers.get("Date"))
        return response

    def _why(self, error: Exception) -> TryLater:
        match error:
            case NotEnrolled():
                return TryLater("not_enrolled", everyone=True)
            case SSLError():
                self.connect_anew()  # the next try looks whether there is another certificate by now
                return TryLater("tls", everyone=True)
            case Timeout():
                return TryLater("timeout", everyone=True)
            case NoConnection() | HTTPError() | TimeoutError():
                return TryLater("timeout" if _was_late(error) else "no_connection", everyone=True)
            case _:
                # the type only: the text may quote the request
                return TryLater(type(error).__name__, everyone=True)

    def _session(self) -> PlatformSession:
        session: PlatformSession | None = getattr(self._mine, "session", None)
        if session is not None and self._mine.generation == self._generation:
            return session
        generation, fresh = self._generation, self._fresh_session()
        with self._lock:
            self._sessions.append(fresh)
            if session in self._sessions:
                self._sessions.remove(session)
        if session is not None:
            session.close()
        self._mine.session, self._mine.generation = fresh, generation
        return fresh

    def _fresh_session(self) -> PlatformSession:
        return PlatformSession(self._tls() if self._tls is not None else None)


class Stream:
    """An answer without an end, line by line."""

    def __init__(self, response: Response, session: PlatformSession) -> None:
        """Use `SignedCalls.stream`."""
        self._response = response
        self._session = session

    def lines(self) -> Iterator[bytes]:
        """Its lines without their ends, a longer one cut off after some KiB; ends with the connection, for whatever reason."""
        line = bytearray()
        try:
            while chunk := self._response.raw.read1(_CHUNK, decode_content=False):
                *whole, rest = chunk.split(b"\n")
                for part in whole:
                    line += part[:_LONGEST_LINE]
                    yield bytes(line[:_LONGEST_LINE]).removesuffix(b"\r")
                    line.clear()
                line += rest[: max(0, _LONGEST_LINE - len(line))]
        except (HTTPError, OSError, ValueError):
            # ValueError: closed by `close` between two reads
            return

    def close(self) -> None:
        """End it; from any thread, also while another waits for a line."""
        with suppress(OSError, ValueError, RuntimeError):
            self._response.raw.shutdown()
        self._session.close()


def _read(response: Response, session: PlatformSession) -> Reply | TryLater:
    content = bytearray()
    # Undecoded: nothing but identity was asked for, and what unpacks to gigabytes stays small.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > LONGEST_ANSWER:
            return TryLater("answer_too_long")
        session.patience.left()
    return Reply(response.status_code, bytes(content), response.headers)


def _was_late(error: BaseException | None) -> bool:
    """Whether a deadline is at the bottom of `error`."""
    while error is not None:
        if isinstance(error, (TimeoutError, ReadTimeoutError)):
            return True
        error = error.__cause__ or error.__context__
    return False
