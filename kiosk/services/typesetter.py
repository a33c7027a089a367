"""Typesetting as the kiosk asks for it: in a process of its own, which is gone again when the paper is set.

Typst keeps every font of the machine in memory, some 90 MB; a hanging or crashing template must not take the kiosk along.
"""

import os
import signal
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_process import HelperLate, HelperLost, HelperProcess
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError

_MODULE = "kiosk.services.typesetting_process"
_DOCUMENT_S = 20.0
_EXAMINATION_S = 900.0


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a catalogue, and of the good matters the texts' readings and the matters, one a line, as JSON."""

    problems: tuple[MatterProblem, ...]
    readings: bytes
    matters: bytes


class Interrupter:
    """Ends an examination from another thread: the program must not wait for it when it stops."""

    def __init__(self) -> None:
        self.helper: HelperProcess | None = None

    def interrupt(self) -> None:
        """The examination under way, if any, is lost."""
        pid = self.helper.pid if self.helper is not None else None
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def examine(root: Path, skip: Collection[str] = (), interrupter: Interrupter | None = None) -> Verdict:
    """Everything under `root` but the matters in `skip` looked at (`kiosk.services.examination`).

    Raises `TypesetterLost`, also when it never ends or is interrupted.
    """
    request = {"do": "examine", "root": str(root), "skip": sorted(skip)}
    reply, (readings, matters) = _ask(request, _EXAMINATION_S, interrupter)
    problems = (
        MatterProblem(root / found["file"], found["path"], found["expected"], found["line"], fatal=found["fatal"])
        for found in reply["problems"]
    )
    return Verdict(tuple(problems), readings, matters)


def _ask(request: Header, deadline_s: float, interrupter: Interrupter | None = None) -> Message:
    helper = HelperProcess(_MODULE, ())
    if interrupter is not None:
        interrupter.helper = helper
    try:
        return helper.ask(request, deadline_s=deadline_s)
    except (HelperLost, HelperLate) as lost:
        raise TypesetterLost(f"the typesetting process failed: {lost}") from lost
    finally:
        if interrupter is not None:
            interrupter.helper = None
        helper.stop()
