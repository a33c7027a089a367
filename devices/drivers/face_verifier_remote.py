"""Face comparison by the platform: one JSON request over HTTP.

Request, ``POST {url}``::

    {"request_id": "…", "live": "<base64 JPEG>", "reference": {"kind": "photo", "jpeg": "<base64>"}}
    {"request_id": "…", "live": "<base64 JPEG>", "reference": {"kind": "on_file", "name": "…", "number": "…"}}

Answer, 200: ``{"request_id": "…", "score": 0.71, "threshold": 0.6, "method": "…"}`` (the same id, both numbers), or 422:
``{"request_id": "…", "not_comparable": "no_face"}`` with a value of `WhyNotComparable`. 404, 501 and 503 say that there is no
such service. Whatever else comes is no verdict.
"""

import base64
import uuid
from pathlib import Path
from typing import Any

import requests
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from devices.api.face_verifier import (
    CardPhoto,
    Comparison,
    NotComparable,
    Reference,
    Unavailable,
    Verdict,
    WhyNotComparable,
    WhyUnavailable,
)
from devices.api.options import DriverOptions

_NO_SERVICE = frozenset({404, 501, 503})
_OK, _NOT_COMPARABLE = 200, 422


class RemoteVerifierOptions(DriverOptions):
    """`url` takes the request above; `token_file` holds a bearer token; `timeout_s` is for connecting and for each pause."""

    url: str = Field(pattern=r"^https?://.+")
    token_file: Path | None = None
    timeout_s: float = Field(default=5.0, gt=0, le=30)


class _Compared(BaseModel):
    model_config = ConfigDict(strict=True)

    request_id: str
    score: FiniteFloat
    threshold: FiniteFloat
    method: str = Field(min_length=1, max_length=80)


class _Refused(BaseModel):
    request_id: str
    not_comparable: WhyNotComparable


class RemoteFaceVerifier:
    """See `devices.api.face_verifier.FaceVerifier`."""

    Options = RemoteVerifierOptions

    def __init__(self, options: RemoteVerifierOptions) -> None:
        """Nothing is connected yet."""
        self._options = options

    def available(self) -> Unavailable | None:
        """Whether the address answers at all (``OPTIONS``), and not that there is no such service."""
        try:
            answer = requests.options(
                self._options.url, headers=self._headers(), timeout=self._options.timeout_s, allow_redirects=False
            )
        except (requests.RequestException, OSError) as failed:
            return Unavailable(WhyUnavailable.NO_SERVICE, type(failed).__name__)
        return _unavailable(answer.status_code) if answer.status_code in _NO_SERVICE else None

    def verify(self, live: bytes, reference: Reference) -> Comparison:
        """One request, never repeated: whether to try again is the visit's decision."""
        request_id = uuid.uuid4().hex
        body = {"request_id": request_id, "live": _base64(live), "reference": _reference(reference)}
        try:
            answer = requests.post(
                self._options.url,
                json=body,
                headers=self._headers(),
                timeout=self._options.timeout_s,
                allow_redirects=False,  # a face and a number go where the configuration says, and nowhere else
            )
        except requests.Timeout:
            return Unavailable(WhyUnavailable.TOO_SLOW)
        except (requests.RequestException, OSError) as failed:
            return Unavailable(WhyUnavailable.NO_SERVICE, type(failed).__name__)
        return _comparison(answer.status_code, answer.content, request_id)

    def _headers(self) -> dict[str, str]:
        path = self._options.token_file
        return {"Authorization": f"Bearer {path.read_text(encoding='utf-8').strip()}"} if path else {}


def _comparison(status: int, content: bytes, request_id: str) -> Comparison:
    if status not in (_OK, _NOT_COMPARABLE):
        return _unavailable(status)
    kind = _Compared if status == _OK else _Refused
    try:
        answer = kind.model_validate_json(content)
    except ValidationError:
        return Unavailable(WhyUnavailable.BAD_ANSWER, "not of the shape agreed")
    if answer.request_id != request_id:
        # A cached or mixed-up answer is about somebody else's face.
        return Unavailable(WhyUnavailable.BAD_ANSWER, "about another request")
    if isinstance(answer, _Compared):
        return Verdict(score=answer.score, threshold=answer.threshold, method=answer.method)
    return NotComparable(answer.not_comparable)


def _unavailable(status: int) -> Unavailable:
    why = WhyUnavailable.NO_SERVICE if status in _NO_SERVICE else WhyUnavailable.REFUSED
    return Unavailable(why, f"HTTP {status}")


def _reference(reference: Reference) -> dict[str, Any]:
    if isinstance(reference, CardPhoto):
        return {"kind": "photo", "jpeg": _base64(reference.jpeg)}
    return {"kind": "on_file", "name": reference.name, "number": reference.number}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
