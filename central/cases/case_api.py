"""``POST /v1/cases``."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.cases.intake import Accepted, Missing, OtherBytes, WrongSize, accept
from central.kiosks.auth import caller
from central.problems import key_problem, problem
from kiosk.protocol.messages import Application, CaseAnswer

router = Router(tags=["cases"])


@router.post("/cases", response={200: CaseAnswer, 201: CaseAnswer})
def post_case(request: HttpRequest, application: Application) -> HttpResponse:
    """Accept an application: 201, or 200 with the same bytes when it is here already."""
    if (refused := key_problem(request, application.id)) is not None:
        return refused
    kiosk = caller(request)
    if application.kiosk_id != kiosk.id:
        return problem(422, "other-kiosk", "The application names another kiosk than the one that sends it.")
    match accept(kiosk, application, request.body):
        case Accepted(answer, fresh):
            return HttpResponse(answer, status=201 if fresh else 200, content_type="application/json")
        case OtherBytes():
            return problem(422, "other-bytes", "This key came before with another body. It is never overwritten.")
        case Missing(hashes):
            return problem(
                409, "missing-attachments", "Send these blobs, then the application again.", missing=list(hashes)
            )
        case WrongSize(hashes):
            return problem(422, "wrong-size", "Stated sizes differ from the stored bytes.", wrong=list(hashes))
