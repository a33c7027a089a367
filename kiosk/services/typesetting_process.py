"""``python -m kiosk.services.typesetting_process``: where typesetting and the pinyin dictionaries live.

Answers one request at a time on its standard pipes (`devices.transports.framed_pipe`) and ends when its input closes:

- ``{"do": "typeset", "template": PATH, "issued": {…}}``: a blob, the PDF; or ``error`` with file, line and reason.
- ``{"do": "examine", "root": PATH, "skip": [CODE, …]}``: ``problems``, each with file (under the root), path, line, what was
  expected and whether it is fatal; two blobs, the readings of the good matters' texts and these matters, one a line, all as JSON.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from devices.transports.framed_pipe import Header, Message, packed, read_message
from kiosk.matters.search import texts_of
from kiosk.protocol.messages import IssuedDocument
from kiosk.services.template_error import TemplateError
from kiosk.services.typesetting import typeset

_MOST_MEMORY = 1 << 30
"""Bytes of data; 2,000 matters with their dictionaries need a fifth of it"""
_MOST_PROBLEMS = 200


def answer(request: Header) -> Message:
    """The reply to one request."""
    match request["do"]:
        case "typeset":
            return _typeset(Path(request["template"]), request["issued"])
        case _:
            return _examine(Path(request["root"]), frozenset(request["skip"]))


def _typeset(template: Path, issued: dict[str, Any]) -> Message:
    try:
        return {}, [typeset(template, IssuedDocument.model_validate(issued))]
    except TemplateError as error:
        return {"error": {"file": str(error.file), "line": error.line, "reason": error.reason}}, []


def _examine(root: Path, skip: frozenset[str]) -> Message:
    from kiosk.matters.readings import table_of  # noqa: PLC0415 - half a second that a document need not wait for
    from kiosk.services.examination import examine  # noqa: PLC0415 - as above

    # What is examined may be meant to fill the memory; this process may die of it, the kiosk may not.
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    examined = examine(root, skip)
    matters = examined.catalogue.matters
    problems = [
        {
            "file": str(problem.file.relative_to(root)),
            "path": problem.path,
            "line": problem.line,
            "expected": problem.expected,
            "fatal": problem.fatal,
        }
        for problem in examined.problems[:_MOST_PROBLEMS]
    ]
    readings = json.dumps(table_of(texts_of(matters, examined.catalogue.bundles.values())), ensure_ascii=False).encode()
    return {"problems": problems}, [
        readings,
        b"\n".join(m.model_dump_json(exclude_defaults=True).encode() for m in matters.values()),
    ]


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
