"""Keeping what was written: one revision after the other, and nobody's words under somebody else's."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from central.writing.begin import OPEN
from central.writing.drafts import body_of, content_of
from central.writing.kinds import SHAPES
from central.writing.models import LONGEST_TITLE, DraftState, MatterDraft


class Conflict(Exception):  # noqa: N818  a case to be told, not a failure
    """Somebody saved a later revision, or has begun another draft of the same; `who` they are."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


@transaction.atomic
def save_body(draft: MatterDraft, body: dict[str, Any], revision: int, author: User) -> None:
    """Keep `body` as the next revision of `draft`, which `author` opened at `revision`.

    A draft that was sent back is being written again with that.

    Raises:
        Conflict: It is not the newest any more; `draft` is then as it lies there.
    """
    now = MatterDraft.objects.select_for_update().select_related("author").get(pk=draft.pk)
    if now.revision != revision:
        draft.refresh_from_db()
        raise Conflict(now.author.get_username())
    if now.state != DraftState.WRITING:  # sent back: another may have been begun since, and one is open at most
        others = MatterDraft.objects.filter(kind=now.kind, code=now.code, state__in=OPEN).exclude(pk=now.pk)
        other = others.select_related("author").first()
        if other is not None:
            raise Conflict(other.author.get_username())
    content = content_of(body, draft.kind)
    draft.body = body if isinstance(content, tuple) else body_of(content)
    draft.title = _chinese(body.get("title"))[:LONGEST_TITLE] or draft.title
    draft.department = _chinese(body.get(SHAPES[draft.kind].department))[:LONGEST_TITLE]
    draft.author_id = author.pk
    draft.revision = revision + 1
    draft.state = DraftState.WRITING
    draft.save()


def _chinese(text: object) -> str:
    return str(text.get("zh") or "") if isinstance(text, dict) else ""
