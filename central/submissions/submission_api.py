"""``POST /v1/submissions``: cases, supplements to them, ratings, reports and tickets, sealed, each taken over exactly once."""

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.cases import intake as cases
from central.cases import supplement_intake as supplements
from central.kiosks.auth import caller, repeatable_kiosk
from central.kiosks.models import Kiosk
from central.problems import key_problem, problem
from central.reports import intake as reports
from central.services.complaints import complaints
from central.services.ratings import ratings
from central.submissions.acceptance import Accepted, OtherBytes
from central.submissions.opening import Missing, NotReadable, Opened, WrongSize, open_submission
from kiosk.protocol.messages import CaseAnswer, SubmissionAnswer
from kiosk.protocol.sealed import SealedSubmission

router = Router(tags=["submissions"])
Answer = CaseAnswer | SubmissionAnswer


class _Intake(Protocol):
    """The module or service that keeps one kind of message."""

    def repeated(self, message_id: str, kiosk: Kiosk, posted_sha256: str, /) -> Accepted | OtherBytes | None:
        """What came before under this id."""

    def accept(self, kiosk: Kiosk, message: Any, opened: Opened, /) -> Accepted | OtherBytes:  # noqa: ANN401 - of its kind
        """Keep the message, or find the one kept before."""


_INTAKES: Mapping[str, _Intake] = {
    "case": cases,
    "supplement": supplements,
    "rating": ratings(),
    "report": reports,
    "ticket": complaints(),
}


@router.post("/submissions", auth=repeatable_kiosk, response={200: Answer, 201: Answer})
def post_submission(request: HttpRequest, submission: SealedSubmission) -> HttpResponse:
    """Take a sealed message over: 201, or 200 and the same answer when these bytes are here already."""
    if (refused := key_problem(request, submission.id)) is not None:
        return refused
    kiosk = caller(request)
    if submission.kiosk_id != kiosk.id:
        return problem(422, "other-kiosk", "The message names another kiosk than the one that sends it.")
    posted_sha256 = hashlib.sha256(request.body).hexdigest()
    intake = _INTAKES[submission.kind]
    outcome = intake.repeated(submission.id, kiosk, posted_sha256) or open_submission(submission, posted_sha256)
    return _response(intake.accept(kiosk, outcome.message, outcome) if isinstance(outcome, Opened) else outcome)


def _response(outcome: Accepted | OtherBytes | Missing | WrongSize | NotReadable) -> HttpResponse:
    match outcome:
        case Accepted(answer, fresh):
            return HttpResponse(answer, content_type="application/json", status=201 if fresh else 200)
        case OtherBytes():
            return problem(422, "other-bytes", "This key came before with another body.")
        case Missing(hashes):
            return problem(
                409, "missing-attachments", "Send these blobs, then the message again.", missing=list(hashes)
            )
        case WrongSize(hashes):
            return problem(422, "wrong-size", "Stated sizes differ from the stored bytes.", wrong=list(hashes))
        case NotReadable(kind, detail, places):
            return problem(422, kind, detail, errors=[{"place": place, "rule": rule} for place, rule in places])
