"""What answers: a browser's calls go through every middleware of the settings, a kiosk's only through what means something to it.

A call under ``/v1`` has no session, no cookie, no form and no language; who sends it is shown by its signature
(`central.kiosks.auth`). Half of the time of a heartbeat went into looking for the others.
"""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import django
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.module_loading import import_string

API = "/v1/"
FOR_KIOSKS = (
    "central.weblog.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",  # Content-Length, without which no connection is kept
    "central.problems.ProblemsOnly",
)
"""Each of them stands in ``settings.MIDDLEWARE`` too, in this order"""


class KioskHandler(WSGIHandler):
    """Django's handler with `FOR_KIOSKS` for a chain."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  as Django declares it
        """The short chain."""
        del is_async
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # of BaseHandler
        for name in reversed(FOR_KIOSKS):
            chain = convert_exception_to_response(import_string(name)(chain))
        self._middleware_chain = chain

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request`, in the platform's language: the thread may just have answered somebody with another."""
        translation.activate(settings.LANGUAGE_CODE)
        response: HttpResponseBase = super().get_response(request)
        return response


class Platform:
    """The WSGI application."""

    def __init__(self) -> None:
        """Load Django, as ``get_wsgi_application`` does it."""
        django.setup(set_prefix=False)
        self._people, self._kiosks = WSGIHandler(), KioskHandler()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer by the chain that fits the address."""
        handler = self._kiosks if environ.get("PATH_INFO", "").startswith(API) else self._people
        answer: Iterable[bytes] = handler(environ, start_response)
        return answer
