"""应急公告, 立即公布: every kiosk tells it as soon as it looks, whatever release it uses; by the platform's own key.

Nothing on a kiosk is done by it, so it waits neither for a share of the kiosks nor for who holds the keys of releases;
someone other than its author has to read it first.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from central.releases import shelf
from central.releases.errors import ReleaseError
from central.releases.publisher import Publisher
from central.review.models import Notice
from central.review.refusals import ReviewRefused, Why
from kiosk.protocol.release import NoticeAtOnce

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def fingerprint(notice: Notice) -> str:
    """Of all that citizens will read, and when: what somebody has read is what is told."""
    said = (notice.key, notice.text_zh, notice.text_en, notice.matter, f"{notice.first}", f"{notice.last}")
    return sha256("\0".join(said).encode()).hexdigest()


def tell(notice: Notice, by: "User", read: Collection[str]) -> Notice:
    """From now to its last day. `read` are the fingerprints of what `by` has read.

    Raises:
        ReviewRefused: it is told already or over, `by` wrote it, or it is another than was read.
    """
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        if notice.told_at is not None or notice.last < timezone.localdate():
            raise ReviewRefused(Why.NOT_OPEN)
        if notice.author_id == by.pk:
            raise ReviewRefused(Why.OWN_WORK)
        if fingerprint(notice) not in read:
            raise ReviewRefused(Why.NOT_AS_READ)
        notice.told_at, notice.told_by = datetime.now(UTC), by
        notice.save(update_fields=["told_at", "told_by"])
        try:
            _publisher().tell(_on_the_wire(notice), notice.told_at)
        except (ReleaseError, OSError, ValidationError) as error:
            raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error
    return notice


def take_back(notice: Notice) -> Notice:
    """It is told no more, except by a release that carries it. Raises `ReviewRefused`: it is not told at once."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        if notice.told_at is None and notice.key not in {one.key for one in _publisher().standing().rollout.notices}:
            raise ReviewRefused(Why.NOT_OPEN)
        notice.told_at = notice.told_by = None
        notice.save(update_fields=["told_at", "told_by"])
        try:
            _publisher().tell_no_more(notice.key, datetime.now(UTC))
        except (ReleaseError, OSError) as error:
            raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error
    return notice


def _on_the_wire(notice: Notice) -> NoticeAtOnce:
    about = (notice.matter,) if notice.matter else ()
    return NoticeAtOnce(
        key=notice.key, zh=notice.text_zh, en=notice.text_en, first=notice.first, last=notice.last, matters=about
    )


def _publisher() -> Publisher:
    return shelf.publisher(Path(settings.STATE))
