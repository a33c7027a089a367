"""A draft as a matter, as a folder, and as a fingerprint."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from central.writing.models import MatterDraft
from kiosk.matters.export import to_toml
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE
from kiosk.matters.problems import MatterProblem, problems_of

Body = dict[str, Any]


def matter_of_body(body: Body) -> Matter | tuple[MatterProblem, ...]:
    """`body` as a matter, or everything that keeps it from being one."""
    try:
        return Matter.model_validate(body)
    except ValidationError as error:
        return problems_of(Path(MATTER_FILE), Matter, error).all


def body_of(matter: Matter) -> Body:
    """What a draft keeps of `matter`."""
    body: Body = matter.model_dump(mode="json", exclude_defaults=True)
    return body


def as_folder(draft: MatterDraft, into: Path) -> Path:
    """The folder ``into/<code>`` with ``matter.toml`` and the files. Raises ``ValueError`` for a draft that is no matter yet."""
    matter = matter_of_body(draft.body)
    if not isinstance(matter, Matter):
        raise ValueError(str(matter[0]))  # noqa: TRY004  a half-written draft, not a wrong Python type
    folder = into / matter.code
    folder.mkdir(parents=True)
    (folder / MATTER_FILE).write_text(to_toml(matter), encoding="utf-8")
    for file in draft.files.all():
        (folder / Path(file.name).name).write_bytes(bytes(file.content))
    return folder


def fingerprint(draft: MatterDraft) -> str:
    """SHA-256 of everything that a kiosk would be given of `draft`; a dry run and a review are of this and nothing else."""
    files = {file.name: file.sha256 for file in draft.files.all()}
    return sha256(json.dumps([draft.body, files], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
