"""A4 documents: a Typst template that came with the matter, filled with what the platform issued, as a PDF.

Templates are data that administrators publish, so they are sandboxed: they read nothing outside their own folder and fetch
no packages. They see ``sys.inputs.data``, a JSON text with ``document`` (number, issued_on in both languages, verify_url,
qr: an SVG) and ``data`` (what the platform certified; the sample beside the template shows every key).
"""

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import qrcode
import typst
from pydantic import ValidationError
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

from kiosk.clock import CHINA
from kiosk.matters.lint import SAMPLE_SUFFIX
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError

__all__ = ["TemplateError", "check_template", "qr_svg", "typeset"]

_LINE = re.compile(r"[^\s]+\.typ:(\d+):\d+")
_PACKAGE = re.compile(r'(?:import|include)\s*"@')


def typeset(template: Path, issued: IssuedDocument) -> bytes:
    """`issued` as a PDF (A4, by the template). The same document gives the same bytes. Raises `TemplateError`."""
    moment = issued.issued_at.astimezone(CHINA)
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
    return _compiled(template, data, issued.issued_at)


def check_template(template: Path) -> MatterProblem | None:
    """What is wrong with `template` when it is typeset with its sample beside it; ``None`` when nothing is. Always fatal."""
    sample = template.with_suffix(SAMPLE_SUFFIX)
    try:
        issued = IssuedDocument.model_validate_json(sample.read_bytes())
    except (OSError, ValidationError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error.strerror
        return MatterProblem(sample, "", f"expected an issued document as JSON: {said}", fatal=True)
    try:
        typeset(template, issued)
    except TemplateError as error:
        return MatterProblem(
            error.file, "", f"expected a template that typesets: {error.reason}", error.line, fatal=True
        )
    return None


def qr_svg(text: str) -> str:
    """`text` as a QR code (level M) in SVG, quiet zone of four modules included."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue().decode()


def _compiled(template: Path, data: Mapping[str, Any], moment: datetime) -> bytes:
    try:
        source = template.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(template, None, f"cannot be read ({type(error).__name__})") from None
    package = _PACKAGE.search(source)
    if package:
        line = source[: package.start()].count("\n") + 1
        raise TemplateError(template, line, "imports a package; templates may not fetch anything")
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    try:
        compiler = typst.Compiler(str(template), root=str(template.parent), font_paths=_fonts(), sys_inputs=inputs)
        pdf = compiler.compile(format="pdf", timestamp=moment.replace(microsecond=0))
    except typst.TypstError as error:
        place = _LINE.search(error.diagnostic)
        raise TemplateError(template, int(place[1]) if place else None, error.message) from None
    if not isinstance(pdf, bytes):
        raise TemplateError(template, None, "came to several files, expected one PDF")
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the machine, looked up once: that is most of the time of a first page."""
    return typst.Fonts()
