"""Logs that name no person: routes instead of paths, exception types and places instead of exception texts."""

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from central.metrics import count

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_FACTS = "facts"
"""Of a log record: what its line says, by name"""
ROUTINE = frozenset({"/v1/heartbeats", "/v1/ping", "/v1/standing"})
_log = logging.getLogger("central.access")


def route_of(request: HttpRequest) -> str:
    """The pattern that matched (``c/<number>/<code>``), never the path itself: paths carry tokens."""
    match = request.resolver_match
    return "/" + match.route if match is not None else "(no route)"


class AccessLog:
    """One line per request: method, route, status, milliseconds; and counts for `central.metrics`.

    What all kiosks say all the time is counted only, while it goes well: a thousand lines a second would hide the others.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request` and log that it was answered."""
        started = time.monotonic()
        response = self._get_response(request)
        spent, route, method = time.monotonic() - started, route_of(request), request.method or ""
        count(method, route, response.status_code, spent)
        if route in ROUTINE and response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        facts = {"method": method, "route": route, "status": response.status_code, "ms": round(spent * 1000)}
        _log.info("%s %s %d %.0f ms", method, route, response.status_code, spent * 1000, extra={_FACTS: facts})
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


class JsonFormatter(NamelessFormatter):
    """The same as one JSON document a line: ``at``, ``level``, ``logger``, ``message``, the facts of a call, ``trace``."""

    def format(self, record: logging.LogRecord) -> str:
        """`record` as a line."""
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **getattr(record, _FACTS, {}),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
