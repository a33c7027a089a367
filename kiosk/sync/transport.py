"""Connections to the platform that keep a deadline whatever the other end does, and show who this kiosk is.

A timeout of requests counts from byte to byte: a server that sends one now and then holds the caller for ever.
Here every read knows when the whole call has to be over.
"""

import math
import socket
import ssl
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_HEADERS = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "suishiban"}
_WITH_BODY = ("POST", "PUT", "PATCH")
_PLAIN_HOSTS = ("127.0.0.1", "::1", "localhost")


def is_this_machine(host: str) -> bool:
    """Whether `host` never leaves this machine, so that plain HTTP is good enough."""
    return host in _PLAIN_HOSTS


class NotEnrolled(Exception):  # noqa: N818  a state of the kiosk
    """There is no client certificate yet: `kioskctl enrol` gets one."""


class _Patience:
    """When the call under way has to be over (monotonic seconds); one for each session, used by one thread."""

    def __init__(self) -> None:
        self._until = math.inf

    def start(self, seconds: float) -> None:
        """A call begins that may take so long in all."""
        self._until = time.monotonic() + seconds

    def forget(self) -> None:
        """What is under way has no end."""
        self._until = math.inf

    def left(self) -> float:
        """Seconds left. Raises ``TimeoutError`` when there are none."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the call took too long")
        return left


class _Line(socket.socket):
    """A connection that ends with the patience of the call, not with the next byte."""

    patience = _Patience()

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """As ever, but in time."""
        _hurry(self, self.patience)
        return super().recv_into(buffer, nbytes or 0, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        """As ever, but in time."""
        _hurry(self, self.patience)
        super().sendall(data, flags)


class _TlsLine(ssl.SSLSocket):
    """The same over TLS."""

    patience = _Patience()

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """As ever, but in time."""
        _hurry(self, self.patience)
        return super().recv_into(buffer, nbytes or 0, flags)

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        """As ever, but in time."""
        _hurry(self, self.patience)
        super().sendall(data, flags)


def _hurry(line: socket.socket, patience: _Patience) -> None:
    left = patience.left()
    timeout = line.gettimeout()
    if timeout is None or left < timeout:
        line.settimeout(left)


class PlatformSession(Session):
    """A session with one server: no proxies of the environment, no cookies, no redirects followed, deadlines kept."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        """`tls` as `client_context` made it; needed for https only."""
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.headers.update(_HEADERS)
        self.patience = _Patience()
        self.mount("http://", _Adapter(self.patience, None))
        if tls is not None:
            self.mount("https://", _Adapter(self.patience, tls))
        # The context knows whom to trust. With anything but False requests would add the public authorities to it.
        self.verify = False

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | BytesIO | None,
        timeout: tuple[float, float],
    ) -> Response:
        """One call whose answer is still to be read; for an address and headers that are known to be well formed.

        Straight to the adapter: what requests does before that (environment, cookies, redirects) is not wanted, and takes a
        third of the time that a call costs here.
        """
        request = PreparedRequest()
        request.method, request.url = method, url
        request.body = body  # type: ignore[assignment]  # a file is one too, which the types leave out
        request.headers = CaseInsensitiveDict({**_HEADERS, **headers})
        if body is not None:
            request.headers["Content-Length"] = str(len(body.getbuffer() if isinstance(body, BytesIO) else body))
        elif method in _WITH_BODY:
            request.headers["Content-Length"] = "0"
        return self.get_adapter(url).send(request, stream=True, timeout=timeout, verify=False)


def client_context(authority: str | None) -> ssl.SSLContext:
    """TLS 1.3 towards servers that `authority` (PEM) vouches for; ``None`` takes any, for what proves itself otherwise."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.sslsocket_class = _TlsLine
    if authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context.load_verify_locations(cadata=authority)
    return context


class _Adapter(HTTPAdapter):
    def __init__(self, patience: _Patience, tls: ssl.SSLContext | None) -> None:
        self._patience = patience
        self._tls = tls
        super().__init__(pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: object) -> None:  # noqa: FBT001, FBT002  as declared by requests
        """Pools whose connections are ours."""
        patience = self._patience

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                made = super()._new_conn()
                timeout = made.gettimeout()
                line = _Line(made.family, made.type, made.proto, made.detach())
                line.settimeout(timeout)
                line.patience = patience
                return line

        class Secured(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                if isinstance(self.sock, _TlsLine):
                    self.sock.patience = patience
                # Whom to believe was settled by the context (or by the answer itself): no warning about requests' part.
                self.is_verified = True

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecuredPool(HTTPSConnectionPool):
            ConnectionCls = Secured

        del more
        self.poolmanager = PoolManager(connections, maxsize=maxsize, block=block, ssl_context=self._tls)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecuredPool}

    def build_connection_pool_key_attributes(
        self,
        request: PreparedRequest,
        verify: bool | str,  # noqa: FBT001 - as declared by requests
        cert: str | tuple[str, str] | None = None,
    ) -> tuple[Any, Any]:
        """Where to, and nothing of what requests thinks of certificates: the context is given."""
        where, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return where, {}

    def cert_verify(self, conn: object, url: object, verify: object, cert: object) -> None:
        """Nothing, as above: it would add the public authorities to whom is trusted."""
