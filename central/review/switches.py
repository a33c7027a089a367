"""一键停办: a matter that disappears everywhere at once, by the platform's own key, and comes back the same way."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from central.catalogue import catalogue
from central.releases import shelf
from central.releases.errors import ReleaseError
from central.review.models import MatterSwitch
from central.review.refusals import ReviewRefused, Why

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def switch_off(code: str, by: "User", why: str) -> MatterSwitch:
    """No kiosk offers `code` any more, as soon as it looks. Raises `ReviewRefused`."""
    matter = catalogue().matters.get(code)
    if matter is None:
        raise ReviewRefused(Why.NO_MATTER)
    if not why.strip():
        raise ReviewRefused(Why.NO_REASON)
    with transaction.atomic():
        if MatterSwitch.objects.filter(code=code, restored_at=None).exists():
            raise ReviewRefused(Why.NOT_OPEN)
        made = MatterSwitch.objects.create(code=code, title=matter.title.zh, why=why.strip(), stopped_by=by)
        _withdraw(code, back=False)
    return made


def switch_on(switch: MatterSwitch, by: "User") -> MatterSwitch:
    """It is offered again. Raises `ReviewRefused`."""
    with transaction.atomic():
        switch = MatterSwitch.objects.select_for_update().get(pk=switch.pk)
        if switch.restored_at is not None:
            raise ReviewRefused(Why.NOT_OPEN)
        switch.restored_by, switch.restored_at = by, datetime.now(UTC)
        switch.save()
        _withdraw(switch.code, back=True)
    return switch


def _withdraw(code: str, *, back: bool) -> None:
    try:
        shelf.publisher(Path(settings.STATE)).withdraw([code], datetime.now(UTC), back=back)
    except (ReleaseError, OSError) as error:
        raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error
