"""A certificate as a page: the matter's own Typst template, or the platform's for results that officers decide.

Templates read nothing outside of their folder and fetch no packages. They see what they see on the kiosk
(`kiosk.matters.template_data`).
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from central.catalogue import catalogue
from central.certificates.issue import RESULT, issued_document
from central.certificates.models import Certificate
from kiosk.matters.template_data import package_line, template_inputs

if TYPE_CHECKING:
    import typst

_OWN = Path(__file__).parent / "result.typ"


class NoPage(Exception):  # noqa: N818  what it is, is an error by itself
    """The template is gone or does not typeset. Quotes nothing of the certificate."""


def typeset(certificate: Certificate) -> bytes:
    """`certificate` as a PDF without a signature; the same one gives the same bytes. Raises `NoPage`."""
    import typst  # noqa: PLC0415 - a large library that most processes never need

    template = _template(certificate)
    if package_line(template.read_text(encoding="utf-8")) is not None:
        raise NoPage("the template fetches a package")
    issued = issued_document(certificate)
    inputs = template_inputs(issued.number, issued.issued_at, issued.verify_url, issued.data)
    try:
        compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts(), sys_inputs=inputs)
        pdf = compiler.compile(format="pdf", timestamp=certificate.issued_at.replace(microsecond=0))
    except typst.TypstError:
        raise NoPage("the template does not typeset") from None
    if not isinstance(pdf, bytes):
        raise NoPage("the template came to several files")
    return pdf


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
