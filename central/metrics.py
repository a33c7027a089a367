"""``/metrics`` for Prometheus: how many calls, how long they took, how the fleet stands. Names no person, kiosk or path.

Labels come from closed sets: the routes of `central.urls`, the methods of HTTP, the states of a model. Whoever asks shows the
token of ``metrics.token`` in the state folder. Several processes of one process manager add up (`central.shared_counts`).
"""

import hmac
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from central.shared_counts import SHARED

TOKEN_FILE = "metrics.token"  # noqa: S105  the name of a file
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_LATE = timedelta(minutes=5)
"""A kiosk says how it is once a minute"""
_LABELS = ("method", "route", "status")
_calls = Counter("suishiban_requests", "Calls answered", _LABELS)
_spent = Histogram(
    "suishiban_request_seconds",
    "Time to the answer",
    ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10),
)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """One call was answered. `route` is the pattern that matched, never the path."""
    known = method if method in _METHODS else "other"
    _calls.labels(known, route, str(status)).inc()
    _spent.labels(known, route).observe(seconds)


def metrics_page(request: HttpRequest) -> HttpResponse:
    """Everything counted, for whoever has the token; 404 for anybody else, who need not know that it is there."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), token(settings.STATE).encode()):
        return HttpResponse(status=404)
    from central.services.health import Services  # noqa: PLC0415  with the models, which need Django's registry
    from central.timers.standing import Tasks  # noqa: PLC0415  as above

    registry = CollectorRegistry()
    registry.register(_Fleet())
    registry.register(Tasks())
    registry.register(Services())
    own = _gathered() if os.environ.get(SHARED) else REGISTRY
    return HttpResponse(generate_latest(own) + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def token(state: Path) -> str:
    """What Prometheus shows: ``authorization: { credentials_file: … }`` of its configuration."""
    return (state / TOKEN_FILE).read_text().strip()


def _gathered() -> CollectorRegistry:
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # of the library
    return registry


class _Fleet(Collector):
    """How the fleet stands, asked of the database at each look: the same whichever process answers."""

    def collect(self) -> Iterable[Metric]:
        """Kiosks by how lately they were heard, and what waits on them."""
        from django.db.models import Count, Max, Q, Sum  # noqa: PLC0415  with the models, which need Django's registry
        from django.utils import timezone  # noqa: PLC0415

        from central.fleet.models import KioskReport  # noqa: PLC0415
        from central.kiosks.models import Kiosk  # noqa: PLC0415

        heard = Q(at__gte=timezone.now() - _LATE)
        found = KioskReport.objects.aggregate(
            heard=Count("pk", filter=heard),
            late=Count("pk", filter=~heard),
            closed=Count("pk", filter=heard & ~Q(closed="")),
            troubled=Count("pk", filter=heard & Q(devices_down__gt=0)),
            waiting=Sum("queue_depth", filter=heard),
            oldest=Max("queue_oldest_s", filter=heard),
        )
        known = Kiosk.objects.filter(active=True).count()
        standing = GaugeMetricFamily("suishiban_kiosks", "Kiosks by how lately they were heard", labels=("standing",))
        standing.add_metric(("heard",), found["heard"])
        standing.add_metric(("late",), found["late"])
        standing.add_metric(("never",), max(0, known - found["heard"] - found["late"]))
        yield standing
        for name, says, value in (
            ("suishiban_kiosks_closed", "Kiosks that are heard and closed", found["closed"]),
            ("suishiban_kiosks_in_trouble", "Kiosks that are heard and have a device down", found["troubled"]),
            ("suishiban_queue_messages", "Messages that wait on the kiosks that are heard", found["waiting"] or 0),
            ("suishiban_queue_oldest_seconds", "Age of the oldest of them", found["oldest"] or 0),
        ):
            yield GaugeMetricFamily(name, says, value=value)
