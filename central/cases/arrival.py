"""What becomes of a case in the transaction of its arrival: checked, accepted, perhaps decided, by the platform alone.

The rows of `central.cases.transitions` are followed in memory and written together: an intake is many cases a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from central.cases.findings import GOVERNMENT, Check, Finding, Severity, facts_of
from central.cases.models import Case, CaseState, Step
from central.cases.supervision import RuleId, write_card
from central.cases.transitions import BY_ACTION, Action
from central.statements import insert
from kiosk.matters.model import Matter, ServiceMode
from kiosk.matters.rules import RuleError, names_used
from kiosk.matters.selection import Decision, decide
from kiosk.protocol.messages import Application

PLATFORM = "平台"
"""The unit of steps that nobody took"""


@dataclass
class Arrival:
    """A case on its way in, and the steps that are still to be written."""

    case: Case
    now: datetime
    steps: list[Step] = field(default_factory=list)

    def arrive(self) -> None:
        """The first step of every case."""
        self._note(Action.ARRIVE, CaseState.APPLIED, "", {})

    def take(self, action: Action, details: dict[str, Any] | None = None) -> None:
        """One row of the table. Raises ``ValueError`` when it does not follow: a mistake of ours, not of whoever sent it."""
        row = BY_ACTION[action]
        if CaseState(self.case.state) not in row.sources:
            raise ValueError(f"{action} does not follow {self.case.state}")
        source, self.case.state = self.case.state, row.target
        if row.outcome:
            self.case.outcome = row.outcome
        self.case.revision += 1
        self.case.state_since = self.now
        self._note(action, row.target, source, details or {})

    def note(self, action: Action, details: dict[str, Any]) -> None:
        """A step that changes no state."""
        self._note(action, CaseState(self.case.state), self.case.state, details)

    def write(self) -> None:
        """Keep the steps; the case has its row by now."""
        for step in self.steps:
            step.case = self.case
            insert(step)
        self.steps.clear()

    def _note(self, action: Action, target: CaseState, source: str, details: dict[str, Any]) -> None:
        self.steps.append(
            Step(action=action, source=source, target=target, at=self.now, unit=PLATFORM, details=details)
        )


def accept_if_sound(arrival: Arrival, findings: Sequence[Finding], matter: Matter | None) -> None:
    """Accepted by itself when nothing was found that a person has to look at; what was not fetched is said with the step."""
    if not is_sound(findings):
        return
    unfetched = {one.about for one in findings if one.check is Check.NOT_FETCHED}
    labels = [spec.label for spec in (matter.form if matter is not None else ()) if spec.key in unfetched]
    said = {
        "zh": f"办理时没有从部门取到，待核查：{'、'.join(one.zh for one in labels)}",
        "en": f"Not fetched from the departments at the kiosk, to be checked: {', '.join(one.en for one in labels)}",
    }
    arrival.take(Action.PASS_CHECK, {"reasons": [said]} if labels else None)


def is_sound(findings: Sequence[Finding]) -> bool:
    """Whether nothing was found that a person has to look at."""
    return not any(one.severity is Severity.ERROR for one in findings)


def decide_by_rule(arrival: Arrival, matter: Matter | None, application: Application) -> bool:
    """秒批: whether the rules of `matter` grant the case at once. A rule that does not hold leaves it to an officer, and says so.

    A rule that would refuse does not refuse: a machine turns nobody away, it tells the officer why it would.
    """
    if matter is None or matter.service_mode is not ServiceMode.AUTOMATIC or arrival.case.state != CaseState.ACCEPTED:
        return False
    decision = _decision(matter, application)
    if decision is not None and decision.outcome == "approve" and _rests_on_nothing(matter, application):
        decision = None
    reasons = [{"zh": one.zh, "en": one.en} for one in decision.reasons] if decision is not None else []
    if decision is not None and decision.outcome == "approve":
        arrival.take(Action.DECIDE_BY_RULE, {"reasons": reasons})
        return True
    said = "；".join(one["zh"] for one in reasons)
    finding = Finding(Check.RULE_NOT_MET, Severity.HINT, ",".join(decision.rules) if decision else "", more=said)
    arrival.case.findings = [*arrival.case.findings, finding.kept()]
    outcome = decision.outcome if decision is not None else "officer"
    arrival.note(Action.RULE_NOT_MET, {"reasons": reasons, "outcome": outcome})
    return False


def supervise(case: Case, findings: Sequence[Finding], now: datetime) -> None:
    """A paper that was asked for again although it lies here is a matter for the supervising office."""
    for one in findings:
        if one.check is Check.ASKED_AGAIN:
            write_card(case, RuleId.SAME_MATERIAL, now, about=one.about)


def _rests_on_nothing(matter: Matter, application: Application) -> bool:
    """Whether a rule looks at what the departments did not say at the kiosk: empty is not what they would have said."""
    known = {one.key for one in application.values if one.value}
    silent = {spec.key for spec in matter.form if str(spec.source).startswith(GOVERNMENT)} - known
    rules = matter.automatic.rules if matter.automatic is not None else ()
    return any(names_used(one.rule, "values") & silent for one in rules)


def _decision(matter: Matter, application: Application) -> Decision | None:
    try:
        return decide(matter, facts_of(matter, application))
    except RuleError:
        return None
