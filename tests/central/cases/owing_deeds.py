"""What tests do inside of the platform with papers that were put off, or that a promise stands for."""

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

from central.cases import findings, intake, owing
from central.cases.added_pages import SealedPage
from central.cases.case_page import _papers, time_left
from central.cases.casework import NotDone, Wish, move
from central.cases.clock import day_of
from central.cases.making_up import receive
from central.cases.models import Case, CaseState, Outcome, SupervisionCard
from central.cases.owed_words import held_back, rule_of
from central.cases.owing import still_owed
from central.cases.progress_api import _wanted
from central.cases.transitions import Action
from central.cases.watch import go_round
from central.catalogue import calendar, matter_of
from central.delivery.parcels import NotSent, register
from kiosk.matters.model import AutomaticDecision, DecisionRule, Matter, ServiceMode, Text
from kiosk.protocol.messages import SubmittedMaterial
from tests.central.applications import REPLACEMENT, complete_application, replacement_application
from tests.central.cases.blob_deeds import synced_for_a_page
from tests.central.cases.deeds import EVERYTHING, NOTHING, day, made, taken

PAGE = SealedPage("image/jpeg", "ab" * 32, "cd" * 32, 10, "key")
PROMISE = "我承诺住在填写的地址"


def everything() -> dict[str, Any]:
    """All of it."""
    deeds = (owed, asked_for_too, promised, withheld, result_first, at_once, synced_for_a_page)
    return {deed.__name__: deed() for deed in deeds}


def owed() -> dict[str, Any]:
    """Put off on Friday night for three days: its day, the card when it has passed, and the page that comes at last."""
    case = taken(made(), Action.EXAMINE, day(0))
    first_due = case.due
    first = {
        "by": case.owed_by,
        "wanted": [[one.key, one.due] for one in _wanted(case, matter_of(case.matter_code))],
    }
    told, late = [], []
    for offset in (2, 3, 8):
        told.append(go_round(day(offset)).not_made_up)
        late.append(SupervisionCard.objects.filter(case=case, rule="SX-02").count())
    rules = list(SupervisionCard.objects.filter(case=case).values_list("rule", flat=True))
    tries = [
        receive(case.pk, "home_proof", [PAGE], NOTHING, None, day(8)),
        receive(case.pk, "photo", [PAGE], EVERYTHING, None, day(8)),
        receive(case.pk, "home_proof", [], EVERYTHING, None, day(8)),
        receive(case.pk, "home_proof", [PAGE], EVERYTHING, case.revision - 1, day(8)),
    ]
    refused = [one.name for one in tries if isinstance(one, NotDone)]
    said = time_left(case, day_of(day(8)), calendar())
    brought = receive(case.pk, "home_proof", [PAGE], EVERYTHING, case.revision, day(8))
    again = receive(case.pk, "home_proof", [PAGE], EVERYTHING, None, day(8))
    case = Case.objects.get(pk=case.pk)
    return {
        **first,
        "told": told,
        "late": late,
        "said": said,
        "due": [str(first_due), str(case.due)],
        "rules": rules,
        "refused": refused,
        "brought": isinstance(brought, Case),
        "again": again.name if isinstance(again, NotDone) else "taken",
        "after": [
            case.owed_by,
            case.state,
            len(still_owed(case)),
            case.documents.filter(added_at__isnull=False).count(),
        ],
        "last step": last.action if (last := case.steps.last()) is not None else "",
    }


def asked_for_too() -> dict[str, Any]:
    """What is owed and asked for as well: it comes as an answer to the request, and is brought with it."""
    case = taken(made(), Action.ASK_SUPPLEMENT, day(0), "先交来看", ("home_proof",))
    aside = receive(case.pk, "home_proof", [PAGE], EVERYTHING, None, day(1))
    wish = Wish(Action.RECEIVE_SUPPLEMENT, pages={"home_proof": [PAGE]})
    answered = move(case.pk, wish, EVERYTHING, day(1))
    assert isinstance(answered, Case)
    return {
        "aside": aside.name if isinstance(aside, NotDone) else aside.state,
        "answered": [answered.state, answered.paused, answered.owed_by, str(answered.due)],
    }


def promised() -> dict[str, Any]:
    """A signed promise excuses from the paper where the matter lets it, and only there."""
    application = replacement_application().model_copy(
        update={"materials": (SubmittedMaterial(key="home_proof", origin="scan", promise=PROMISE),)}
    )
    known = matter_of(application.matter_code)
    assert known is not None
    lets = _with_promise(known)
    with patch.object(intake, "matter_of", return_value=lets):
        case = made(application)
    refused = made(application.model_copy(update={"id": "f" * 32}))
    paper = next(one for one in _papers(case, application, lets, [], "") if one.key == "home_proof")
    return {
        "accepted": [case.state, [one for one in case.findings if one["severity"] == "error"], case.owed_by],
        "not offered": [
            [one["check"], one["about"]] for one in refused.findings if one["check"] == findings.Check.MISSING
        ],
        "shown": paper.how,
    }


def withheld() -> dict[str, Any]:
    """Accepted without a paper: what an officer may do before it is there, and afterwards."""
    case, denied = (taken(made(), Action.EXAMINE, day(0)) for _ in range(2))
    said = {
        "grant": _try(case, Action.GRANT),
        "deny": _try(denied, Action.DENY),
        "finish denied": _try(denied, Action.FINISH),
    }
    rules = {"shown": rule_of(case), "blocked": [_blocked(case, one) for one in (Action.GRANT, Action.DENY)]}
    # Granted by whoever worked here before the rule.
    for state in (CaseState.DECIDED, CaseState.DONE):
        Case.objects.filter(pk=case.pk).update(state=state, outcome=Outcome.GRANTED)
        said[f"{state} on"] = _try(case, Action.FINISH if state == CaseState.DECIDED else Action.DELIVER)
    posted = register(case.pk, "EB000717595HK", EVERYTHING, day(0))
    said["posted"] = posted.name if isinstance(posted, NotSent) else "taken"
    receive(case.pk, "home_proof", [PAGE], EVERYTHING, None, day(1))
    said["then"] = _try(case, Action.DELIVER)
    return {**said, **rules, "after": rule_of(Case.objects.get(pk=case.pk))}


def result_first() -> dict[str, Any]:
    """A matter that lets the result go before the paper: the paper stays owed, and is asked for when its day has passed."""
    known = matter_of(REPLACEMENT)
    assert known is not None
    lets = known.model_copy(
        update={"materials": tuple(one.model_copy(update={"result_first": True}) for one in known.materials)}
    )
    with patch.object(owing, "matter_of", return_value=lets):
        case = taken(made(), Action.EXAMINE, day(0))
        steps = [_try(case, action) for action in (Action.GRANT, Action.FINISH, Action.DELIVER)]
        go_round(day(7))
        case = Case.objects.get(pk=case.pk)
        still = len(still_owed(case)), case.cards.filter(rule="RQ-01").count(), "允许先给结果" in rule_of(case)
        listed = owing.owing(Case.objects.filter(pk=case.pk)).count()
        receive(case.pk, "home_proof", [PAGE], EVERYTHING, None, day(8))
        return {"steps": steps, "still": [*still, listed], "after": len(still_owed(Case.objects.get(pk=case.pk)))}


def at_once() -> list[str]:
    """秒批 with the paper, and without it; and by when it is due that nobody promised a day for, and that waits for the paper."""
    known = matter_of(REPLACEMENT)
    assert known is not None
    test = DecisionRule(key="way", rule="true", reason=Text(zh="符合", en="Meets it"), otherwise="officer")
    rules = AutomaticDecision(rules=(test,), approval=Text(zh="符合公开的规则", en="Meets the published rule"))
    quick = known.model_copy(update={"mode": ServiceMode.AUTOMATIC, "automatic": rules})
    with patch.object(intake, "matter_of", return_value=quick):
        states = [made(one).state for one in (complete_application(), replacement_application())]
    quick = quick.model_copy(
        update={"promised": None, "promised_days": None, "statutory": None, "statutory_days": None}
    )
    with patch.object(intake, "matter_of", return_value=quick):
        # Its day counts from its arrival, which is now whatever the day of these tests is.
        waiting = made(replacement_application().model_copy(update={"applied_at": datetime.now(UTC)}))
    return [*states, "as long as the paper" if waiting.due == waiting.owed_by else str(waiting.due)]


def _try(case: Case, action: Action) -> str:
    outcome = move(case.pk, Wish(action, "理由"), EVERYTHING, day(0))
    return outcome.name if isinstance(outcome, NotDone) else outcome.state


def _blocked(case: Case, action: Action) -> bool:
    return bool(held_back(case, action))


def _with_promise(matter: Matter) -> Matter:
    text = Text(zh=PROMISE, en="I promise that I live there")
    papers = (
        one.model_copy(update={"by_promise": text}) if one.key == "home_proof" else one for one in matter.materials
    )
    return matter.model_copy(update={"materials": tuple(papers)})
