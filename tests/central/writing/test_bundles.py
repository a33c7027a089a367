"""A draft is tried in the bundles (一件事) that it is in: what breaks one is found before anybody is asked to approve it."""

from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside

DEED = "tests.central.writing.bundle_deeds.tried"
_ALONE = "import central.writing.surroundings as around; around.bundles_with = lambda code: {}"


def bundles_are_walked_and_shown(outcome: Any) -> None:
    assert outcome == {
        "sound": [True, []],
        "broken": [False, True],
        "may be handed in": False,
        "shown": [True, True, True],
        "refused": True,
        "seconds": True,
    }


@pytest.mark.parametrize("planted", ["", _ALONE], ids=["as it is", "by-itself-only"])
def test_a_draft_is_walked_and_shown_in_its_bundles(tmp_path: Path, planted: str) -> None:
    fresh(tmp_path)
    outcome = inside(tmp_path, DEED, plant=planted)
    if not planted:
        bundles_are_walked_and_shown(outcome)
        return
    with pytest.raises(AssertionError):
        bundles_are_walked_and_shown(outcome)
