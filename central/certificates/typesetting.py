"""A certificate as a page: the matter's own Typst template, or the platform's for results that officers decide.

Templates are data that administrators publish: they read nothing outside of their folder and fetch no packages. They see
the same ``sys.inputs.data`` as on the kiosk (docs/add-a-matter.md).
"""

import io
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import qrcode
from django.utils import timezone
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

from central.catalogue import catalogue
from central.certificates.issue import RESULT, issued_document
from central.certificates.models import Certificate

if TYPE_CHECKING:
    import typst

_OWN = Path(__file__).parent / "result.typ"
_PACKAGE = re.compile(r'(?:import|include)\s*"@')


class NoPage(Exception):  # noqa: N818  what it is, is an error by itself
    """The template is gone or does not typeset. Quotes nothing of the certificate."""


def typeset(certificate: Certificate) -> bytes:
    """`certificate` as a PDF without a signature; the same one gives the same bytes. Raises `NoPage`."""
    import typst  # noqa: PLC0415 - a large library that most processes never need

    template = _template(certificate)
    issued, moment = issued_document(certificate), timezone.localtime(certificate.issued_at)
    data = {
        "document": {
            "number": issued.number,
            "issued_on": {
                "zh": f"{moment.year}年{moment.month}月{moment.day}日",
                "en": f"{moment.day} {moment:%B} {moment.year}",
            },
            "verify_url": issued.verify_url,
            "qr": qr_svg(issued.verify_url),
        },
        "data": issued.data,
    }
    if _PACKAGE.search(template.read_text(encoding="utf-8")):
        raise NoPage("the template fetches a package")
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts(), sys_inputs=inputs)
        pdf = compiler.compile(format="pdf", timestamp=certificate.issued_at.replace(microsecond=0))
    except typst.TypstError:
        raise NoPage("the template does not typeset") from None
    if not isinstance(pdf, bytes):
        raise NoPage("the template came to several files")
    return pdf


def qr_svg(text: str) -> str:
    """`text` as a QR code (level M) in SVG, quiet zone of four modules included."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue().decode()


def _template(certificate: Certificate) -> Path:
    if certificate.key == RESULT:
        return _OWN
    try:
        return catalogue().template(certificate.case.matter_code, certificate.key)
    except KeyError:
        raise NoPage("the matter has no such document any more") from None


@lru_cache(maxsize=1)
def _fonts() -> "typst.Fonts":
    """The fonts of the machine, looked up once: that is most of the time of a first page."""
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts()
