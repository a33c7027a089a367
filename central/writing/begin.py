"""Where a draft comes from: from nothing, or from a matter or bundle that is in use."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from central.releases import shelf
from central.writing.drafts import body_of
from central.writing.kinds import SHAPES, Content, code_of, department_of, folder_of, in_use, kind_of
from central.writing.models import DraftFile, DraftKind, DraftState, MatterDraft
from kiosk.matters.parse import MATTER_FILE

OPEN = (DraftState.WRITING, DraftState.IN_REVIEW, DraftState.APPROVED)


class AlreadyOpenError(Exception):
    """Somebody is writing the same: `draft` is theirs."""

    def __init__(self, draft: MatterDraft) -> None:
        super().__init__(str(draft))
        self.draft = draft


@transaction.atomic
def new_draft(code: str, title: str, author: User, region: str = "", kind: DraftKind = DraftKind.MATTER) -> MatterDraft:
    """An empty one. Raises `AlreadyOpenError`."""
    _refuse_second(kind, code)
    body: dict[str, Any] = {SHAPES[kind].code: code, "title": {"zh": title}}
    return MatterDraft.objects.create(kind=kind, code=code, title=title, body=body, region=region, author=author)


@transaction.atomic
def draft_of(code: str, author: User, region: str = "", kind: DraftKind = DraftKind.MATTER) -> MatterDraft:
    """The one with `code` as it is in use, to be changed. Raises `AlreadyOpenError`, or ``KeyError`` when there is none."""
    _refuse_second(kind, code)
    content = in_use(kind, code)
    if content is None:
        raise KeyError(code)
    _edition, published = shelf.published(Path(settings.STATE))
    return filled(content, folder_of(kind, code), author, region, base=body_of(content), base_release=published)


def filled(
    content: Content,
    folder: Path | None,
    author: User,
    region: str = "",
    *,
    base: dict[str, Any] | None = None,
    base_release: int = 0,
) -> MatterDraft:
    """A draft of `content` with the files that lie beside it."""
    department = department_of(content)
    draft = MatterDraft.objects.create(
        kind=kind_of(content),
        code=code_of(content),
        title=content.title.zh,
        department="" if department is None else department.zh,
        region=region,
        body=body_of(content),
        base=base,
        base_release=base_release,
        author=author,
    )
    for file in sorted(folder.iterdir()) if folder is not None else ():
        if file.is_file() and file.name != MATTER_FILE:
            DraftFile.objects.create(draft=draft, name=file.name, content=file.read_bytes())
    return draft


def _refuse_second(kind: DraftKind, code: str) -> None:
    found = MatterDraft.objects.filter(kind=kind, code=code, state__in=OPEN).first()
    if found is not None:
        raise AlreadyOpenError(found)
