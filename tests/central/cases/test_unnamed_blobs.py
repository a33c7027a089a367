"""What no message ever named is let go of after its time; whatever one names, or is about to name, stays."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.central.applications import attachment, filed, replacement_application, send_blob
from tests.central.inside import inside
from tests.central.running import RunningCentral
from tests.central.stored import count

LONG_AGO = "2026-01-01 00:00:00+00:00"
DEED = "tests.central.cases.blob_deeds.brought_again_and_cleared"


@dataclass(frozen=True)
class Lying:
    """Blobs on one platform, by their hashes, and uploads that did not become whole."""

    named: str
    laid_aside: str
    """Named, and a crash left it aside"""
    forgotten: tuple[str, ...]
    again: bytes
    young: str
    given_up: Path
    going_on: Path


def lying(central: RunningCentral) -> Lying:
    """Everything that may lie at a platform; all but `young` came long ago."""
    pages = [secrets.token_bytes(3000) for _ in range(2)]
    before = known(central)
    filed(central, replacement_application(*(attachment(page) for page in pages)), pages)
    named, laid_aside = sorted(known(central) - before)
    loose = [secrets.token_bytes(3000) for _ in range(4)]
    assert {send_blob(central, data) for data in loose} == {201}
    first, second, third, young = (hashlib.sha256(data).hexdigest() for data in loose)
    for old in (named, laid_aside, first, second, third):
        central.sql(f"UPDATE cases_blob SET stored_at = '{LONG_AGO}' WHERE sha256 = '{old}'")  # noqa: S608
    path(central, laid_aside).rename(incoming(central) / f"{laid_aside}.going")
    parts: list[Path] = []
    for _ in range(2):
        data = secrets.token_bytes(100)
        seen = set(incoming(central).iterdir())
        address = f"/v1/blobs/{hashlib.sha256(data).hexdigest()}"
        assert central.call("PUT", address, data=data[:50], headers={"Content-Range": "bytes 0-49/100"}).ok
        parts += set(incoming(central).iterdir()) - seen
    given_up, going_on = parts
    os.utime(given_up, (0, 0))
    return Lying(named, laid_aside, (first, second), loose[2], young, given_up, going_on)


def known(central: RunningCentral) -> set[str]:
    return {str(row[0]) for row in central.sql("SELECT sha256 FROM cases_blob")}


def incoming(central: RunningCentral) -> Path:
    return central.state / "blobs" / "incoming"


def path(central: RunningCentral, sha256: str) -> Path:
    return central.state / "blobs" / sha256[:2] / sha256


def is_here(central: RunningCentral, sha256: str) -> bool:
    """In the database and on the disk; an assertion if only in one of them."""
    row, file = count(central.state, "cases_blob", "sha256", sha256), path(central, sha256).exists()
    assert bool(row) is file
    return file


def only_what_nobody_names_goes(central: RunningCentral, plant: str = "") -> None:
    found = lying(central)
    gone = inside(central.state, DEED, found.again.hex(), central.kiosk_id, datetime.now(UTC).isoformat(), plant=plant)
    again = hashlib.sha256(found.again).hexdigest()
    assert [is_here(central, sha256) for sha256 in found.forgotten] == [False, False]
    assert [is_here(central, one) for one in (found.named, found.laid_aside, again, found.young)] == [True] * 4
    assert (found.given_up.exists(), found.going_on.exists()) == (False, True)
    assert gone == [3, 0]
    assert not list(incoming(central).glob("*.going"))


def test_only_what_nobody_names_goes(central: RunningCentral) -> None:
    only_what_nobody_names_goes(central)


@pytest.mark.parametrize(
    "planted_bug",
    [
        "from central.cases import unnamed_blobs as u; u.unnamed = lambda old: u.Blob.objects.filter(stored_at__lt=old)",
        "from central.cases import unnamed_blobs as u; u.KEPT = u.timedelta(0)",
        "from central.cases import blobs; blobs.renew = lambda _: None",
        "from central.cases import unnamed_blobs as u; u._settle = lambda: None",
    ],
    ids=["names-not-asked", "age-ignored", "brought-again-ignored", "crash-ignored"],
)
def test_planted_bugs_are_caught(central: RunningCentral, planted_bug: str) -> None:
    with pytest.raises(AssertionError):
        only_what_nobody_names_goes(central, planted_bug)
