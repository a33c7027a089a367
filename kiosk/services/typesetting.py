"""A4 documents: a Typst template that came with the matter, filled with what the platform issued, as a PDF.

Templates are sandboxed: they read nothing outside their own folder and fetch no packages; `kiosk.matters.template_data` is what
they see, and the sample beside a template shows every key.
"""

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import typst
from pydantic import ValidationError

from kiosk.matters.lint import SAMPLE_SUFFIX
from kiosk.matters.problems import MatterProblem
from kiosk.matters.template_data import package_line, template_inputs
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError

__all__ = ["TemplateError", "check_template", "typeset"]

_LINE = re.compile(r"[^\s]+\.typ:(\d+):\d+")


def typeset(template: Path, issued: IssuedDocument) -> bytes:
    """`issued` as a PDF (A4, by the template). The same document gives the same bytes. Raises `TemplateError`."""
    inputs = template_inputs(issued.number, issued.issued_at, issued.verify_url, issued.data)
    return _compiled(template, inputs, issued.issued_at)


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


def _compiled(template: Path, inputs: dict[str, str], moment: datetime) -> bytes:
    try:
        source = template.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(template, None, f"cannot be read ({type(error).__name__})") from None
    line = package_line(source)
    if line is not None:
        raise TemplateError(template, line, "imports a package; templates may not fetch anything")
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
