"""How the result travels: asked once, where there is a choice; an address where one is posted; filed as what it is."""

from dataclasses import replace
from typing import Any

import pytest

from kiosk.matters.model import Matter
from kiosk.matters.plan import Step, plan_of
from kiosk.services.application import draft_of
from kiosk.visit.events import CardRead, GuideAccepted, PageAnswered, Prefilled
from kiosk.visit.state import Source, Value, Visit
from kiosk.visit.steps.form import pages
from tests.kiosk.matters.whole import text
from tests.kiosk.services.bystanders import application_in
from tests.kiosk.visit.journeys import after, arrival
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW, TODAY, WANG, prefilled

HOME = "云桥区北桥路100弄5号602室"
KNOWN = {**prefilled(), "mail_address": Value(HOME, Source.GOVERNMENT, ("政务账户", "Government account"))}
POST = {"key": "post", "kind": "post", "title": text("邮寄", "Post")}
PICKUP = {"key": "pickup", "kind": "pickup", "title": text("自取", "Pick up")}
LOCKER = {"key": "locker", "kind": "locker", "title": text("取件柜", "Locker")}


def with_ways(*ways: dict[str, Any], **changes: Any) -> Matter:
    raw = CARD_REPLACEMENT.model_dump(mode="json", exclude_none=True)
    return Matter.model_validate({**raw, "deliveries": list(ways), "fee": None, **changes})


def at_form(matter: Matter = CARD_REPLACEMENT, known: dict[str, Value] | None = None) -> Visit:
    return after(arrival(matter), GuideAccepted(), CardRead(WANG, TODAY), Prefilled(known or KNOWN))


def asked(visit: Visit) -> list[str]:
    return [spec.key for page in pages(visit) for spec in page.questions]


def filed(visit: Visit) -> tuple[str, dict[str, str]]:
    application = application_in(draft_of(visit, kiosk_id="K-0412", receipt_no="L-0412-0001", applied_at=NOW))
    return application.delivery, {one.key: one.value for one in application.values}


def test_a_known_address_is_in_the_box_and_taken_over_with_one_tap():
    visit = after(at_form(), PageAnswered({"delivery": "post"}, {}))
    assert asked(visit) == ["delivery", "mail_address"]
    done = after(visit, PageAnswered({}, {}))
    assert (done.step, done.typed, done.values["mail_address"]) == (Step.MATERIALS, 0, Value(HOME, Source.CITIZEN))
    way, values = filed(done)
    assert (way, values["delivery"], values["mail_address"]) == ("post", "post", HOME)


def test_it_can_be_changed_and_not_emptied():
    visit = after(at_form(), PageAnswered({"delivery": "post"}, {}))
    empty = after(visit, PageAnswered({"mail_address": " "}, {}))
    assert (empty.step, empty.trouble and empty.trouble.fault) == (Step.FORM, "field.required")
    other = after(visit, PageAnswered({"mail_address": "南桥路12号"}, {"mail_address": 6}))
    assert (filed(other)[1]["mail_address"], other.typed) == ("南桥路12号", 6)


def test_who_picks_it_up_is_asked_no_address_and_none_is_filed():
    done = after(at_form(), PageAnswered({"delivery": "pickup"}, {}))
    assert (done.step, asked(done)) == (Step.MATERIALS, ["delivery"])
    way, values = filed(done)
    assert (way, "mail_address" in values) == ("pickup", False)


@pytest.mark.parametrize(
    ("ways", "questions", "way"),
    [
        ((), [], ""),
        ((PICKUP,), [], "pickup"),
        ((POST,), ["mail_address"], "post"),
        ((PICKUP, LOCKER), ["delivery"], "pickup"),
        (({**POST, "fee_fen": 1200}, PICKUP), ["delivery"], "pickup"),
        (({**POST, "when": "holder.age >= 60"}, PICKUP), [], "pickup"),
    ],
)
def test_only_a_choice_is_asked_and_the_way_is_always_told(ways, questions, way):
    visit = at_form(with_ways(*ways))
    assert asked(visit) == questions
    assert filed(after(visit, *(PageAnswered({}, {}) for _ in pages(visit))))[0] == way


def test_a_matter_that_asks_in_its_own_fields_is_asked_nothing_more():
    own = {
        "key": "delivery",
        "label": text("领取", "Delivery"),
        "kind": "choice",
        "question": text("怎么给您？", "How?"),
        "choices": [{"key": "pickup", "title": text("自取", "Pick up")}, {"key": "post", "title": text("邮", "Post")}],
    }
    fields = [*CARD_REPLACEMENT.model_dump(mode="json", exclude_none=True)["fields"], own]
    ways = [{**way, "when": f"values.delivery == '{way['key']}'"} for way in (POST, PICKUP)]
    visit = at_form(with_ways(*ways, fields=fields))
    assert asked(visit) == ["delivery"]
    assert filed(after(visit, PageAnswered({"delivery": "post"}, {})))[0] == "post"


def test_postage_is_paid_with_the_fee_and_only_by_whom_it_is_posted_to():
    matter = with_ways(PICKUP, {**POST, "fee_fen": 1200})
    posted, picked = (after(at_form(matter), PageAnswered({"delivery": way}, {})) for way in ("post", "pickup"))
    assert Step.PAYMENT in plan_of(matter)
    assert (posted.selected.fee and posted.selected.fee.amount_fen, Step.PAYMENT in posted.plan) == (1200, True)
    assert (picked.selected.fee, Step.PAYMENT in picked.plan) == (None, False)
    both = replace(posted, matter=matter.model_copy(update={"fee": CARD_REPLACEMENT.fee}))
    assert both.selected.fee is not None
    assert (both.selected.fee.amount_fen, both.selected.fee.name.zh) == (3200, "工本费、邮资")


def test_rules_may_look_at_the_way_that_was_chosen():
    slip = {"key": "slip", "title": text("委托书", "Proxy"), "origin": "scan", "note": text("一页", "One page")}
    matter = with_ways(POST, PICKUP, materials=[{**slip, "when": "values.delivery == 'pickup'"}])
    for way, papers in (("post", []), ("pickup", ["slip"])):
        visit = after(at_form(matter), PageAnswered({"delivery": way}, {}))
        assert [spec.key for spec in visit.selected.scanned] == papers


def test_a_summary_asks_no_more_than_it_has_room_for_and_the_rest_has_pages_of_its_own():
    offered = [{"key": f"a{place}", "title": text(f"第{place}个", f"No. {place}")} for place in range(9)]
    many = {"key": "place", "label": text("地点", "Place"), "kind": "choice", "choices": offered}
    fields = [
        *CARD_REPLACEMENT.model_dump(mode="json", exclude_none=True)["fields"],
        {**many, "question": many["label"]},
    ]
    visit = at_form(with_ways(POST, PICKUP, fields=fields))
    assert [[spec.key for spec in page.questions] for page in pages(visit)][:3] == [[], ["place"], ["delivery"]]
    roomy = at_form(with_ways(POST, PICKUP))
    assert [spec.key for spec in pages(roomy)[0].questions] == ["delivery"]
    done = after(
        visit, PageAnswered({}, {}), PageAnswered({"place": "a8"}, {}), PageAnswered({"delivery": "pickup"}, {})
    )
    assert (done.step, done.values["place"].text, filed(done)[0]) == (Step.MATERIALS, "a8", "pickup")
