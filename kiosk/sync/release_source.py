"""Where the files of a release come from: the platform, or a stick. Each is bounded in size and time; none is believed yet."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from ssl import SSLContext
from threading import Lock, local
from typing import Protocol
from urllib.parse import unquote, urlsplit

from requests import RequestException, Response
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient import FetcherInterface
from urllib3.exceptions import HTTPError

from kiosk.sync.transport import NotEnrolled, PlatformSession, is_this_machine

_PIECE = 65536
_FILE_S = 120.0
"""The longest that one file may take, whatever the other end does"""
_CONNECT_S, _SILENT_S = 5.0, 10.0
_OK, _NOT_FOUND = 200, 404


class Source(Protocol):
    """What `ReleaseClient` reads from."""

    base: str
    """Address of the files, with a slash at the end"""
    fetcher: FetcherInterface

    def close(self) -> None:
        """Let go of it."""


class PlatformSource(FetcherInterface):
    """Plain files of a web server. Usable from several threads; each has its own connection."""

    def __init__(self, url: str, tls: Callable[[], SSLContext] | None = None) -> None:
        """`url` of the platform; `tls` makes a context, needed for https, and raises `NotEnrolled` while there is none."""
        parts = urlsplit(url)
        if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
            raise ValueError("plain http:// is for a platform on this machine; elsewhere it needs https://")
        self.base = url.rstrip("/") + "/releases/"
        self.fetcher: FetcherInterface = self
        self._tls = tls if parts.scheme == "https" else None
        self._mine = local()
        self._lock = Lock()
        self._sessions: list[PlatformSession] = []

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()
        self._mine = local()

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            session = self._session()
            session.patience.start(_FILE_S)
            response = session.get(url, timeout=(_CONNECT_S, _SILENT_S), allow_redirects=False, stream=True)
        except NotEnrolled as error:
            raise DownloadError("not enrolled") from error
        except (RequestException, HTTPError, OSError) as error:
            raise DownloadError(type(error).__name__) from error
        if response.status_code != _OK:
            _finish(response)
            name = url.removeprefix(self.base)
            raise DownloadHTTPError(f"{name}: answered with {response.status_code}", response.status_code)
        return self._pieces(response)

    def _session(self) -> PlatformSession:
        session: PlatformSession | None = getattr(self._mine, "session", None)
        if session is None:
            session = PlatformSession(self._tls() if self._tls is not None else None)
            self._mine.session = session
            with self._lock:
                self._sessions.append(session)
        return session

    def _pieces(self, response: Response) -> Iterator[bytes]:
        """As they come, not unpacked: a small file must not become a large one on its way."""
        try:
            with response:
                while piece := response.raw.read1(_PIECE, decode_content=False):
                    yield piece
        except (RequestException, HTTPError, OSError) as error:
            raise DownloadError(type(error).__name__) from error


def _finish(response: Response) -> None:
    """Read a short refusal to its end, so that the connection is good for the next file; hang up on a long one."""
    try:
        if len(response.raw.read(_PIECE, decode_content=False)) == _PIECE:
            response.close()
        else:
            response.raw.release_conn()
    except (HTTPError, OSError):
        response.close()


class FolderSource(FetcherInterface):
    """The same files in a folder: a stick that somebody brought. Nothing outside of it is read, and no link is followed."""

    def __init__(self, folder: Path) -> None:
        self.base = "folder:/"
        self.fetcher: FetcherInterface = self
        self._folder = folder

    def close(self) -> None:
        """Nothing to let go of."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        relative = PurePosixPath(unquote(url.removeprefix(self.base)))
        if relative.is_absolute() or ".." in relative.parts:
            raise DownloadError("a name leads out of the folder")
        path = self._folder / relative
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            raise DownloadHTTPError(f"{relative}: there is no such file", _NOT_FOUND) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise DownloadHTTPError(f"{relative}: this is no file", _NOT_FOUND)
        return _read(descriptor)


def _read(descriptor: int) -> Iterator[bytes]:
    until = time.monotonic() + _FILE_S
    with os.fdopen(descriptor, "rb") as file:
        try:
            while piece := file.read(_PIECE):
                yield piece
                if time.monotonic() > until:
                    raise DownloadError("took too long")
        except OSError as error:
            raise DownloadError(type(error).__name__) from error
