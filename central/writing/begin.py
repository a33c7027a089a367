"""Where a draft comes from: from nothing, or from a matter that is in use."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from central.catalogue import catalogue
from central.releases import shelf
from central.writing.drafts import body_of
from central.writing.models import DraftFile, DraftState, MatterDraft
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE

OPEN = (DraftState.WRITING, DraftState.IN_REVIEW, DraftState.APPROVED)


class AlreadyOpenError(Exception):
    """Somebody is writing this matter: `draft` is theirs."""

    def __init__(self, draft: MatterDraft) -> None:
        super().__init__(str(draft))
        self.draft = draft


@transaction.atomic
def new_draft(code: str, title: str, author: User, region: str = "") -> MatterDraft:
    """An empty matter. Raises `AlreadyOpenError`."""
    _refuse_second(code)
    body: dict[str, Any] = {"code": code, "title": {"zh": title}}
    return MatterDraft.objects.create(code=code, title=title, body=body, region=region, author=author)


@transaction.atomic
def draft_of(code: str, author: User, region: str = "") -> MatterDraft:
    """The matter `code` as it is in use, to be changed. Raises `AlreadyOpenError`, or ``KeyError`` when there is none."""
    _refuse_second(code)
    matter = catalogue().matters[code]
    _edition, published = shelf.published(Path(settings.STATE))
    return filled(matter, catalogue().root / code, author, region, base=body_of(matter), base_release=published)


def filled(
    matter: Matter,
    folder: Path | None,
    author: User,
    region: str = "",
    *,
    base: dict[str, Any] | None = None,
    base_release: int = 0,
) -> MatterDraft:
    """A draft of `matter` with the files that lie beside it."""
    draft = MatterDraft.objects.create(
        code=matter.code,
        title=matter.title.zh,
        department=matter.department.zh,
        region=region,
        body=body_of(matter),
        base=base,
        base_release=base_release,
        author=author,
    )
    for file in sorted(folder.iterdir()) if folder is not None else ():
        if file.is_file() and file.name != MATTER_FILE:
            DraftFile.objects.create(draft=draft, name=file.name, content=file.read_bytes())
    return draft


def _refuse_second(code: str) -> None:
    found = MatterDraft.objects.filter(code=code, state__in=OPEN).first()
    if found is not None:
        raise AlreadyOpenError(found)
