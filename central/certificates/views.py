"""``/c/{number}/{code}``: is this paper genuine? Is this file the one that was signed? And the file itself, for its holder."""

import hmac
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from central.certificates.admin import pdf_answer
from central.certificates.models import Certificate, CertificateFile
from central.certificates.signing import LARGEST, Verdict, check, signed_file
from central.certificates.typesetting import NoPage
from central.pages import Ask, Line, Page, answer_with, moment_line
from central.services.certificates import certificates
from central.services.registry import Unavailable

_FORGED = Page(
    "bad",
    "查不到这份证明，它不是真的",
    "Not genuine: there is no such certificate",
    "请核对二维码或编号。有疑问请打 12345。",
    "Please check the code or number. Questions: call 12345.",
)
_AWAY = Page(
    "wait",
    "电子证照库暂时没有应答，请过几分钟再查",
    "The certificate library does not answer now. Please look again in a few minutes",
)
_ENVELOPE = 64 * 1024
"""What a form adds to its file"""
_OTHER = Page("bad", "签名有效，但这不是这份证明的文件", "Signed by us, but it is the file of another certificate")
_FILES = {
    Verdict.CHANGED: Page("bad", "这个文件被改动过", "Not intact: this file was changed after it was signed"),
    Verdict.NOT_OURS: Page("bad", "这个文件没有本平台的签名", "Not signed by this platform"),
    Verdict.NO_PDF: Page("bad", "这不是 PDF 文件", "This is no PDF file"),
}


def _said_when_away(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A library that does not answer says nothing about the paper."""

    @wraps(view)
    def answered(*given: object, **named: object) -> HttpResponse:
        try:
            return view(*given, **named)
        except Unavailable:
            return answer_with(_AWAY, 503)

    return answered


@require_safe
@_said_when_away
def certificate_page(_request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The verdict, with veiled facts to compare with the paper. A wrong code and an unknown number look the same."""
    found = certificates().find(number, code)
    if found is None:
        return answer_with(_FORGED, 404)
    lines, asks = (*_facts(found), *_file_line(found)), _asks(found)
    if found.revoked:
        return answer_with(Page("bad", "这份证明已作废", "This certificate has been revoked", lines=lines, asks=asks))
    return answer_with(Page("good", "这份证明是真的", "This certificate is genuine", lines=lines, asks=asks))


# Both forms change nothing, and whoever posts them has the code of the paper: there is no session to ride on.
@csrf_exempt
@require_POST
@_said_when_away
def certificate_file_check(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Whether the file that is brought is the signed one, byte for byte."""
    found = certificates().find(number, code)
    if found is None:
        return answer_with(_FORGED, 404)
    if int(request.headers.get("Content-Length") or 0) > LARGEST + _ENVELOPE:
        return answer_with(Page("bad", "文件太大", "The file is too large"), 413)
    brought = request.FILES.get("pdf")
    if brought is None or brought.size is None or brought.size > LARGEST:
        return answer_with(Page("bad", "请选一个 PDF 文件", "Please choose a PDF file"), 422)
    data = brought.read()
    checked = check(data)
    if checked.verdict is not Verdict.INTACT:
        return answer_with(_FILES[checked.verdict])
    kept = CertificateFile.objects.filter(pk=found.pk).first()
    if kept is None or bytes(kept.pdf) != data:
        return answer_with(_OTHER)
    if found.revoked:
        said = ("文件完整，但这份证明已作废", "Intact, but this certificate has been revoked")
        return answer_with(Page("bad", *said, lines=_facts(found)))
    return answer_with(Page("good", "文件完整，一字未改", "Intact: not a byte was changed", lines=_facts(found)))


@csrf_exempt
@require_POST
@_said_when_away
def certificate_download(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The signed PDF, for who has the paper's code and knows whose it is."""
    found = certificates().find(number, code)
    if found is None:
        return answer_with(_FORGED, 404)
    said = request.POST.get("holder", "").strip().upper().encode()
    if not hmac.compare_digest(said, found.holder_number.upper().encode()):
        page = Page("bad", "证件号码不对", "This is not the holder's ID number", asks=_asks(found))
        return answer_with(page, 403)
    try:
        return pdf_answer(bytes(signed_file(found).pdf), found.number)
    except NoPage:
        return answer_with(Page("bad", "这份证明没有电子文件", "There is no file of this certificate"), 404)


def _facts(certificate: Certificate) -> tuple[Line, ...]:
    name, number = certificate.masked_holder_name, certificate.masked_holder_number
    return (
        Line("名称", "Document", certificate.title_zh, certificate.title_en),
        Line("证明编号", "Number", certificate.number, certificate.number),
        Line("姓名", "Name", name, name),
        Line("证件号码", "ID number", number, number),
        moment_line("出具时间", "Issued", certificate.issued_at),
        *([moment_line("作废时间", "Revoked", certificate.revoked_at)] if certificate.revoked_at else []),
    )


def _file_line(certificate: Certificate) -> tuple[Line, ...]:
    """Whether the record's own file is as it was signed; nothing for what was never typeset."""
    try:
        kept = signed_file(certificate)
    except NoPage:
        return ()
    intact = check(bytes(kept.pdf)).verdict is Verdict.INTACT
    zh, en = ("完整，签名有效", "intact; the signature holds") if intact else ("不完整", "not intact")
    return (Line("电子文件", "Signed file", zh, en),)


def _asks(certificate: Certificate) -> tuple[Ask, ...]:
    base = f"/c/{certificate.number}/{certificate.code}"
    return (
        Ask(
            f"{base}/file",
            "手里有 PDF 文件？查它有没有被改过",
            "Have the PDF? See whether it was changed",
            (("check", "查验", "Check"),),
            "pdf",
            "file",
        ),
        Ask(
            f"{base}/download",
            "本人下载电子文件：请输入持有人的证件号码",
            "Holder: give your ID number to download the signed file",
            (("download", "下载", "Download"),),
            "holder",
        ),
    )
