"""``python -m central fleet``: how the kiosks are; 1 when one is silent or its audit log is broken."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from central.bootstrap import prepare


def main(arguments: list[str]) -> int:
    """One line for each kiosk."""
    parser = argparse.ArgumentParser(prog="central fleet", description="How the kiosks are.")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    parser.add_argument("--json", action="store_true", help="for machines")
    options = parser.parse_args(arguments)
    prepare(options.state.absolute())
    bad = False
    for facts in _facts():
        bad = bad or bool(facts["silent"] or facts["audit_broken"])
        sys.stdout.write((json.dumps(facts) if options.json else _sentence(facts)) + "\n")
    return 1 if bad else 0


def _facts() -> list[dict[str, object]]:
    from central.fleet.health import SILENT  # noqa: PLC0415  needs django.setup()
    from central.fleet.models import AuditTrail, KioskReport  # noqa: PLC0415  as above
    from central.kiosks.models import Kiosk  # noqa: PLC0415  as above

    now = datetime.now(UTC)
    reports = {one.kiosk_id: one for one in KioskReport.objects.all()}
    trails = {one.kiosk_id: one for one in AuditTrail.objects.all()}
    found: list[dict[str, object]] = []
    for kiosk in Kiosk.objects.filter(active=True):
        report, trail = reports.get(kiosk.id), trails.get(kiosk.id)
        found.append(
            {
                "kiosk": kiosk.id,
                "silent": report is None or now - report.at > SILENT,
                "heard_s": round((now - report.at).total_seconds()) if report else None,
                "closed": report.closed if report else "",
                "devices_down": report.devices_down if report else None,
                "queue": report.queue_depth if report else None,
                "queue_oldest_s": report.queue_oldest_s if report else None,
                "release": report.release if report else None,
                "program": report.program if report else "",
                "audit_head": str(trail.head) if trail else "",
                "audit_broken": bool(trail and trail.broken),
            }
        )
    return found


def _sentence(facts: dict[str, object]) -> str:
    if facts["heard_s"] is None:
        return f"{facts['kiosk']}: never heard"
    parts = [
        f"heard {facts['heard_s']} s ago{' (SILENT)' if facts['silent'] else ''}",
        f"closed: {facts['closed']}" if facts["closed"] else "open",
        f"{facts['devices_down']} devices down",
        f"{facts['queue']} waiting",
        f"release {facts['release']}",
        "AUDIT LOG BROKEN" if facts["audit_broken"] else "audit whole",
    ]
    return f"{facts['kiosk']}: {', '.join(parts)}"
