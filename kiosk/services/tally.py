"""Counts how visits go: where they are left, and how much had to be typed. Numbers only, reported once an hour."""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from kiosk.clock import CHINA, Clock
from kiosk.matters.plan import Step
from kiosk.protocol.messages import Report
from kiosk.protocol.tally import ASKED, BEGAN, DAY, ENDED, FILED, PREFILLED, REACHED, SUBJECT, TYPED, key_of
from kiosk.visit.state import Source, Visit
from offline_cache.message import Outgoing
from offline_cache.outbox import Outbox
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

SETTING = "tally"
"""What was counted and is not on its way yet; over a restart at most what the last minute brought is lost"""


class Tally:
    """`follow` listens to the runner; `keep` is called every minute by somebody who may wait for the disk."""

    def __init__(
        self, kiosk_id: str, settings: Settings, outbox: Outbox, nudge: Callable[[], None], clock: Clock
    ) -> None:
        self._kiosk_id, self._settings, self._outbox = kiosk_id, settings, outbox
        self._nudge, self._clock = nudge, clock
        self._lock = threading.Lock()
        self._fresh: Counter[str] = Counter()
        self._course: _Course | None = None

    def follow(self, visit: Visit | None, ended: Visit | None = None) -> None:
        """A new value of the visit; None when it is over, and then `ended` says why. Waits for nothing.

        Papers for a case that is there (补交) are no visit on a matter: how far people come with one, they say nothing of.
        """
        if visit is not None and visit.supplement is not None:
            return
        if visit is not None:
            before = self._course if self._course is not None and self._course.visit_id == visit.id else None
            self._course = _Course.of(visit, before)
            return
        course, self._course = self._course, None
        if course is not None:
            reason = ended.ended if ended is not None and ended.id == course.visit_id else None
            with self._lock:
                self._fresh += course.counts("unknown" if reason is None else reason.value)

    def keep(self) -> None:
        """Keep what was counted; file the report of an hour that is over. Raises `StoreFailed`."""
        kept = _Kept.parsed(self._settings.get(SETTING))
        now = self._clock.now()
        if kept is not None and kept.hour != _hour(now):
            self._file(kept, now)
            kept = None
            self._settings.put(SETTING, "")
        with self._lock:
            fresh, self._fresh = self._fresh, Counter()
        if not fresh:
            return
        kept = kept or _Kept(uuid4().hex, _hour(now), Counter())
        try:
            self._settings.put(SETTING, str(_Kept(kept.id, kept.hour, kept.counts + fresh)))
        except BaseException:
            with self._lock:
                self._fresh += fresh
            raise

    def _file(self, kept: "_Kept", now: datetime) -> None:
        facts: dict[str, str | int | float | bool | None] = {DAY: kept.hour[:10], **kept.counts}
        report = Report(id=kept.id, kiosk_id=self._kiosk_id, subject=SUBJECT, reported_at=now, facts=facts)
        try:
            message = Outgoing(report.id, "report", report.model_dump_json().encode(), "", now, ())
            self._outbox.accept(message, settles_order=None)
        except ValueError:
            log.info("the numbers of %s are on their way already", kept.hour)
        self._nudge()


class _Kept:
    """What lies in the setting: the report's id is made first, so that a crash in between does not count twice."""

    def __init__(self, report_id: str, hour: str, counts: Counter[str]) -> None:
        self.id, self.hour, self.counts = report_id, hour, counts

    def __str__(self) -> str:
        return json.dumps([self.id, self.hour, self.counts])

    @classmethod
    def parsed(cls, text: str) -> "_Kept | None":
        return None if not text else cls(*_fields(text))


def _fields(text: str) -> tuple[str, str, Counter[str]]:
    report_id, hour, counts = json.loads(text)
    return str(report_id), str(hour), Counter({str(key): int(n) for key, n in counts.items()})


def _hour(now: datetime) -> str:
    return now.astimezone(CHINA).strftime("%Y-%m-%dT%H")


@dataclass(frozen=True, slots=True)
class _Course:
    """What is to be counted of a visit under way; of the citizen nothing is kept."""

    visit_id: str
    matter: str
    version: int
    step: Step
    reached: frozenset[Step]
    form: Counter[str]
    """Empty until a case was made"""

    @classmethod
    def of(cls, visit: Visit, before: "_Course | None") -> "_Course":
        reached = frozenset({visit.step}) | (before.reached if before is not None else frozenset())
        return cls(visit.id, visit.matter.code, visit.matter.version, visit.step, reached, _form(visit))

    def counts(self, reason: str) -> Counter[str]:
        measures = Counter({BEGAN: 1, f"{ENDED}{reason}.{self.step.value}": 1}) + self.form
        measures.update(f"{REACHED}{step.value}" for step in self.reached)
        return Counter({key_of(self.matter, self.version, name): n for name, n in measures.items()})


def _form(visit: Visit) -> Counter[str]:
    if visit.case is None:
        return Counter()
    values = visit.values.values()
    prefilled = sum(value.source is not Source.CITIZEN for value in values)
    return Counter({FILED: 1, TYPED: visit.typed, ASKED: len(values), PREFILLED: prefilled})
