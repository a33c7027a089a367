"""What was verified last of what the platform publishes, kept over a restart."""

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import ValidationError

from kiosk.protocol.release import Rollout
from offline_cache.errors import StoreFailed
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

_STANDING = "release.standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was verified last: what is wanted, since when it is known, and what is hidden."""

    edition: int = 0
    rollout: Rollout = field(default_factory=Rollout)
    wanted: int = 0
    looked_at: datetime | None = None

    def is_overdue(self, in_use: int, now: datetime) -> bool:
        """Whether the wanted release had to be in use by `now`, and `in_use` is an older one."""
        wanted = next((stage for stage in self.rollout.stages if stage.release == self.wanted), None)
        return wanted is not None and wanted.release > in_use and wanted.is_overdue(now)


def remember(settings: Settings, standing: Standing) -> None:
    """Keep it; where the store fails a restart has to look again."""
    record = {
        "edition": standing.edition,
        "rollout": standing.rollout.model_dump(mode="json"),
        "wanted": standing.wanted,
        "looked_at": standing.looked_at.isoformat() if standing.looked_at is not None else None,
    }
    try:
        settings.put(_STANDING, json.dumps(record, ensure_ascii=False))
    except StoreFailed:
        log.exception("what is published could not be noted; a restart has to look again")


def recall(settings: Settings) -> Standing:
    """What was kept, perhaps by a younger program; an empty one when there is none, or none that can be read."""
    try:
        known = json.loads(settings.get(_STANDING) or "{}")
        rollout = Rollout.model_validate(known["rollout"], extra="ignore")
        looked_at = datetime.fromisoformat(known["looked_at"])
        return Standing(int(known["edition"]), rollout, int(known["wanted"]), looked_at)
    except (StoreFailed, ValidationError, ValueError, KeyError, TypeError):
        return Standing()
