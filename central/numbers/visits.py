"""What kiosks counted of their visits, added up by day. Each report counts once: it is kept in the same transaction."""

from collections import Counter

from central.kiosks.models import Kiosk
from central.numbers.models import VisitCount
from central.reports.models import ReportRecord
from kiosk.protocol.tally import SUBJECT, counts_of, day_of

_KEY = ("matter_code", "version", "measure")


def note_report(*, report: ReportRecord, **_: object) -> None:
    """Add the numbers of `report`, if it is of that kind."""
    day = day_of(report.facts) if report.subject == SUBJECT else None
    if day is None:
        return
    fresh: Counter[tuple[str, int, str]] = Counter()
    for one in counts_of(report.facts):
        fresh[one.matter[:60], one.version, one.measure] += one.n
    # Two reports of one kiosk at once would otherwise both add to what was there before.
    Kiosk.objects.select_for_update().get(pk=report.kiosk_id)
    kept = VisitCount.objects.filter(kiosk_id=report.kiosk_id, day=day)
    sums = {(row.matter_code, row.version, row.measure): row.n for row in kept}
    VisitCount.objects.bulk_create(
        [
            VisitCount(
                kiosk_id=report.kiosk_id,
                day=day,
                matter_code=matter,
                version=version,
                measure=measure,
                n=n + sums.get((matter, version, measure), 0),
            )
            for (matter, version, measure), n in sorted(fresh.items())
        ],
        update_conflicts=True,
        unique_fields=["kiosk", "day", *_KEY],
        update_fields=["n"],
    )
