"""What tests of cases that are decided at once do inside of the platform, and of what may not be decided so."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

from PIL import Image

from central.cases import intake
from central.cases.casework import NotDone, Wish, move
from central.cases.clock import day_of, remaining
from central.cases.legibility import hints
from central.cases.models import Case
from central.cases.progress_api import _told
from central.cases.transitions import Action
from central.cases.watch import go_round
from central.catalogue import calendar, matter_of
from central.certificates import paid_for
from central.certificates.granting import Prepared, certify, prepare
from central.certificates.paid_for import keep_issuing
from central.payments.orders import collect_at_counter, pay
from central.payments.providers import Outcome
from central.payments.simulated import SimulatedProvider
from kiosk.matters.model import AutomaticDecision, DecisionRule, Matter, ServiceMode, Text
from kiosk.matters.service import DocumentSpec
from kiosk.protocol.messages import Application, BundleMember, Holder, PaymentProof
from tests.central.applications import (
    CERTIFICATE,
    REPLACEMENT,
    WANG,
    attachment,
    certificate_application,
    replacement_application,
)
from tests.central.cases.deeds import EVERYTHING, MONDAY, made, taken

STRANGER = Holder(
    kind="citizen", name="查无人", number="990101199001011232", birth=datetime(1990, 1, 1, tzinfo=UTC).date()
)


def everything() -> dict[str, Any]:
    """All deeds below in one process."""
    deeds = (
        situation,
        rules_of_documents,
        wrong_at_once,
        waits,
        strangers,
        accepted_before,
        long_name,
        strip,
        late,
        unpaid,
    )
    return {deed.__name__: deed() for deed in deeds}


def _known(code: str) -> Matter:
    found = matter_of(code)
    assert found is not None
    return found


def _made(matter: Matter, application: Application) -> Case:
    """A case of a matter that no catalogue has."""
    with patch.object(intake, "matter_of", lambda _code: matter):
        return made(application)


def _document(key: str, when: str = "true") -> DocumentSpec:
    return DocumentSpec(key=key, title=Text(zh=key, en=key), template="certificate.typ", when=when)


def _issued(matter: Matter, holder: Holder = WANG) -> list[Any]:
    case = _made(matter, certificate_application(holder))
    found = {one.key: one.data for one in case.given_answer.issued}
    return [case.state, sorted(found), found.get("certificate", {}).get("status"), sorted(found.get("statement", {}))]


def situation() -> dict[str, Any]:
    """A matter of three documents: each says its own, and one is not of this citizen's situation."""
    three = (_document("certificate"), _document("statement"), _document("of_children", "holder.age < 18"))
    matter = _known(CERTIFICATE).model_copy(update={"documents": three})
    none = matter.model_copy(update={"documents": three[2:]})
    return {"insured": _issued(matter), "unknown there": _issued(matter, STRANGER), "none applies": _issued(none)}


def rules_of_documents() -> list[Any]:
    """A rule that cannot be worked out: nothing is issued, and nothing breaks."""
    broken = (_document("certificate", "int(values.name) > 3"),)
    return _issued(_known(CERTIFICATE).model_copy(update={"documents": broken}))


def _at_once(**more: Any) -> Matter:
    update = {"mode": ServiceMode.INSTANT, "documents": (), **more}
    return _known(REPLACEMENT).model_copy(update=update)


def wrong_at_once() -> list[str]:
    """Decided while the citizen waits, but not by the platform where its check found something wrong."""
    application = replacement_application(attachment(b"page"))
    lacking = replacement_application().model_copy(update={"materials": ()})
    return [_made(_at_once(), one).state for one in (application, lacking)]


def waits() -> list[Any]:
    """A member of a bundle that has to wait for another one is not granted by its rule; the same one alone is."""
    said = Text(zh="符合", en="Met")
    rule = DecisionRule(key="way", rule="true", reason=said, otherwise="officer")
    matter = _at_once(mode=ServiceMode.AUTOMATIC, automatic=AutomaticDecision(rules=(rule,), approval=said))
    application = replacement_application(attachment(b"page"))
    bundle = BundleMember(id="b" * 32, code="two", members=(REPLACEMENT, CERTIFICATE), after=(CERTIFICATE,))
    waiting = application.model_copy(update={"id": "d" * 32, "bundle": bundle})
    return [(case.state, case.outcome) for case in (_made(matter, waiting), _made(matter, application))]


def strangers() -> list[int]:
    """Two members of one person, and a third under the same bundle that is somebody else's."""
    bundle = BundleMember(id="e" * 32, code="two", members=(REPLACEMENT, CERTIFICATE))
    theirs = certificate_application(STRANGER)
    mine = (replacement_application(attachment(b"page")), certificate_application())
    cases = [made(one.model_copy(update={"bundle": bundle})) for one in (*mine, theirs)]
    return [case.bundle.cases.count() if case.bundle is not None else 0 for case in cases]


def accepted_before() -> list[str]:
    """What was accepted, and then asked to be made up, is not refused any more; what never was is."""
    case = taken(made(), Action.ASK_SUPPLEMENT, MONDAY, "缺一页", ["home_proof"])
    late = move(case.pk, Wish(Action.REFUSE, "不受理"), EVERYTHING, MONDAY)
    fresh = made(replacement_application().model_copy(update={"materials": ()}))
    in_time = move(fresh.pk, Wish(Action.REFUSE, "不受理"), EVERYTHING, MONDAY)
    return [one.name if isinstance(one, NotDone) else one.state for one in (late, in_time)]


def late() -> dict[str, Any]:
    """Decided while the citizen waits, and left to people: by when, in which colour, and after a pause of two days."""
    known, now = _known(CERTIFICATE), datetime.now(UTC)
    by_law = known.model_copy(update={"statutory_days": 3})
    left = {}
    for name, matter, holder in (("done", known, WANG), ("people", known, STRANGER), ("by law", by_law, STRANGER)):
        case = _made(matter, certificate_application(holder))
        told = case.given_answer.due
        days = case.due and remaining(day_of(now), case.due, calendar())
        left[name] = [case.state, days, told == case.due, _told(case).expected]
    promised = made(replacement_application(attachment(b"page")))
    case = _made(known, certificate_application(STRANGER))
    due = case.due
    assert due is not None
    go_round(now + timedelta(days=30))
    case.refresh_from_db()
    red = case.card
    fresh = _made(known, certificate_application(STRANGER))
    taken(fresh, Action.ASK_SUPPLEMENT, now, "缺一页", ["home_proof"])
    fresh = taken(fresh, Action.RECEIVE_SUPPLEMENT, now + timedelta(days=7))
    assert fresh.due is not None
    return {**left, "promised": _told(promised).expected, "red": red, "later after a pause": fresh.due > due}


def unpaid() -> dict[str, Any]:
    """A paper of a case whose fee is open: not made, whoever grants it, until it is paid, and no sooner than it is granted.

    The second is granted by somebody who looked before the money came. The papers of the first fail at first.
    """
    owed = PaymentProof(state="deferred", amount_fen=2000)
    cases = [made(certificate_application().model_copy(update={"payment": owed})) for _ in range(3)]
    found: dict[str, Any] = {"before": [[one.state, len(one.given_answer.issued)] for one in cases]}
    first, second, third = (taken(one, Action.EXAMINE, MONDAY) for one in cases)
    first = taken(first, Action.GRANT, MONDAY)
    found["granted"] = certify(first, prepare(first), MONDAY)
    looked = prepare(second)
    pay(second.order.pk, SimulatedProvider(Outcome.SUCCEEDED), MONDAY)
    found["paid meanwhile"] = certify(taken(second, Action.GRANT, MONDAY), looked, MONDAY)
    for case in (first, third):
        collect_at_counter(case.order.pk, "0001", "he", MONDAY)
    breaks = patch.object(paid_for, "prepare", lambda case: _breaks() if case.pk == first.pk else prepare(case))
    with breaks, patch.object(paid_for, "_log") as log:
        found["failed"] = [keep_issuing(MONDAY), [one.certificates.count() for one in cases]]
    found["log"] = ["RuntimeError" in f"{log.mock_calls}", WANG.name in f"{log.mock_calls}"]
    found["too soon"] = keep_issuing(MONDAY + timedelta(minutes=4))["issued"]
    found["again"] = [keep_issuing(MONDAY + timedelta(minutes=5)), [one.certificates.count() for one in cases]]
    taken(third, Action.GRANT, MONDAY)
    found["later"] = [keep_issuing(MONDAY + timedelta(days=one))["issued"] for one in (1, 2)]
    return found


def _breaks() -> Prepared:
    raise RuntimeError(WANG.name)


def long_name() -> list[Any]:
    """A name that no column holds, with a letter that no database takes: the case comes in."""
    holder = WANG.model_copy(update={"name": "長\0" * 400})
    case = made(certificate_application(holder))
    return [len(case.name_mask) <= 100, "\0" in case.name_mask, case.application.holder.name == holder.name]


def strip() -> list[str]:
    """A picture of one column that would be a thousand wide and thirty million high."""
    out = BytesIO()
    Image.new("L", (1, 30_000), 128).save(out, "PNG")
    return [one.value for one in hints(out.getvalue())]
