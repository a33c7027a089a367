"""What tests do inside of the platform (`tests.central.inside`): cases made by its own intake, moved by its own hands."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Literal
from unittest.mock import patch

from django.db import connection
from PIL import Image, ImageDraw, ImageFilter

from central.cases import intake
from central.cases.casework import Actor, NotDone, Wish, move
from central.cases.legibility import hints, hints_of
from central.cases.models import Case, CaseDocument, CaseState, Pause, Step, SupervisionCard
from central.cases.transitions import Action
from central.cases.watch import go_round
from central.catalogue import matter_of
from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted
from central.submissions.opening import Opened, Page
from kiosk.matters.model import AutomaticDecision, DecisionRule, Matter, ServiceMode, Text
from kiosk.protocol.messages import Application, Attachment, BundleMember, FormValue
from kiosk.services.signature import draw_signature
from kiosk.visit.state import InkPoint
from tests.central.applications import REPLACEMENT, complete_application, replacement_application

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Ten in the morning in China"""
EVERYTHING = Actor("chen", "云桥区人社局", lambda _right: True)
NOTHING = Actor("li", "云桥区人社局", lambda _right: False)


def day(offset: int) -> datetime:
    """So many days after `MONDAY`."""
    return MONDAY + timedelta(days=offset)


def made(application: Application | None = None, now: datetime | None = None) -> Case:
    """A case through the intake; its pages are told, not there."""
    application = application or replacement_application()
    kiosk, _ = Kiosk.objects.get_or_create(id=application.kiosk_id)
    body = application.model_dump_json().encode()
    pages: dict[str, Page] = {}
    for material in application.materials:
        for one in material.pages:
            pages[one.sha256] = Page(_blob(one), one.size)
    opened = Opened(application, body, hashlib.sha256(body).hexdigest(), "", pages)
    outcome = intake.accept(kiosk, application, opened)
    assert isinstance(outcome, Accepted)
    case = Case.objects.get(application_id=application.id)
    if now is not None:
        Case.objects.filter(pk=case.pk).update(accepted_at=now, state_since=now)
    return case


def _blob(one: Attachment) -> str:
    from central.cases.models import Blob  # noqa: PLC0415  a row only; the bytes are not looked at

    Blob.objects.get_or_create(sha256=one.sha256, defaults={"size": one.size})
    return one.sha256


def taken(case: Case, action: Action, now: datetime, reason: str = "", materials: Sequence[str] = ()) -> Case:
    """One step by somebody who may do everything."""
    outcome = move(case.pk, Wish(action, reason, tuple(materials)), EVERYTHING, now)
    assert isinstance(outcome, Case), outcome
    return outcome


def everything() -> dict[str, Any]:
    """All deeds below, one after the other; those that count what the whole platform holds come first."""
    deeds = (
        *(cards, silence, every_step, refusals, two_officers_at_once, supplement, told_twice),
        *(checks, legibility, same_paper, bundle, by_rule),
    )
    return {deed.__name__: deed() for deed in deeds}


def every_step() -> list[list[str]]:
    """Every action tried from every state, by somebody who may do everything: what came of it."""
    case, found = made(complete_application()), []
    for state in CaseState:
        for action in Action:
            Case.objects.filter(pk=case.pk).update(state=state, paused=False, outcome="", fee_state="")
            Step.objects.filter(case=case, target=CaseState.ACCEPTED).delete()
            try:
                outcome = move(case.pk, Wish(action, "理由", ("home_proof",)), EVERYTHING, MONDAY)
            except KeyError:
                continue
            found.append([state, action, outcome.state if isinstance(outcome, Case) else outcome.name])
    return found


def refusals() -> dict[str, str]:
    """Why a step is not taken; none of them changes anything."""
    case = made()
    before = _picture(case)
    tries = {
        "no right": move(case.pk, Wish(Action.EXAMINE), NOTHING, MONDAY),
        "no reason": move(case.pk, Wish(Action.WITHDRAW, "  "), EVERYTHING, MONDAY),
        "no material": move(case.pk, Wish(Action.ASK_SUPPLEMENT, "缺一页"), EVERYTHING, MONDAY),
        "stale": move(case.pk, Wish(Action.EXAMINE, revision=case.revision - 1), EVERYTHING, MONDAY),
    }
    said = {name: one.name if isinstance(one, NotDone) else "taken" for name, one in tries.items()}
    return {**said, "unchanged": str(_picture(case) == before)}


def _picture(case: Case) -> list[Any]:
    row = list(Case.objects.filter(pk=case.pk).values())
    return [row, Step.objects.filter(case=case).count(), Pause.objects.filter(case=case).count()]


def two_officers_at_once() -> dict[str, Any]:
    """Eight people grant the same case at the same moment."""
    case = taken(made(complete_application()), Action.EXAMINE, MONDAY)

    def grant(_index: int) -> str:
        try:
            outcome = move(case.pk, Wish(Action.GRANT, revision=case.revision), EVERYTHING, MONDAY)
            return outcome.name if isinstance(outcome, NotDone) else "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(grant, range(8)))
    return {"said": sorted(said), "steps": Step.objects.filter(case=case, action=Action.GRANT).count()}


def supplement() -> dict[str, Any]:
    """Applied on Friday night with three days; asked on Monday, handed in on Thursday."""
    case = made()
    first = case.due
    case = taken(case, Action.ASK_SUPPLEMENT, day(0), "第二页看不清", ["home_proof"])
    paused = case.paused
    case = taken(case, Action.RECEIVE_SUPPLEMENT, day(3))
    case = taken(case, Action.EXAMINE, day(3))
    case = taken(case, Action.BEGIN_SPECIAL, day(4), "需要现场核查")
    case = taken(case, Action.END_SPECIAL, day(11))
    steps = [[one.action, one.unit, one.person, one.reason] for one in case.steps.all()]
    return {"first": first, "paused": paused, "due": case.due, "promised": case.promised, "steps": steps}


def told_twice() -> list[list[str]]:
    """The office asks for the same paper again although it came."""
    case = made()
    case = taken(case, Action.ASK_SUPPLEMENT, day(0), "缺第二页", ["home_proof"])
    document = CaseDocument(case=case, key="home_proof", page=1, media_type="image/jpeg", added_at=day(1))
    document.blob_id = _blob(Attachment(sha256="a" * 64, size=1, media_type="image/jpeg"))
    document.save()
    case = taken(case, Action.RECEIVE_SUPPLEMENT, day(1))
    taken(case, Action.ASK_SUPPLEMENT, day(2), "还要一份", ["home_proof"])
    return [[one.rule, one.colour, one.about] for one in SupervisionCard.objects.filter(case=case).order_by("rule")]


def cards() -> dict[str, Any]:
    """One case through its days, the clock going round twice each day, and eight at once on the last."""
    case, kept = made(complete_application()), made()
    kept = taken(kept, Action.ASK_SUPPLEMENT, day(0), "缺一页", ["home_proof"])
    seen = []
    for offset in range(5):
        go_round(day(offset))
        go_round(day(offset))
        case.refresh_from_db()
        written = [one.rule for one in SupervisionCard.objects.filter(case=case).order_by("id")]
        seen.append([case.card, written])
    other = made(complete_application())

    def round_(_index: int) -> int:
        try:
            return go_round(day(8)).red
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        at_once = sum(pool.map(round_, range(4)))
    numbers = list(SupervisionCard.objects.filter(case=other, rule="SX-02").values_list("number", flat=True))
    kept.refresh_from_db()
    return {
        "days": seen,
        "at once": at_once,
        "numbers": len(numbers),
        "paused": [kept.card, SupervisionCard.objects.filter(case=kept).count()],
    }


def silence() -> dict[str, Any]:
    """An application with something missing that nobody answers."""
    lacking = replacement_application().model_copy(update={"materials": ()})
    case = made(lacking, now=day(0))
    before = go_round(day(7)).deemed
    after = go_round(day(8)).deemed
    again = go_round(day(8)).deemed
    case.refresh_from_db()
    rules = list(SupervisionCard.objects.filter(case=case, rule="SL-01").values_list("colour", flat=True))
    return {"state": case.state, "rounds": [before, after, again], "cards": rules}


def _address(text: str) -> FormValue:
    return FormValue(key="mail_address", value=text, source="citizen")


def checks() -> dict[str, list[str]]:
    """What the pre-check finds, by the way in which an application is wrong."""
    whole = replacement_application()
    page = Attachment(sha256="b" * 64, size=10, media_type="image/jpeg")
    values = {one.key: one for one in whole.values}
    posted = values["delivery"].model_copy(update={"value": "post"})
    wrong = {
        "whole": whole,
        "nothing scanned": whole.model_copy(update={"materials": ()}),
        "too many": replacement_application(*(page.model_copy(update={"sha256": f"{i:064x}"}) for i in range(1, 9))),
        "phone": whole.model_copy(
            update={
                "values": (*whole.values[:1], values["phone"].model_copy(update={"value": "123"}), values["delivery"])
            }
        ),
        "choice": whole.model_copy(
            update={"values": (*whole.values[:2], values["delivery"].model_copy(update={"value": "by-balloon"}))}
        ),
        **{
            name: whole.model_copy(update={"values": (*whole.values[:2], posted, to)})
            for name, to in (("half an address", _address("北桥。")), ("no number", _address("云岭乡白石寺旁边")))
        },
        "too young": whole.model_copy(
            update={"holder": whole.holder.model_copy(update={"birth": datetime(2015, 1, 1, tzinfo=UTC).date()})}
        ),
        "unknown matter": whole.model_copy(update={"matter_code": "of-tomorrow"}),
    }
    found = {}
    for index, (name, application) in enumerate(wrong.items()):
        number = f"99010119840317{index:04d}"
        holder = application.holder.model_copy(update={"number": number})
        case = made(application.model_copy(update={"id": f"{index:032x}", "holder": holder}))
        found[name] = [case.state, *(one["check"] for one in case.findings if one["check"] not in ("YJ-15", "YJ-24"))]
    return found


def legibility() -> dict[str, list[str]]:
    """Pages that can be read, and such as cannot; and one case looked at twice."""
    page = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(page)
    for row in range(40):
        for column in range(60):
            draw.rectangle((80 + column * 18, 80 + row * 40, 90 + column * 18, 100 + row * 40), fill=20)
    pictures = {
        "good": page,
        "blurred": page.filter(ImageFilter.GaussianBlur(9)),
        "dark": page.point(lambda grey: grey // 8),
        "blank": Image.new("L", (1240, 1754), 250),
        "small": page.resize((400, 566)),
    }
    found = {name: [one.value for one in hints(_jpeg(picture))] for name, picture in pictures.items()}
    bomb = BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    name = tuple(InkPoint(x / 20, 0.3 + x % 3 / 9, 40.0 * x) for x in range(2, 18))
    for said, strokes in (("signature", (name,)), ("no signature", ())):
        found[said] = [one.value for one in hints_of("signature", draw_signature(strokes, (984, 608)))]
    return {**found, "bomb": [one.value for one in hints(bomb.getvalue())], "junk": [hints(b"junk")[0].value]}


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def same_paper() -> dict[str, Any]:
    """The same person hands in the same paper for another case, and somebody else does."""
    page = Attachment(sha256="c" * 64, size=10, media_type="image/jpeg")
    first, second, third = (
        made(one.model_copy(update={"holder": one.holder.model_copy(update={"number": number})}))
        for one, number in zip(
            (replacement_application(page) for _ in range(3)),
            ("990101198403171224", "990101198403171224", "990101198403171232"),
            strict=True,
        )
    )
    return {
        name: [sorted({one["check"] for one in case.findings} & {"YJ-31", "YJ-32"}), case.cards.count()]
        for name, case in {"first": first, "second": second, "somebody else": third}.items()
    }


def bundle() -> dict[str, Any]:
    """Three matters of three, three and three days, in two orders of arrival; the last waits for the second."""
    found: dict[str, Any] = {}
    for name, order in (("in order", (0, 1, 2)), ("backwards", (2, 1, 0))):
        members = _bundle(f"{len(found):032x}")
        cases = {index: made(members[index]) for index in order}
        cases = {index: Case.objects.get(pk=cases[index].pk) for index in range(3)}
        bundled = cases[0].bundle
        assert bundled is not None
        found[name] = [*(str(cases[index].due) for index in range(3)), str(bundled.due), len(bundled.members)]
    last, second = cases[2], cases[1]
    last, second = taken(last, Action.EXAMINE, day(0)), taken(second, Action.EXAMINE, day(0))
    early = move(last.pk, Wish(Action.GRANT), EVERYTHING, day(0))
    taken(second, Action.GRANT, day(1))
    late = move(last.pk, Wish(Action.GRANT), EVERYTHING, day(1))
    found["early"] = early.name if isinstance(early, NotDone) else "taken"
    found["late"] = late.name if isinstance(late, NotDone) else "taken"
    return found


def _bundle(bundle_id: str) -> list[Application]:
    known = matter_of(REPLACEMENT)
    assert known is not None
    codes = ("first-of-three", "second-of-three", "third-of-three")
    matters = {code: known.model_copy(update={"code": code}) for code in codes}
    _lend(matters)
    after = {codes[2]: (codes[1],)}
    return [
        complete_application().model_copy(
            update={
                "matter_code": code,
                "bundle": BundleMember(id=bundle_id, code="three", members=codes, after=after.get(code, ())),
            }
        )
        for code in codes
    ]


def _lend(matters: dict[str, Matter]) -> None:
    """Matters that no catalogue has, for the rest of this process."""

    def found(code: str) -> Matter | None:
        return matters.get(code) or matter_of(code)

    patch.object(intake, "matter_of", found).start()


def _later(case: Case) -> list[Step]:
    """The steps after the check, which says what was not fetched."""
    return [one for one in case.steps.all() if one.action != Action.PASS_CHECK]


def by_rule() -> dict[str, Any]:
    """秒批: a rule that holds, one that does not, one that would refuse, and one that cannot be worked out."""
    known = matter_of(REPLACEMENT)
    assert known is not None
    said = Text(zh="选择自取", en="To be picked up")
    rules: dict[str, tuple[str, Literal["refuse", "officer"]]] = {
        "holds": ("values.delivery == 'pickup'", "officer"),
        "fails": ("values.delivery == 'post'", "officer"),
        "refuses": ("values.delivery == 'post'", "refuse"),
        "broken": ("int(values.name) > 3", "officer"),
        "unknown": ("values.insurance_status != '未参保'", "officer"),
    }
    found: dict[str, Any] = {}
    for name, (rule, otherwise) in rules.items():
        test = DecisionRule(key="way", rule=rule, reason=said, otherwise=otherwise)
        automatic = AutomaticDecision(rules=(test,), approval=Text(zh="符合公开的规则", en="Meets the published rule"))
        code = f"automatic-{name}"
        _lend({code: known.model_copy(update={"code": code, "mode": ServiceMode.AUTOMATIC, "automatic": automatic})})
        case = made(complete_application().model_copy(update={"matter_code": code}))
        reasons = [reason["zh"] for one in _later(case) for reason in one.details.get("reasons", ())]
        noted = [one["check"] for one in case.findings if one["check"] == "MP-01"]
        found[name] = [case.state, case.outcome, [one.action for one in case.steps.all()], reasons, noted]
    return found
