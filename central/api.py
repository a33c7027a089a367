"""The API of version 1 (docs/protocol.md), put together from the concerns."""

from central.appointments.appointment_api import router as appointments
from central.cases.blob_api import router as blobs
from central.cases.progress_api import router as progress
from central.fleet.fleet_api import router as fleet
from central.government.lookups_api import router as lookups
from central.government.prefill import router as government
from central.kiosks.auth import authenticated_kiosk
from central.kiosks.kiosk_api import router as kiosks
from central.problems import DocumentedAPI, handle_errors
from central.services.services_api import router as services
from central.submissions.submission_api import router as submissions
from central.voice.standing_api import router as standing

api = DocumentedAPI(
    title="Suishiban central", version="1", docs_url=None, openapi_url="/openapi.json", auth=authenticated_kiosk
)
handle_errors(api)
for router in (
    appointments,
    blobs,
    fleet,
    government,
    kiosks,
    lookups,
    progress,
    services,
    standing,
    submissions,
):
    api.add_router("", router)
