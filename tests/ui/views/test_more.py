"""What authors write beyond the guide is there to be read: all of it, by topics, in pages."""

import re

import pytest

from kiosk.matters.availability import Availability, Level
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.coded import Coded, Term, Unit
from kiosk.matters.guidance import Condition, Contact, Faq, FlowStep, LegalBasis, Place, ResultSpec, SpecialProcedure
from kiosk.matters.model import Fee, MaterialSpec, Matter, National
from kiosk.matters.text import Prose, Text
from tests.kiosk.visit.people import CARD_REPLACEMENT
from ui.views.guide import guide_view
from ui.views.more import _LARGE, _NORMAL, MorePlace, more_view, pages_of
from ui.views.more_topics import MoreBlock, blocks_of, says_more, topics_of

EVERY = load_catalogue()
BARE: dict[str, object] = {
    name: type(getattr(CARD_REPLACEMENT, name))() if isinstance(getattr(CARD_REPLACEMENT, name), tuple) else None
    for name in (
        *(
            "faqs",
            "materials",
            "flow",
            "special_procedures",
            "results",
            "fees",
            "fee",
            "places",
            "consult",
            "supervise",
        ),
        *("summary", "conditions", "quantity_limit", "visits", "visits_reason", "legal_basis"),
    )
}
NOTHING = CARD_REPLACEMENT.model_copy(update={**BARE, "national": National()})


def both(word: str) -> Text:
    return Text(zh=f"〈{word}〉", en=f"<{word}>")


def long(word: str) -> Prose:
    return Prose(zh=f"〈{word}〉", en=f"<{word}>")


WRITTEN = NOTHING.model_copy(
    update={
        "faqs": (Faq(question=long("question"), answer=long("answer")),),
        "materials": (
            MaterialSpec(
                key="lease",
                title=both("lease"),
                origin="scan",
                note=both("note"),
                why=long("why"),
                accept_standard=long("standard"),
                fill_explain=long("fill"),
                issuer=both("issuer"),
                issued_within="三个月内",
                by_law="条例第三条",
            ),
        ),
        "flow": (FlowStep(kind="accept", title=both("accept"), who="窗口", criteria=long("criteria"), outcome="通知"),),
        "special_procedures": (SpecialProcedure(name=both("hearing"), term=Term(count=3, unit=Unit.MONTHS)),),
        "results": (ResultSpec(name=both("card")),),
        "fees": (
            Fee(
                amount_fen=2000,
                name=both("fee"),
                by_law="价费〔2020〕1号",
                standard=both("rate"),
                reduction=both("less"),
            ),
        ),
        "places": (Place(name=both("hall"), address=both("street"), hours=both("hours"), phone="021-1234"),),
        "consult": Contact(phone="12329", place=both("desk")),
        "supervise": Contact(phone="12345"),
        "summary": long("summary"),
        "conditions": (Condition(key="one", text=long("condition")),),
        "quantity_limit": long("limit"),
        "visits": 1,
        "visits_reason": long("reason"),
        "legal_basis": (
            LegalBasis(name="社会保险法", number="主席令第35号", article="第五十八条", content=long("law")),
        ),
        "national": National(handle_area=Coded(set="C0109 通办范围", code="1", name="全国")),
    }
)
MARKED = (
    "question",
    "answer",
    "lease",
    "why",
    "standard",
    "fill",
    "issuer",
    "accept",
    "criteria",
    "hearing",
    "card",
    "fee",
    "rate",
    "less",
    "hall",
    "street",
    "hours",
    "desk",
)
RULES = ("summary", "condition", "limit", "reason", "law")
PLAIN = (
    "三个月内",
    "条例第三条",
    "窗口",
    "通知",
    "价费〔2020〕1号",
    "021-1234",
    "12329",
    "12345",
    "社会保险法",
    "主席令第35号",
    "第五十八条",
    "全国",
)


def read(matter: Matter, language: str) -> str:
    return "\n".join(
        f"{block.title}\n{block.text}"
        for topic in topics_of(matter, language)
        for block in blocks_of(matter, topic, language)
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_everything_that_was_written_can_be_read(language: str) -> None:
    said = read(WRITTEN, language)
    marks = [f"<{word}>" if language == "en" else f"〈{word}〉" for word in (*MARKED, *RULES)]
    assert [mark for mark in (*marks, *PLAIN) if mark not in said] == []
    assert topics_of(WRITTEN, language) == ("faqs", "materials", "way", "fees", "places", "rules")


def test_only_what_is_filled_is_offered() -> None:
    assert (topics_of(NOTHING, "zh_CN"), says_more(NOTHING)) == ((), False)
    one = NOTHING.model_copy(update={"consult": Contact(phone="12329")})
    assert (topics_of(one, "zh_CN"), says_more(one)) == (("places",), True)
    assert topics_of(NOTHING.model_copy(update={"supervise": Contact()}), "zh_CN") == ()
    offered = more_view(one, MorePlace(), "zh_CN", elder=False)
    assert ([tile.title for tile in offered.topics], offered.topic) == (["地点和咨询"], "")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_entry_is_there_just_where_there_is_something_behind_it(language: str) -> None:
    for matter in (*EVERY.matters.values(), *filter(None, map(EVERY.chosen, EVERY.bundles)), NOTHING, WRITTEN):
        guide = guide_view(matter, Availability(Level.CAN_FINISH), language, can_print=True)
        assert guide.more is bool(topics_of(matter, language))
        for topic in topics_of(matter, language):
            assert all(block.title or block.text for block in blocks_of(matter, topic, language))


SENTENCES = (
    "办好以后前后连着算，满 6 个月就可以申请。",
    "Both periods count as one from the day on. ",
    "W" * 700,
    "字" * 3000,
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("elder", [False, True])
def test_a_long_text_is_read_to_its_end_page_by_page(sentence: str, *, elder: bool) -> None:
    whole = (sentence * 80)[:4000]
    pages = pages_of((MoreBlock("问", "短"), MoreBlock("长", whole), MoreBlock(whole, "")), "zh_CN", elder=elder)
    measure = _LARGE if elder else _NORMAL
    for page in pages:
        assert sum(measure.height(block) for block in page) + 20 * (len(page) - 1) <= measure.room
    said = "".join(block.text for page in pages for block in page)
    assert re.sub(r"\s", "", said) == re.sub(r"\s", "", "短" + whole + whole)
    assert {block.title for page in pages for block in page} == {"问", "长", "长（接上页）", ""}


def test_a_page_that_is_not_there_gives_the_nearest_and_a_strange_topic_the_topics() -> None:
    last = more_view(WRITTEN, MorePlace("rules", 99), "zh_CN", elder=True)
    assert last.page == last.pages > 1
    assert more_view(WRITTEN, MorePlace("rules", 0), "zh_CN", elder=True).page == 1
    assert len(more_view(WRITTEN, MorePlace("nothing"), "zh_CN", elder=False).topics) == 6
