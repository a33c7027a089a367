"""The API of version 1 (docs/protocol.md), put together from the concerns."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from central.cases.blob_api import router as blobs
from central.cases.case_api import router as cases
from central.government.prefill import router as government
from central.kiosks.auth import authenticated_kiosk, caller, note_seen
from central.problems import handle_errors
from central.ratings.rating_api import router as ratings

api = NinjaAPI(
    title="Suishiban central", version="1", docs_url=None, openapi_url="/openapi.json", auth=authenticated_kiosk
)
handle_errors(api)
for router in (blobs, cases, government, ratings):
    api.add_router("", router)


@api.get("/ping", tags=["kiosks"])
def ping(request: HttpRequest) -> HttpResponse:
    """204: the platform is here and knows the caller."""
    note_seen(caller(request))
    return HttpResponse(status=204)
