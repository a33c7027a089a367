"""What a trail says of a value that is kept as JSON: where it differs, not all of it twice."""

import json

import pytest

from central.people.json_changes import differing


def of(before: object, after: object) -> list[tuple[str, str, str]] | None:
    return differing(json.dumps(before), json.dumps(after))


def test_only_what_differs_is_told_by_its_path() -> None:
    before = {"title": {"zh": "参保证明", "en": "Proof"}, "aliases": ["证明"], "minutes": 3}
    after = {"title": {"zh": "参保证明打印", "en": "Proof"}, "aliases": ["证明", "社保"], "minutes": 3, "visits": 0}
    assert of(before, after) == [
        ("title/zh", "参保证明", "参保证明打印"),
        ("aliases/2", "", "社保"),
        ("visits", "", "0"),
    ]


def test_what_is_new_and_what_is_gone_is_told_in_one_line() -> None:
    assert of(None, {"a": "ä"}) == [("", "", '{"a": "ä"}')]
    assert of(["x"], []) == [("1", "x", "")]
    assert of({"a": "字" * 400}, {"a": ""}) == [("a", "字" * 299 + "…", "")]


@pytest.mark.parametrize(("before", "after"), [("plain", "text"), ("1", "2"), ("", "")])
def test_what_is_no_json_is_left_as_it_is(before: str, after: str) -> None:
    assert differing(before, after) is None
