"""How the tasks stand: late or failing ones, for the console and for Prometheus."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from central.timers.models import TaskRecord

_LATE = timedelta(minutes=5)
"""Beyond the moment at which it was due: then nobody looks at the clock"""


def is_late(record: TaskRecord, now: datetime) -> bool:
    """Whether nobody has taken it although it was due."""
    return record.next_at < now - _LATE and (record.held_until is None or record.held_until < now)


class Tasks(Collector):
    """Each task by its name: when it last came off, how often it failed since, how long it took."""

    def collect(self) -> Iterable[Metric]:
        """Asked of the database at each look: the same whichever process answers."""
        done = GaugeMetricFamily("suishiban_task_done_timestamp_seconds", "When it last came off", labels=("task",))
        failed = GaugeMetricFamily("suishiban_task_failures", "How often it failed since", labels=("task",))
        took = GaugeMetricFamily("suishiban_task_seconds", "How long its last run took", labels=("task",))
        for one in TaskRecord.objects.all():
            done.add_metric((one.name,), one.done_at.timestamp() if one.done_at else 0)
            failed.add_metric((one.name,), one.failures)
            took.add_metric((one.name,), one.took_ms / 1000)
        return (done, failed, took)
