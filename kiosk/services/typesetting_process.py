"""``python -m kiosk.services.typesetting_process``: where typesetting and the pinyin dictionaries live.

Answers one request at a time on its standard pipes (`devices.transports.framed_pipe`) and ends when its input closes:

- ``{"do": "typeset", "template": PATH, "issued": {…}}``: a blob, the PDF; or ``error`` with file, line and reason.
- ``{"do": "check", "templates": [PATH, …]}``: ``problems``, each with file, line and what was expected.
- ``{"do": "read", "root": PATH}``: a blob, the readings of the catalogue's texts as JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

from devices.transports.framed_pipe import Header, Message, packed, read_message
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.search import texts_of
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError
from kiosk.services.typesetting import check_template, typeset


def answer(request: Header) -> Message:
    """The reply to one request."""
    match request["do"]:
        case "typeset":
            return _typeset(Path(request["template"]), request["issued"])
        case "check":
            return {"problems": [problem for path in request["templates"] for problem in _check(Path(path))]}, []
        case _:
            return {}, [_read(Path(request["root"]))]


def _typeset(template: Path, issued: dict[str, Any]) -> Message:
    try:
        return {}, [typeset(template, IssuedDocument.model_validate(issued))]
    except TemplateError as error:
        return {"error": {"file": str(error.file), "line": error.line, "reason": error.reason}}, []


def _check(template: Path) -> list[dict[str, Any]]:
    problem = check_template(template)
    if problem is None:
        return []
    return [{"template": str(template), "file": str(problem.file), "expected": problem.expected, "line": problem.line}]


def _read(root: Path) -> bytes:
    from kiosk.matters.readings import table_of  # noqa: PLC0415 - half a second that a document need not wait for

    return json.dumps(table_of(texts_of(load_catalogue(root).matters)), ensure_ascii=False).encode()


def main() -> int:
    """Serve until the input closes."""
    with open(0, "rb", buffering=0, closefd=False) as requests:
        while (message := read_message(requests)) is not None:
            try:
                sys.stdout.buffer.write(packed(*answer(message[0])))
                sys.stdout.buffer.flush()
            except BrokenPipeError:
                return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
