"""Logs that name no person: routes instead of paths, exception types and places instead of exception texts."""

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_log = logging.getLogger("central.access")


def route_of(request: HttpRequest) -> str:
    """The pattern that matched (``c/<number>/<code>``), never the path itself: paths carry tokens."""
    match = request.resolver_match
    return "/" + match.route if match is not None else "(no route)"


class AccessLog:
    """One line per request: method, route, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request` and log that it was answered."""
        started = time.monotonic()
        response = self._get_response(request)
        spent = (time.monotonic() - started) * 1000
        _log.info("%s %s %d %.0f ms", request.method, route_of(request), response.status_code, spent)
        return response


class Nameless(logging.Filter):
    """Rewrites Django's request records, whose arguments hold the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always keeps the record."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg = "%s %s gave %s"
            record.args = (request.method, route_of(request), getattr(record, "status_code", "?"))
        return True


class NamelessFormatter(logging.Formatter):
    """Time, level, logger, message; of an exception its type and where it was raised, not what it says."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802  the name logging gave it
        """The frames and the type of `ei`; its text may quote what a citizen entered."""
        frames = "".join(traceback.format_list(traceback.extract_tb(ei[2])))
        return f"{frames}{ei[0].__name__ if ei[0] else 'exception'}"
