"""Spans, readings, uptime, alarms and what a kiosk shows; each with a bug that these tests notice."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.inside import inside

DEEDS = "tests.central.fleet.deeds"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fleet")
    databases.fresh(made)
    return made


@pytest.fixture(scope="module")
def found(state: Path) -> dict[str, Any]:
    return done(state, "over_time")


def done(state: Path, deed: str, plant: str = "") -> dict[str, Any]:
    outcome: dict[str, Any] = inside(state, f"{DEEDS}.{deed}", plant=plant)
    return outcome


HOUR = 3600
_STEADY_QUERIES = 5
"""Savepoints included; a look at what is kept, and its replacement"""
SPANS = {
    "spans": [[0, 60], [60, 119], [129, None]],
    "steady writes": 0,
    "silence": [[119, 129]],
    "heard": [HOUR, 59 * 60, 0, 0],
    "open": [HOUR, 59 * 60, 0, 0],
    "expected": 86_400,
}


def test_a_steady_kiosk_writes_no_history_and_a_silence_belongs_to_nobody(found: dict[str, Any]) -> None:
    spans = dict(found["spans"])
    assert spans.pop("steady queries") <= _STEADY_QUERIES
    # Whatever in the shipped catalogue cannot be done without a printer could not be done for that hour.
    assert set(spans.pop("lacking").values()) <= {59 * 60}
    assert spans == SPANS


_RESTLESS = """
import secrets
from central.fleet import history
history.Condition.key = property(lambda _: secrets.token_hex(8))
"""


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        (_RESTLESS, "spans"),
        ("from central.fleet import history; history.Before.is_silent = lambda *_: False", "silence"),
    ],
    ids=["always-another", "never-silent"],
)
def test_a_wrong_history_would_be_noticed(state: Path, planted: str, noticed: str) -> None:
    assert done(state, "spans", planted)[noticed] != SPANS[noticed]


def test_a_month_is_open_by_hour_and_by_matter(found: dict[str, Any]) -> None:
    assert found["months"] == {
        "rows": [2, 1],
        "kiosks": 2,
        "open": 0.75,
        "heard": 1.0,
        "morning": 1.0,
        "evening": 0.5,
        "matter": 0.75,
    }


def test_levels_are_read_every_half_hour_and_a_refill_at_once(found: dict[str, Any]) -> None:
    read = found["supplies"]["read"]
    assert [percent for _, percent in read] == [90, 83, 75, 68, 60, 100]
    assert {supply for supply, _ in read} == {"t.black"}


def test_alarms_begin_and_end_with_what_kiosks_say_and_silence_is_looked_for(found: dict[str, Any]) -> None:
    assert found["alarmed"] == {
        "raised": ["clock", "device", "queue"],
        "health": "ill",
        "left": ["clock"],
        "kept": 3,
        "well": [[], "well"],
        "patrol": [True, 0, ["silent"]],
        "seen": [True, False],
        "by": "a",
        "back": [],
        "old program": ["well", False],
        "by command": [[], "attention"],
        "joined": [
            ["receipt_printer=receipt.jam", True],
            ["receipt_printer=receipt.jam document_printer=printer.jam", True],
            ["document_printer=printer.jam", False],
        ],
    }


SHOWN = {
    "well": {
        "social-insurance-certificate": ["can_finish", []],
        "social-security-card-replacement": ["can_finish", []],
    },
    "no printer": {
        "social-insurance-certificate": ["can_accept", ["document_printer.down"]],
        "social-security-card-replacement": ["can_finish", []],
    },
    "no reader": {
        "social-insurance-certificate": ["not_now", ["id_card_reader.down"]],
        "social-security-card-replacement": ["not_now", ["id_card_reader.down"]],
    },
    "full": {
        "social-insurance-certificate": ["not_now", ["queue.full"]],
        "social-security-card-replacement": ["not_now", ["queue.full"]],
    },
    "gone release": False,
}


def test_a_kiosk_shows_what_its_own_rules_say(found: dict[str, Any]) -> None:
    assert found["shown"] == SHOWN


def test_hours_plans_and_bundles_count_as_they_do_at_the_kiosk(found: dict[str, Any]) -> None:
    insured, night = "newborn-medical-insurance", ["not_now", "hours.closed"]
    certificate, card = "social-insurance-certificate", "social-security-card-replacement"
    done, planned, over = ["can_finish"], ["None", "planned"], ["None", "expired"]
    assert found["by_the_clock"] == {
        "monday noon": {certificate: done, card: done, insured: planned, "newborn": ["None", "member.missing"]},
        "monday night": {certificate: night, card: done, insured: planned, "newborn": ["None", "member.missing"]},
        "saturday": {certificate: night, card: over, insured: done, "newborn": done},
        "after a month": {certificate: over, card: over, insured: over, "newborn": ["None", "member.missing"]},
        "page": ["不在开放时间，11月24日 09:00 开放", "新生儿出生", True],
    }


def test_the_smaller_region_is_called_first_and_a_night_ends_the_next_morning(found: dict[str, Any]) -> None:
    assert found["roster"] == {
        "noon": "city",
        "evening": "night",
        "after midnight": "night",
        "saturday noon": "province",
        "late": None,
    }


def test_nobody_is_behind_when_nothing_is_published(found: dict[str, Any]) -> None:
    assert found["behind"] == {"counts": [[0, 1]], "behind": 0, "newest": 0}
