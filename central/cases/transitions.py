"""What may become of a case: one table of every step, who may take it, and what the citizen is told (docs/adr/0035).

Nothing else changes a case's state; `central.cases.casework` carries the rows out.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.cases.models import CaseState, Outcome
from kiosk.protocol.progress import Said

S = CaseState


class Action(StrEnum):
    """The steps, by the names that stand in the timeline."""

    ARRIVE = "arrive"
    PASS_CHECK = "pass-check"  # noqa: S105  a step's name
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem-accepted"
    ASK_SUPPLEMENT = "ask-supplement"
    RECEIVE_SUPPLEMENT = "receive-supplement"
    REFUSE = "refuse"
    EXAMINE = "examine"
    BEGIN_SPECIAL = "begin-special"
    END_SPECIAL = "end-special"
    GRANT = "grant"
    DENY = "deny"
    DECIDE_BY_RULE = "decide-by-rule"
    FINISH = "finish"
    FINISH_AT_ONCE = "finish-at-once"
    DELIVER = "deliver"
    WITHDRAW = "withdraw"
    RULE_NOT_MET = "rule-not-met"
    RECEIVE_OWED = "receive-owed"
    HAND_IN = "hand-in"
    HAND_IN_PART = "hand-in-part"
    HAND_IN_MORE = "hand-in-more"


class Right(StrEnum):
    """Who may: permissions of this app. `SYSTEM` is nobody: the platform itself."""

    SYSTEM = ""
    ACCEPT = "cases.accept_case"
    DECIDE = "cases.decide_case"
    DELIVER = "cases.deliver_case"


class Tone(StrEnum):
    """How a step looks on a button and in the timeline."""

    GOOD = "good"
    PLAIN = "plain"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `said` is the citizen's sentence; an officer's reason, where one is needed, follows it."""

    action: Action
    sources: frozenset[CaseState]
    target: CaseState
    right: Right
    label: str | Promise
    said: Said
    reason: bool = False
    pauses: bool = False
    """The clock stops with this step, and runs on with the next"""
    outcome: Outcome = Outcome.NONE
    tone: Tone = Tone.PLAIN


def _row(  # noqa: PLR0913  a row of a table
    action: Action,
    sources: tuple[CaseState, ...],
    target: CaseState,
    right: Right,
    label: str | Promise,
    said: tuple[str, str],
    *,
    reason: bool = False,
    pauses: bool = False,
    outcome: Outcome = Outcome.NONE,
    tone: Tone = Tone.PLAIN,
) -> Transition:
    return Transition(
        action, frozenset(sources), target, right, label, Said(zh=said[0], en=said[1]), reason, pauses, outcome, tone
    )


_OPEN_WORK = (S.ACCEPTED, S.EXAMINING)

TABLE: tuple[Transition, ...] = (
    _row(
        Action.PASS_CHECK,
        (S.APPLIED,),
        S.ACCEPTED,
        Right.SYSTEM,
        _("自动预检通过，受理"),
        ("材料齐全，已受理", "Everything is there: accepted"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.DEEM_ACCEPTED,
        (S.APPLIED,),
        S.ACCEPTED,
        Right.SYSTEM,
        _("逾期未告知，视为受理"),
        ("部门没有在期限内答复，视为已受理", "The office did not answer in time: accepted by law"),
    ),
    _row(
        Action.ACCEPT,
        (S.APPLIED,),
        S.ACCEPTED,
        Right.ACCEPT,
        _("受理"),
        ("已受理", "Accepted"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.ASK_SUPPLEMENT,
        (S.APPLIED, *_OPEN_WORK),
        S.SUPPLEMENT,
        Right.ACCEPT,
        _("要求补正"),
        ("请补交材料", "Please hand in what is missing"),
        reason=True,
        pauses=True,
    ),
    _row(
        Action.RECEIVE_SUPPLEMENT,
        (S.SUPPLEMENT,),
        S.ACCEPTED,
        Right.ACCEPT,
        _("收到补正材料"),
        ("补交的材料已收到", "What you handed in has arrived"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.HAND_IN,
        (S.SUPPLEMENT,),
        S.ACCEPTED,
        Right.SYSTEM,
        _("材料已补交（自助终端）"),
        ("材料已补交，继续办理", "Papers handed in at a kiosk; the office goes on"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.REFUSE,
        (S.APPLIED, S.SUPPLEMENT),
        S.REFUSED,
        Right.ACCEPT,
        _("不予受理"),
        ("没有受理", "Not accepted"),
        reason=True,
        tone=Tone.BAD,
    ),
    _row(
        Action.EXAMINE,
        (S.ACCEPTED,),
        S.EXAMINING,
        Right.DECIDE,
        _("开始审查"),
        ("正在审查", "Being examined"),
    ),
    _row(
        Action.BEGIN_SPECIAL,
        _OPEN_WORK,
        S.SPECIAL,
        Right.DECIDE,
        _("进入特别程序"),
        ("进入特别程序，期间不计入时限", "In a special procedure, which does not count towards the limit"),
        reason=True,
        pauses=True,
    ),
    _row(
        Action.END_SPECIAL,
        (S.SPECIAL,),
        S.EXAMINING,
        Right.DECIDE,
        _("特别程序结束"),
        ("特别程序已结束，继续审查", "The special procedure is over; examination goes on"),
    ),
    _row(
        Action.GRANT,
        (S.EXAMINING,),
        S.DECIDED,
        Right.DECIDE,
        _("准予"),
        ("已决定：准予", "Decided: granted"),
        outcome=Outcome.GRANTED,
        tone=Tone.GOOD,
    ),
    _row(
        Action.DENY,
        (S.EXAMINING, S.SUPPLEMENT),
        S.DECIDED,
        Right.DECIDE,
        _("不予批准"),
        ("已决定：不予批准", "Decided: not granted"),
        reason=True,
        outcome=Outcome.DENIED,
        tone=Tone.BAD,
    ),
    _row(
        Action.DECIDE_BY_RULE,
        (S.ACCEPTED,),
        S.DECIDED,
        Right.SYSTEM,
        _("按规则秒批"),
        ("按公开的规则自动准予", "Granted at once, by the published rule"),
        outcome=Outcome.GRANTED,
        tone=Tone.GOOD,
    ),
    _row(
        Action.FINISH_AT_ONCE,
        (S.ACCEPTED, S.DECIDED),
        S.DONE,
        Right.SYSTEM,
        _("当场办结"),
        ("已办结", "Done"),
        outcome=Outcome.GRANTED,
        tone=Tone.GOOD,
    ),
    _row(
        Action.FINISH,
        (S.DECIDED,),
        S.DONE,
        Right.DECIDE,
        _("办结"),
        ("已办结", "Done"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.DELIVER,
        (S.DONE,),
        S.DELIVERED,
        Right.DELIVER,
        _("送达"),
        ("结果已送达", "The result has been delivered"),
        tone=Tone.GOOD,
    ),
    _row(
        Action.WITHDRAW,
        (S.APPLIED, S.ACCEPTED, S.SUPPLEMENT, S.EXAMINING, S.SPECIAL),
        S.WITHDRAWN,
        Right.ACCEPT,
        _("申请人撤回"),
        ("已按您的要求撤回", "Withdrawn as you asked"),
        reason=True,
        tone=Tone.BAD,
    ),
)

SAID: dict[CaseState, tuple[str, Said]] = {
    S.APPLIED: ("wait", Said(zh="已收件，等待受理", en="Received, waiting to be accepted")),
    S.ACCEPTED: ("wait", Said(zh="已受理，正在办理", en="Accepted, being processed")),
    S.SUPPLEMENT: ("wait", Said(zh="请补交材料", en="Please hand in what is missing")),
    S.REFUSED: ("bad", Said(zh="没有受理", en="Not accepted")),
    S.EXAMINING: ("wait", Said(zh="已受理，正在审查", en="Accepted, being examined")),
    S.SPECIAL: ("wait", Said(zh="在特别程序中，暂停计时", en="In a special procedure; the clock is stopped")),
    S.DECIDED: ("wait", Said(zh="已作出决定，正在制作结果", en="Decided; the result is being made")),
    S.DONE: ("good", Said(zh="已办结", en="Done")),
    S.DELIVERED: ("good", Said(zh="已办结，结果已送达", en="Done, and delivered")),
    S.WITHDRAWN: ("bad", Said(zh="已撤回", en="Withdrawn")),
}
"""What a citizen reads of a case in each state, with the tone of the page"""

NOTES: dict[Action, tuple[str | Promise, Said]] = {
    Action.ARRIVE: (_("收到申请"), Said(zh="申请已送达部门", en="The application has arrived")),
    Action.RULE_NOT_MET: (
        _("秒批规则没有通过"),
        Said(zh="不能自动决定，转工作人员办理", en="Not decided by rule; an officer takes it on"),
    ),
    Action.RECEIVE_OWED: (
        _("收到容缺材料"),
        Said(zh="后补的材料已收到", en="What was to be handed in later has been received"),
    ),
    Action.HAND_IN_PART: (
        _("补交了部分材料（自助终端）"),
        Said(zh="补交了一部分，还差其他材料", en="Part of the papers handed in; others are still missing"),
    ),
    Action.HAND_IN_MORE: (
        _("另外补交了材料（自助终端）"),
        Said(zh="材料已补交，工作人员会看到", en="Papers handed in at a kiosk; the office will see them"),
    ),
}
"""Steps that change no state"""

BY_ACTION: dict[Action, Transition] = {row.action: row for row in TABLE}


def possible(state: CaseState) -> tuple[Transition, ...]:
    """What a person may do with a case in `state`, in the order of the table."""
    return tuple(row for row in TABLE if state in row.sources and row.right is not Right.SYSTEM)


def words(action: Action) -> tuple[str | Promise, Said]:
    """The console's label of a step, and the citizen's sentence."""
    if action in NOTES:
        return NOTES[action]
    row = BY_ACTION[action]
    return row.label, row.said


def verdict(state: CaseState, outcome: Outcome, *, paused: bool = True) -> tuple[str, Said]:
    """Tone and sentence of a case for its citizen; a denied one is not called good because it is finished.

    Of a special procedure whose days count the clock is not `paused`.
    """
    tone, said = SAID[state]
    if state is S.SPECIAL and not paused:
        return tone, Said(zh="在特别程序中", en="In a special procedure")
    if outcome is Outcome.DENIED and state in (S.DECIDED, S.DONE, S.DELIVERED):
        return "bad", Said(zh=f"{said.zh}：不予批准", en=f"{said.en}: not granted")
    return tone, said
