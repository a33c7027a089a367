"""How well each service answers: asked for real, all at once, never longer than the deadline, and not more often than needed."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

from django.db import connections
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from central.services.models import ServiceStanding, ServiceState
from central.services.registry import DEADLINE_S, Kind, Service, Unavailable, service

log = logging.getLogger(__name__)

SLOW_MS = 500
"""A citizen feels it"""
FRESH = timedelta(seconds=5)
"""Whoever looks within this sees the last look: pages that are reloaded do not ask thirteen services each time"""


@dataclass(slots=True)
class _Asked:
    """One question. `ms` is None for as long as there is no answer."""

    kind: Kind
    ms: int | None = None
    down: bool = False


def standings(now: datetime) -> tuple[ServiceStanding, ...]:
    """All services in the order of `Kind`, asked anew when the last look is older than `FRESH`."""
    known = {row.service: row for row in ServiceStanding.objects.all()}
    oldest = min((row.checked_at for row in known.values()), default=None)
    if oldest is None or len(known) < len(Kind) or now - oldest > FRESH:
        return look(now)
    return tuple(known[kind.value] for kind in Kind)


def look(now: datetime) -> tuple[ServiceStanding, ...]:
    """Ask every service, and keep what came of it."""
    before = {row.service: row for row in ServiceStanding.objects.all()}
    asked = [_Asked(kind) for kind in Kind]
    threads = [Thread(target=_ask, args=(one,), name=f"ping {one.kind}", daemon=True) for one in asked]
    for thread in threads:
        thread.start()
    until = time.monotonic() + DEADLINE_S + 0.1
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    rows = [_standing(one, before.get(one.kind.value), now) for one in asked]
    ServiceStanding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=["state", "since", "latency_ms", "checked_at"],
    )
    return tuple(rows)


def keep_looking(now: datetime) -> dict[str, int]:
    """By the clock: so that `since` is right although nobody looked."""
    rows = standings(now)
    return {state.value: sum(row.state == state for row in rows) for state in ServiceState}


class Services(Collector):
    """Each service by its name, for Prometheus."""

    def collect(self) -> Iterable[Metric]:
        """1 for the state that it is in; and how long it took to answer."""
        state = GaugeMetricFamily("suishiban_service_state", "1 for its state", labels=("service", "state"))
        latency = GaugeMetricFamily("suishiban_service_latency_seconds", "Its last answer", labels=("service",))
        for row in standings(datetime.now(UTC)):
            for one in ServiceState:
                state.add_metric((row.service, one.value), float(row.state == one))
            latency.add_metric((row.service,), row.latency_ms / 1000)
        return (state, latency)


def _ask(one: _Asked) -> None:
    begun = time.monotonic()
    try:
        asked: Service = service(one.kind)
        asked.ping()
    except Unavailable:
        one.down = True
    except Exception:  # whatever a province's own raises: it is that one's state, and the page is about it
        log.exception("%s fails", one.kind)
        one.down = True
    finally:
        connections.close_all()  # of this thread
    one.ms = round((time.monotonic() - begun) * 1000)


def _standing(one: _Asked, before: ServiceStanding | None, now: datetime) -> ServiceStanding:
    ms = one.ms if one.ms is not None else round(DEADLINE_S * 1000)
    down = one.down or one.ms is None
    state = ServiceState.DOWN if down else ServiceState.SLOW if ms >= SLOW_MS else ServiceState.UP
    since = before.since if before is not None and before.state == state else now
    return ServiceStanding(service=one.kind.value, state=state, since=since, latency_ms=ms, checked_at=now)
