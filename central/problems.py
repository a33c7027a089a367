"""Every error of the API as ``application/problem+json`` (RFC 9457); the kinds are listed in docs/protocol.md."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from central.kiosks.auth import NotBelieved
from central.kiosks.signatures import Refusal
from central.services.registry import Unavailable

MEDIA_TYPE = "application/problem+json"
API_PREFIX = "/v1/"
_LATER = {"Retry-After": "30"}


def problem(
    status: int, kind: str = "", detail: str = "", *, headers: Mapping[str, str] | None = None, **members: object
) -> JsonResponse:
    """An error answer. `kind` becomes the ``type`` URN; `members` are extension members. No personal data in any."""
    body = {
        "type": f"urn:suishiban:problem:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **members,
    }
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)


def unauthorised(refusal: Refusal = Refusal.UNSIGNED) -> JsonResponse:
    """401, with the scheme to use."""
    return problem(
        401, refusal.value, "The call is not signed by a known kiosk.", headers={"WWW-Authenticate": "Signature"}
    )


def _places(error: ValidationError) -> list[dict[str, str]]:
    """Where a message is wrong, and which rule it breaks; what was sent is not repeated."""
    return [
        {"place": ".".join(str(part) for part in one["loc"]), "rule": str(one["type"])} for one in error.errors[:20]
    ]


def handle_errors(api: NinjaAPI) -> None:
    """Give `api` handlers that answer with problems."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        AuthenticationError: lambda _, __: unauthorised(),
        NotBelieved: lambda _, error: unauthorised(error.refusal),
        ValidationError: lambda _, error: problem(
            422, "invalid-message", "The message breaks the schema.", errors=_places(error)
        ),
        HttpError: lambda _, error: problem(error.status_code, "unreadable", "The request could not be read."),
        RequestDataTooBig: lambda _, __: problem(413, "too-large", "The message is too large."),
        UnreadablePostError: lambda _, __: problem(408, "cut-short", "The body ended before its Content-Length."),
        Unavailable: lambda _, error: problem(
            503,
            "service-down",
            "A service behind the platform does not answer.",
            headers=_LATER,
            service=error.kind.value,
        ),
        OperationalError: lambda _, __: problem(
            503, "busy", "The database is busy; try again.", headers={"Retry-After": "1"}
        ),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def is_storable(body: bytes) -> bool:
    """Whether no text in the JSON `body` holds U+0000, which PostgreSQL has no place for, and nobody writes."""
    return rb"\u0000" not in body


class _Parser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if not is_storable(request.body):
            raise ValueError("U+0000")
        return super().parse_body(request)


class DocumentedAPI(NinjaAPI):
    """Publishes, for each call, that anything but what it promises is a problem; reads what can be kept."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401  ninja's
        super().__init__(parser=_Parser(), **more)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:  # noqa: ANN401  ninja's
        """OpenAPI 3.1 of the whole API."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"].setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for calls in schema["paths"].values():
            for call in calls.values():
                call["responses"].setdefault("default", {"description": "RFC 9457 problem", "content": content})
        return schema


_PROBLEM_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; `type` is urn:suishiban:problem:<kind> (docs/protocol.md) or about:blank.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


class ProblemsOnly:
    """Turns whatever else Django says with an error status under ``/v1/`` (404, 405, 500, …) into a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request`."""
        response = self._get_response(request)
        plain = response.status_code >= HTTPStatus.BAD_REQUEST and response.get("Content-Type") != MEDIA_TYPE
        if plain and request.path.startswith(API_PREFIX) and request.method != "HEAD":
            kept = {name: response[name] for name in ("Allow",) if response.has_header(name)}
            return problem(response.status_code, headers=kept)
        return response


def key_problem(request: HttpRequest, message_id: str) -> JsonResponse | None:
    """What is wrong with the ``Idempotency-Key`` of `request`, which must be the id of its message; ``None`` if nothing."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return problem(400, "key-missing", "Idempotency-Key is required.")
    if key != message_id:
        return problem(422, "key-mismatch", "Idempotency-Key must be the id of the message.")
    return None
