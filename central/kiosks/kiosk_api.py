"""``GET /v1/ping``, ``POST /v1/enrol`` and ``POST /v1/renew``."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from central.kiosks import enrolment
from central.kiosks.auth import caller, repeatable_kiosk
from central.kiosks.authority import BadSigningRequest
from central.problems import problem
from kiosk.protocol.enrolment import EnrolAnswer, EnrolRequest, RenewRequest

router = Router(tags=["kiosks"])


@router.get("/ping", auth=repeatable_kiosk)
def ping(request: HttpRequest) -> HttpResponse:
    """204: the platform is here and knows the caller. Writes nothing: the whole fleet asks every few seconds."""
    caller(request)
    return HttpResponse(status=204)


@router.post("/enrol", auth=None)
def enrol(request: HttpRequest, message: EnrolRequest) -> HttpResponse:
    """200 with `EnrolAnswer`; 403 `no-code` for whoever does not know a good one."""
    del request
    try:
        answer = enrolment.enrol(message)
    except BadSigningRequest as error:
        return problem(422, "bad-request", f"The signing request is not usable: {error}.")
    if isinstance(answer, EnrolAnswer):
        return JsonResponse(answer.model_dump())
    return problem(403, "no-code", "No enrolment code of this kiosk fits; it may be used or older than a day.")


@router.post("/renew")
def renew(request: HttpRequest, message: RenewRequest) -> HttpResponse:
    """200 with `RenewAnswer`."""
    try:
        return JsonResponse(enrolment.renew(caller(request), message.csr).model_dump())
    except BadSigningRequest as error:
        return problem(422, "bad-request", f"The signing request is not usable: {error}.")
