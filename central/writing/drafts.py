"""A draft as what it is of, in a catalogue, and as a fingerprint."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from pydantic import ValidationError

from central.writing.kinds import SHAPES, Content, put
from central.writing.models import DraftKind, MatterDraft
from kiosk.matters.problems import MatterProblem, problems_of

Body = dict[str, Any]


def content_of(body: Body, kind: str = DraftKind.MATTER) -> Content | tuple[MatterProblem, ...]:
    """`body` as a matter or bundle, or everything that keeps it from being one."""
    shape = SHAPES[kind]
    try:
        return shape.model.model_validate(body)
    except ValidationError as error:
        return problems_of(Path(shape.file), shape.model, error).all


def body_of(content: Content) -> Body:
    """What a draft keeps of `content`."""
    body: Body = content.model_dump(mode="json", exclude_defaults=True)
    return body


def whole(draft: MatterDraft) -> Content:
    """What `draft` is of. Raises ``ValueError`` with a sentence while it is half-written."""
    content = content_of(draft.body, draft.kind)
    if isinstance(content, tuple):
        raise ValueError(f"{content[0].path}：{content[0].say(get_language() or 'zh')}")  # noqa: TRY004  no wrong Python type
    return content


def put_draft(draft: MatterDraft, root: Path) -> None:
    """Write `draft` into the catalogue under `root`. Raises ``ValueError`` while it is half-written, ``OSError``."""
    place = put(whole(draft), root)
    for file in draft.files.all():
        (place / Path(file.name).name).write_bytes(bytes(file.content))


def fingerprint(draft: MatterDraft) -> str:
    """SHA-256 of everything that a kiosk would be given of `draft`; a dry run and a review are of this and nothing else."""
    files = {file.name: file.sha256 for file in draft.files.all()}
    return sha256(json.dumps([draft.body, files], sort_keys=True, ensure_ascii=False).encode()).hexdigest()
