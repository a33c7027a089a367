"""What was published last is known after a restart, whichever program wrote it down."""

import json
from datetime import UTC, datetime

import pytest

from kiosk.protocol.release import Rollout, Stage
from kiosk.services.release_standing import Standing, recall, remember
from offline_cache.database import Database
from offline_cache.settings import Settings

KNOWN = Standing(7, Rollout(stages=(Stage(release=3, id="r3"),), withdrawn=("small",)), 3, datetime.now(UTC))


@pytest.fixture
def settings(database: Database) -> Settings:
    return Settings(database)


def test_it_is_the_same_after_a_restart(settings: Settings) -> None:
    assert recall(settings) == Standing()
    remember(settings, KNOWN)
    assert recall(settings) == KNOWN


def test_a_program_that_is_taken_back_reads_what_the_younger_one_kept(settings: Settings) -> None:
    """Else a withdrawn matter would be offered again until the platform is reached."""
    remember(settings, KNOWN)
    kept = json.loads(settings.get("release.standing") or "")
    kept["rollout"]["by_moonlight"] = kept["rollout"]["stages"][0]["by_moonlight"] = True
    settings.put("release.standing", json.dumps(kept))
    assert recall(settings) == KNOWN
