"""``GET /v1/services`` and ``GET /v1/search``."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import TypeAdapter

from central.kiosks.auth import caller, repeatable_kiosk
from central.services.health import standings
from central.services.registry import NAMES, WITHOUT, Kind
from central.services.search import search
from central.words import said
from kiosk.protocol.progress import Said
from kiosk.protocol.services import FoundMatter, SearchAnswer, ServiceLine, ServicesAnswer, ServiceWord

router = Router(tags=["services"])
_STATE: TypeAdapter[Any] = TypeAdapter(ServiceWord)
_MOST = 10


@router.get("/services", response=ServicesAnswer, auth=repeatable_kiosk)
def services(request: HttpRequest) -> ServicesAnswer:
    """How well each service answers: asked when this is, unless somebody asked within the last seconds."""
    caller(request)
    return ServicesAnswer(
        services=tuple(
            ServiceLine(
                service=row.service,
                name=said(NAMES[Kind(row.service)]),
                state=_STATE.validate_python(str(row.state)),
                since=row.since,
                latency_ms=row.latency_ms,
                checked_at=row.checked_at,
                without=said(WITHOUT[Kind(row.service)]),
            )
            for row in standings(datetime.now(UTC))
        )
    )


@router.get("/search", response=SearchAnswer, auth=repeatable_kiosk)
def find(
    request: HttpRequest,
    words: Annotated[str, Query(max_length=40)],
    language: Annotated[str, Query(max_length=10)] = "",
) -> SearchAnswer:
    """At most ten matters that fit `words`; none for words that fit nothing."""
    caller(request)
    found = search().find(words, language or "zh_CN", _MOST)
    return SearchAnswer(
        found=tuple(FoundMatter(code=one.code, title=Said(zh=one.title.zh, en=one.title.en)) for one in found)
    )
