"""Review and release in the console, from the draft to the way back: who may what, and what the pages say."""

from pathlib import Path

from tests.central.inside import inside


def test_a_change_goes_its_way_through_the_pages(tmp_path: Path) -> None:
    assert inside(tmp_path, "tests.central.review.page_deeds.story") == {
        "unrehearsed": [200, True],
        "dry run": [True, []],
        "handed in": [302, "blocked"],
        "red card": [True, True, False],
        "in English": True,
        "basis by a stranger": 403,
        "own": 403,
        "by get": 405,
        "approved": ["approved", "approved"],
        "viewer": [404, 404],
        "made by another": 403,
        "made": [302, "signed"],
        "signed by its author": 403,
        "nobody": "signed",
        "signed": ["rolling", 60],
        "budget": [True, True, True],
        "further": 1.0,
        "back": ["rolled_back", 3],
        "list": "no right",
        "off": ["passport-issue"],
        "on": [],
        "cards": True,
        "notice": 302,
    }
