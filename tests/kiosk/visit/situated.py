"""A matter that asks for the situation: passport-like, with papers, fees, a field and a rule that hang on the answers."""

from typing import Any

from kiosk.matters.model import Matter
from kiosk.visit import events
from kiosk.visit.state import Holder, Visit
from tests.kiosk.matters.whole import text
from tests.kiosk.visit.journeys import after, arrival
from tests.kiosk.visit.people import CARD_REPLACEMENT, TODAY, WANG, prefilled

RAW: dict[str, Any] = {
    **CARD_REPLACEMENT.model_dump(mode="json", exclude_defaults=True),
    "title": text("旅行证件申领", "Apply for a travel document"),
    "situations": [
        {
            "key": "why",
            "question": text("您为什么要办？", "Why do you apply?"),
            "help": text("选一项，要带的材料就知道了", "One answer settles what you need"),
            "answers": [
                {"key": "first", "title": text("第一次办", "For the first time"), "icon": "file-text"},
                {"key": "lost", "title": text("原来的丢了", "The old one is lost"), "icon": "warning-octagon"},
                {"key": "gift", "title": text("替别人办", "For somebody else")},
            ],
        },
        {
            "key": "abroad",
            "question": text("在哪里丢的？", "Where was it lost?"),
            "visible_when": "situation.why == 'lost'",
            "answers": [
                {"key": "here", "title": text("国内", "In the country"), "line": text("含港澳台", "All of it")},
                {"key": "there", "title": text("国外", "Abroad")},
            ],
        },
    ],
    "deliveries": [],
    "eligibility": [{"rule": "situation.why != 'gift'", "otherwise": text("要本人来办", "Please come yourself")}],
    "fields": [
        {"key": "name", "label": text("姓名", "Name"), "source": "card.name", "mask": "name"},
        {"key": "id_number", "label": text("证件号码", "ID number"), "source": "card.number", "mask": "id_number"},
        {
            "key": "where",
            "label": text("丢失地点", "Place of loss"),
            "question": text("在哪里丢的？", "Where?"),
            "visible_when": "situation.why == 'lost'",
        },
    ],
    "materials": [
        {"key": "photo", "title": text("照片", "Photo"), "origin": "government", "note": text("免交", "None")},
        {
            "key": "report",
            "title": text("报案回执", "Police report"),
            "origin": "scan",
            "note": text("一页", "One page"),
            "when": "situation.why == 'lost'",
            "deferrable_days": 5,
        },
        {
            "key": "ticket",
            "title": text("回国机票", "Return ticket"),
            "origin": "scan",
            "note": text("一页", "One page"),
            "when": "situation.abroad == 'there'",
            "deferrable_days": 5,
        },
    ],
    "fee": None,
    "fees": [
        {"key": "book", "amount_fen": 12000, "name": text("工本费", "Document")},
        {"key": "loss", "amount_fen": 2000, "name": text("补发费", "Reissue"), "when": "situation.why == 'lost'"},
    ],
}
SITUATED = Matter.model_validate({key: value for key, value in RAW.items() if value is not None})


def answer(key: str, chosen: str) -> events.PageAnswered:
    """One answer of the 情形问答."""
    return events.PageAnswered({f"situation.{key}": chosen}, {})


def asked(matter: Matter = SITUATED, holder: Holder = WANG) -> Visit:
    """Before the first question."""
    known = {key: value for key, value in prefilled(holder).items() if key in {spec.key for spec in matter.fields}}
    return after(arrival(matter), events.GuideAccepted(), events.CardRead(holder, TODAY), events.Prefilled(known))
