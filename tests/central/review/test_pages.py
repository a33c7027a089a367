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
        "what was written stays": [True, True],
        "own": 403,
        "by get": 405,
        "approved": ["approved", "approved"],
        "viewer": [404, 404],
        "made by another": 403,
        "made": [302, "signed"],
        "signed by its author": 403,
        "nobody": "signed",
        "signed for all by a region": "signed",
        "signed": ["rolling", 60],
        "budget": [True, True, True],
        "further": 1.0,
        "stopped for all by a region": ["rolling", True],
        "back": ["rolled_back", 3],
        "list": "no right",
        "off by a region": [0, True],
        "off": ["passport-issue"],
        "on": [],
        "cards": True,
        "bad notices": {
            "up-1": [200, True],
            "nosuch": [200, True],
            "停办 <b>三</b> 天": [200, True],
            "停办\x07三天": [200, True],
            "A&amp;B": [200, True],
            "2098-12-31": [200, True],
        },
        "kept": 0,
        "notice": 302,
        "told at once": [[[], False], [[], True], [["up"], False]],
        "as told": 403,
        "taken back": [[], False],
        "read before it is signed": ["signed", True, True],
    }
