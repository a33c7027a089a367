"""What tests do inside of the platform with papers that were handed in at a kiosk for a case that is there."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from central.cases import supplement_intake
from central.cases.asking import UNTIL
from central.cases.case_page import _papers, _steps
from central.cases.casework import NotDone, Wish, move
from central.cases.clock import day_of
from central.cases.models import Blob, Case, Step, Supplement
from central.cases.progress_api import _told
from central.cases.supervision import RuleId
from central.cases.supplied import came_late
from central.cases.transitions import Action
from central.cases.unanswered import never_came, waiting_words
from central.cases.watch import go_round
from central.catalogue import matter_of
from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted, OtherBytes, once
from central.submissions.opening import Opened, Page
from kiosk.protocol.messages import Attachment, Holder
from kiosk.protocol.supplement import Supplement as Message
from kiosk.protocol.supplement import SuppliedMaterial
from tests.central.applications import APPLIED, WANG, complete_application, replacement_application
from tests.central.cases.deeds import EVERYTHING, day, made, taken
from tests.central.people.deeds import inside_as, person

OTHER = WANG.model_copy(update={"name": "李秀兰", "number": "990101195206142241"})


def everything() -> dict[str, Any]:
    """All of it."""
    return {deed.__name__: deed() for deed in (*_HAND_INS, never_answered)}


def handed(
    case_no: str, keys: Sequence[str], at: datetime, *, holder: Holder = WANG, message_id: str = "", of: str = ""
) -> Message:
    """A hand-in of one page for each of `keys`; `of` makes the pages other ones."""
    pages = [hashlib.sha256(f"{key}{of}".encode()).hexdigest() for key in keys]
    return Message(
        id=message_id or uuid4().hex,
        kiosk_id="K-0412",
        receipt_no="B-0412-0001",
        case_no=case_no,
        handed_at=at,
        language="zh_CN",
        holder=holder,
        materials=tuple(
            SuppliedMaterial(key=key, pages=(Attachment(sha256=sha256, size=10, media_type="image/jpeg"),))
            for key, sha256 in zip(keys, pages, strict=True)
        ),
    )


def arrives(message: Message, now: datetime) -> Accepted | OtherBytes:
    """`message` comes in at `now`; its pages are told, not there."""
    kiosk, _ = Kiosk.objects.get_or_create(id="K-0412")
    body = message.model_dump_json().encode()
    pages = {}
    for material in message.materials:
        for one in material.pages:
            Blob.objects.get_or_create(sha256=one.sha256, defaults={"size": one.size})
            pages[one.sha256] = Page(one.sha256, one.size)
    opened = Opened(message, body, hashlib.sha256(body).hexdigest(), "", pages)
    came = supplement_intake.repeated(message.id, kiosk, opened.posted_sha256)
    return came or once(lambda: None, lambda: supplement_intake._new(kiosk, message, opened, now))


def _asked(keys: Sequence[str] = ("home_proof",), reason: str = "第二页看不清") -> Case:
    """A case of Friday night that waits since Monday for these papers."""
    return taken(made(complete_application()), Action.ASK_SUPPLEMENT, day(0), reason, keys)


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def _course(case: Case) -> list[str]:
    return list(Step.objects.filter(case=case).order_by("id").values_list("action", flat=True))


def answered() -> dict[str, Any]:
    """Asked on Monday, handed in on Thursday: the clock runs on as if it had come to the counter."""
    case = _asked()
    arrives(handed(case.case_no, ["home_proof"], day(3)), day(3))
    case = _fresh(case)
    told = _told(case)
    page = case.documents.get(key="home_proof", page=2)
    shown = next(
        one for one in _papers(case, case.application, matter_of(case.matter_code), [], "") if one.key == "home_proof"
    )
    last = case.steps.last()
    assert last is not None
    extra, course = _steps(case, None)[-1].extra, _course(case)[-2:]
    examined = taken(case, Action.EXAMINE, day(3))
    return {
        "state": [case.state, case.paused, str(case.due)],
        "course": course,
        "wanted": [one.key for one in told.wanted],
        "told": told.steps[-1].said.zh,
        "by": [last.unit, last.person, last.details["receipt_no"]],
        "pages": [one.label for one in shown.pages],
        "opened with": page.opened_with()["message_id"] == case.supplements.get().pk,
        "to be looked at": not case.inspected,
        "then": [examined.state, taken(examined, Action.GRANT, day(4)).state],
        "step": extra,
    }


def in_parts() -> dict[str, Any]:
    """Two papers asked for, handed in one after the other."""
    case = _asked(("home_proof", "photo"))
    arrives(handed(case.case_no, ["photo"], day(1)), day(1))
    first = _fresh(case)
    wanted = [one.key for one in _told(first).wanted]
    arrives(handed(case.case_no, ["home_proof"], day(2)), day(2))
    return {
        "first": [first.state, first.paused, wanted],
        "then": [_fresh(case).state, _fresh(case).paused],
        "course": _course(case)[-2:],
    }


def owed_paper() -> dict[str, Any]:
    """容缺: what was put off comes by a kiosk, and the promised days count from the day on which it was handed in."""
    case = taken(made(replacement_application()), Action.EXAMINE, day(0))
    before = [str(case.owed_by), str(case.due)]
    arrives(handed(case.case_no, ["home_proof"], day(1)), day(4))
    case = _fresh(case)
    return {
        "before": before,
        "after": [case.state, case.owed_by, str(case.due)],
        "course": _course(case)[-1],
        "then": taken(case, Action.GRANT, day(5)).state,
    }


def later() -> dict[str, Any]:
    """Handed in on Tuesday without a network, arrived on Friday: Tuesday counts. A clock that is off moves nothing."""
    found = {}
    for name, offset in (("tuesday", 1), ("long before", -30), ("next year", 300)):
        case = _asked()
        arrives(handed(case.case_no, ["home_proof"], day(offset)), day(4))
        case = _fresh(case)
        pause = case.pauses.get(kind="supplement")
        found[name] = [case.state, str(pause.ended), str(case.due)]
    return found


def over() -> dict[str, Any]:
    """Handed in on Tuesday, refused on Wednesday, arrived on Thursday: it is in the case, and somebody has to look."""
    case = taken(_asked_of_none(), Action.REFUSE, day(2), "逾期没有补正")
    arrives(handed(case.case_no, ["home_proof"], day(1)), day(3))
    early = came_late(_fresh(case))
    arrives(handed(case.case_no, ["home_proof"], day(5)), day(5))
    case = _fresh(case)
    return {
        "state": case.state,
        "pages": case.documents.filter(added_at__isnull=False).count(),
        "standing": list(case.supplements.order_by("received_at").values_list("standing", flat=True)),
        "course": _course(case)[-2:],
        "said": ["在这件决定、结束之前" in early[0], any("结束以后" in one for one in came_late(case))],
        "denied": _denied_meanwhile(),
    }


def _denied_meanwhile() -> list[Any]:
    """Accepted once, handed in within its days, denied since for want of it, and made known to the applicant."""
    case = taken(_asked(), Action.DENY, day(40), "逾期没有补正")
    arrives(handed(case.case_no, ["home_proof"], day(10)), day(41))
    taken(case, Action.FINISH, day(43))
    arrives(handed(case.case_no, ["home_proof"], day(42)), day(44))
    late = case.supplements.order_by("received_at").values_list("standing", flat=True)
    return [list(late), sorted("在这件决定、结束之前" in one for one in came_late(_fresh(case)))]


def never_answered() -> dict[str, Any]:
    """Asked on Monday until Friday, and nobody came: a card, the reason at hand, and an end."""

    def ended(case: Case, action: Action, at: datetime) -> str:
        outcome = move(case.pk, Wish(action, "没有补正"), EVERYTHING, at)
        return outcome.name if isinstance(outcome, NotDone) else f"{outcome.state} {outcome.outcome}".strip()

    case, friday, saturday = made(complete_application()), day(4), day(5)
    wish = Wish(Action.ASK_SUPPLEMENT, "看不清", ("home_proof",), {UNTIL: day_of(friday).isoformat()})
    move(case.pk, wish, EVERYTHING, day(0))
    case = _fresh(case)
    wanted, step = _told(case).wanted[0], _told(case).steps[-1]
    own = case.cards.filter(rule=RuleId.NOT_SUPPLIED)
    go_round(friday)
    early = [ended(case, Action.DENY, friday), own.count(), never_came(case, day_of(friday))]
    words = [waiting_words(case, day_of(one)) for one in (friday, saturday)]
    go_round(saturday)
    go_round(saturday)
    cards = [[one.rule, one.colour, one.about] for one in own.all()]
    reason = never_came(case, day_of(saturday))
    lacking = _asked_of_none()
    return {
        "told": [str(wanted.due), wanted.asked, "（11月27日前）" in step.said.zh, "by 27 Nov 2026" in step.said.en],
        "early": early,
        "words": words,
        "cards": cards,
        "reason": reason,
        "end": [ended(case, Action.DENY, saturday), _fresh(case).supplement_by, _fresh(case).paused],
        "usual": str(lacking.supplement_by),
        "not accepted": [ended(lacking, Action.DENY, day(40)), ended(lacking, Action.REFUSE, day(40))],
    }


def _asked_of_none() -> Case:
    """A case that was never accepted, asked for what lacks without a day of its own."""
    lacking = made(replacement_application().model_copy(update={"materials": ()}))
    return taken(lacking, Action.ASK_SUPPLEMENT, day(0), "缺居住地证明", ("home_proof",))


def aside() -> dict[str, Any]:
    """Somebody else's card, and a number that no case has: kept with the pages, out of every case."""
    case = _asked()
    for number, holder in ((case.case_no, OTHER), ("9901000000000000", WANG)):
        arrives(handed(number, ["home_proof"], day(1), holder=holder), day(1))
    kept = list(Supplement.objects.filter(standing="aside").order_by("why"))
    return {
        "state": [
            _fresh(case).state,
            _fresh(case).documents.filter(added_at__isnull=False).count(),
            len(_course(case)),
        ],
        "kept": [[one.why, one.case_id, one.pages.count()] for one in kept],
        "wanted": [one.key for one in _told(_fresh(case)).wanted],
    }


def exactly_once() -> dict[str, Any]:
    """The same bytes twice, and other bytes under the same key."""
    case = _asked()
    message = handed(case.case_no, ["home_proof"], day(1), message_id="5" * 32)
    first, second = arrives(message, day(1)), arrives(message, day(2))
    other = arrives(handed(case.case_no, ["photo"], day(1), message_id="5" * 32), day(2))
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    return {
        "fresh": [first.fresh, second.fresh, first.answer == second.answer],
        "other": type(other).__name__,
        "in the case": [_fresh(case).documents.filter(added_at__isnull=False).count(), _course(case).count("hand-in")],
        "applied": str(APPLIED.date()),
    }


def next_door() -> dict[str, Any]:
    """At a kiosk of one region for a case of another's, and for no case: who finds it, opens it, and may close it."""
    Kiosk.objects.get_or_create(id="K-0412")
    Kiosk.objects.create(id="K-0900", region="990201")
    Kiosk.objects.filter(pk="K-0412").update(region="990101")
    case = taken(
        made(complete_application().model_copy(update={"kiosk_id": "K-0900"})), Action.WITHDRAW, day(0), "不办了"
    )
    for number in (case.case_no, "9901000000000001"):
        arrives(handed(number, ["home_proof"], day(1)), day(1))
    rows = (case.supplements.get().pk, Supplement.objects.get(case_no="9901000000000001").pk)
    found: dict[str, Any] = {}
    for name, region in (("of the kiosk", "9901"), ("of the case", "9902")):
        person(region, "officer", region=region)
        client, pages = inside_as(region), "/admin/cases/supplement/"
        listed = client.get(pages).content.decode()
        found[name] = []
        for pk in rows:
            opened = client.get(f"{pages}{pk}/change/")
            closed = client.post(f"{pages}{pk}/change/", {"note": "已联系申请人"})
            found[name].append([pk in listed, opened.status_code, closed.status_code])
    return found


_HAND_INS = (answered, in_parts, owed_paper, later, over, aside, exactly_once, next_door)
