"""Who looked at whose data is kept as long as the law asks, and no longer; the database lets go of nothing younger."""

from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside

DEED = "tests.central.government.retention_deeds.erased"


def kept_and_erased(outcome: Any) -> None:
    assert outcome == {
        "of five": [1, ["new", "young", "old", "older"]],
        "of less": [2, ["new", "young"]],
        "again": 0,
        "deleted": "refused",
        "changed": "refused",
        "leap": "2027-02-28T12:00:00+00:00",
        "at last": ["new", "young"],
    }


@pytest.mark.parametrize(
    "planted",
    [
        "",
        "import central.government.retention as r; r._shifted = lambda moment, years: moment.replace(year=2000)",
        "import central.government.retention as r; r.years_kept = lambda: 3",
    ],
    ids=["as it is", "never-erased", "deaf-to-the-setting"],
)
def test_looks_are_kept_as_long_as_the_law_asks(tmp_path: Path, planted: str) -> None:
    fresh(tmp_path)
    outcome = inside(tmp_path, DEED, plant=planted)
    if not planted:
        kept_and_erased(outcome)
        return
    with pytest.raises(AssertionError):
        kept_and_erased(outcome)
