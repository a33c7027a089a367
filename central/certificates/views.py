"""``GET /c/{number}/{code}``: is this paper genuine?"""

import hmac

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from central.certificates.models import Certificate
from central.pages import Line, Page, answer_with, moment_line

_FORGED = Page(
    "bad",
    "查不到这份证明，它不是真的",
    "Not genuine: there is no such certificate",
    "请核对二维码或编号。有疑问请打 12345。",
    "Please check the code or number. Questions: call 12345.",
)


@require_safe
def certificate_page(_request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The verdict, with veiled facts to compare with the paper. A wrong code and an unknown number look the same."""
    found = Certificate.objects.filter(number=number).first()
    genuine = hmac.compare_digest((found.code if found else "").encode(), code.upper().encode())
    if found is None or not genuine:
        return answer_with(_FORGED, 404)
    if found.revoked:
        return answer_with(Page("bad", "这份证明已作废", "This certificate has been revoked", lines=_facts(found)))
    return answer_with(Page("good", "这份证明是真的", "This certificate is genuine", lines=_facts(found)))


def _facts(certificate: Certificate) -> tuple[Line, ...]:
    name, number = certificate.masked_holder_name, certificate.masked_holder_number
    return (
        Line("名称", "Document", certificate.title_zh, certificate.title_en),
        Line("证明编号", "Number", certificate.number, certificate.number),
        Line("姓名", "Name", name, name),
        Line("证件号码", "ID number", number, number),
        moment_line("出具时间", "Issued", certificate.issued_at),
    )
