"""What doctor says of the enrolment."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.cli.doctor import _until
from kiosk.sync.identity import Certificate

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def certificate(days_left: float) -> Certificate:
    expires = NOW + timedelta(days=days_left)
    return Certificate(expires - timedelta(days=30), expires)


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (None, "not enrolled: accepts nothing; get a code from the platform, then `kioskctl enrol CODE`"),
        (certificate(20), "certificate until 2026-03-22, renews itself"),
        (
            certificate(-1),
            "its certificate ran out on 2026-03-01: accepts, delivers nothing; `kioskctl enrol CODE` with",
        ),
    ],
)
def test_it_says_how_the_kiosk_stands_with_its_platform(held: Certificate | None, sentence: str) -> None:
    assert _until(held, NOW).startswith(sentence)
