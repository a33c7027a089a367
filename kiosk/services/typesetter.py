"""Typesetting as the kiosk asks for it: in a process of its own, which is gone again when the paper is set.

Typst keeps every font of the machine in memory, some 90 MB; a hanging or crashing template must not take the kiosk along.
"""

from collections.abc import Sequence
from pathlib import Path

from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_process import HelperLate, HelperLost, HelperProcess
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError

_MODULE = "kiosk.services.typesetting_process"
_DOCUMENT_S = 20.0
_CHECK_S = 60.0


class TypesetterLost(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """The helper ended or hung while a catalogue was prepared; says nothing about any one template."""


def typeset(template: Path, issued: IssuedDocument) -> bytes:
    """`issued` as a PDF, as `kiosk.services.typesetting.typeset` makes it. Raises `TemplateError`, also for a hang."""
    request = {"do": "typeset", "template": str(template), "issued": issued.model_dump(mode="json")}
    try:
        reply, blobs = _ask(request, _DOCUMENT_S)
    except TypesetterLost as lost:
        raise TemplateError(template, None, str(lost)) from None
    if "error" in reply:
        error = reply["error"]
        raise TemplateError(Path(error["file"]), error["line"], error["reason"])
    return blobs[0]


def check(templates: Sequence[Path]) -> dict[Path, MatterProblem]:
    """What is wrong with each template that does not typeset with its sample. Raises `TypesetterLost`."""
    reply, _ = _ask({"do": "check", "templates": [str(path) for path in templates]}, _CHECK_S)
    return {
        Path(found["template"]): MatterProblem(Path(found["file"]), "", found["expected"], found["line"], fatal=True)
        for found in reply["problems"]
    }


def readings(root: Path) -> bytes:
    """The pinyin readings of all texts of the catalogue under `root`, as JSON. Raises `TypesetterLost`."""
    return _ask({"do": "read", "root": str(root)}, _CHECK_S)[1][0]


def _ask(request: Header, deadline_s: float) -> Message:
    helper = HelperProcess(_MODULE, ())
    try:
        return helper.ask(request, deadline_s=deadline_s)
    except (HelperLost, HelperLate) as lost:
        raise TypesetterLost(f"the typesetting process failed: {lost}") from lost
    finally:
        helper.stop()
