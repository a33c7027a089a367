"""What tests do inside of the platform with looks into libraries of long ago."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction

from central.government.models import DataLookup
from central.government.retention import keep_some, kept_until
from central.kiosks.models import Kiosk
from tests.central.running import KIOSK

YEAR = timedelta(days=366)
DAY = timedelta(days=1)


def erased() -> dict[str, Any]:
    """Looks of five ages: what an installation of five years keeps, what the law does, and what the database lets go of."""
    now = datetime.now(UTC)
    kiosk, _ = Kiosk.objects.get_or_create(id=KIOSK)
    ages = {"new": DAY, "young": 3 * YEAR - 5 * DAY, "old": 3 * YEAR + DAY, "older": 4 * YEAR, "oldest": 6 * YEAR}
    DataLookup.objects.bulk_create(
        DataLookup(at=now - age, person_hash=name, kiosk=kiosk, library="credit") for name, age in ages.items()
    )
    found: dict[str, Any] = {"of five": [_after(5, now), _left()], "of less": [_after(1, now), _left()]}
    found["again"] = _after(3, now)
    for name, act in (
        ("deleted", lambda: DataLookup.objects.all().delete()),
        ("changed", lambda: DataLookup.objects.update(outcome="nothing")),
    ):
        try:
            with transaction.atomic():
                act()
            found[name] = "done"
        except DatabaseError:
            found[name] = "refused"
    found["leap"] = kept_until(datetime(2024, 2, 29, 12, tzinfo=UTC)).isoformat()
    return {**found, "at last": _left()}


def _after(years: int, now: datetime) -> int:
    settings.LOOKUPS_KEPT_YEARS = years
    return keep_some(now)["erased"]


def _left() -> list[str]:
    return list(DataLookup.objects.order_by("-at").values_list("person_hash", flat=True))
