"""A matter with something in every part, in which the lint finds nothing; tests spoil copies of it."""

import copy
from pathlib import Path
from typing import Any

from kiosk.matters import code_sets as sets
from kiosk.matters.model import Matter
from kiosk.matters.sources import GovernmentSource, Sources
from kiosk.matters.text import Text


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en, "zh_hant": zh}


def coded(code_set: sets.CodeSet, code: str) -> dict[str, str]:
    return code_set.of(code).model_dump()


CREDIT = "11370800MB28559184"
SOURCES = Sources(
    government={"phone": GovernmentSource(meaning="手机号", office=Text(zh="账户", en="Account"))},
)

_WHOLE: dict[str, Any] = {
    "code": "whole",
    "title": text("食品经营许可", "Food licence"),
    "short_title": text("食品许可", "Food"),
    "department": text("云桥区市场监管局", "Market Supervision"),
    "theme": "business",
    "summary": text("开饭店要办的证", "What a restaurant needs"),
    "demonstration": True,
    "handling": "promised",
    "promised": {"count": 8, "unit": "working_days"},
    "statutory": {"count": 20, "unit": "working_days"},
    "special_procedures": [{"name": text("现场核查", "Inspection"), "kind": coded(sets.SPECIAL_PROCEDURE, "2")}],
    "who": [{"text": text("要开饭店的人", "Who opens a restaurant")}],
    "conditions": [
        {"key": "place", "text": text("有经营场所", "There are premises")},
        {"key": "kitchen", "text": text("有厨房", "There is a kitchen"), "when": "situation.kind == 'restaurant'"},
    ],
    "situations": [
        {
            "key": "kind",
            "question": text("开什么店？", "Which kind?"),
            "answers": [
                {"key": "shop", "title": text("小卖部", "Shop")},
                {"key": "restaurant", "title": text("饭店", "Restaurant")},
            ],
        },
        {
            "key": "seats",
            "question": text("有几个座位？", "How many seats?"),
            "visible_when": "situation.kind == 'restaurant'",
            "answers": [
                {"key": "few", "title": text("少于 50", "Under 50")},
                {"key": "many", "title": text("50 以上", "50 or more")},
            ],
        },
    ],
    "eligibility": [{"rule": "holder.age >= 18", "otherwise": text("未满 18 岁", "Under 18")}],
    "fields": [
        {"key": "name", "label": text("姓名", "Name"), "source": "card.name", "mask": "name"},
        {"key": "id_number", "label": text("证件号码", "ID number"), "source": "card.number", "mask": "id_number"},
        {
            "key": "phone",
            "label": text("手机号", "Mobile"),
            "kind": "phone",
            "source": "government.phone",
            "question": text("手机号？", "Mobile?"),
        },
        {
            "key": "delivery",
            "label": text("怎么领", "Delivery"),
            "kind": "choice",
            "question": text("怎么领？", "How?"),
            "choices": [
                {"key": "post", "title": text("邮寄", "Post")},
                {"key": "pickup", "title": text("自取", "Pick up")},
            ],
        },
        {
            "key": "mail_address",
            "label": text("寄到", "Post to"),
            "kind": "address",
            "visible_when": "values.delivery == 'post'",
            "question": text("寄到哪里？", "Where to?"),
        },
    ],
    "materials": [
        {
            "key": "lease",
            "title": text("场所证明", "Proof of premises"),
            "origin": "scan",
            "note": text("租赁合同", "Lease"),
            "deferrable_days": 5,
            "result_first": True,
            "by_promise": text("场所合法", "The premises are lawful"),
            "code": "M1",
            "by_law": "食品经营许可管理办法",
            "blank_form": "form.png",
            "sample": "form.png",
        },
        {
            "key": "plan",
            "title": text("厨房平面图", "Kitchen plan"),
            "origin": "scan",
            "note": text("平面图", "Plan"),
            "when": "situation.seats == 'many' && holder.age >= 18",
            "code": "M2",
        },
    ],
    "declaration": [text("以上都是真的", "All this is true")],
    "fees": [
        {
            "key": "card",
            "amount_fen": 1000,
            "name": text("工本费", "Card"),
            "by_law": "发改价格〔2020〕1号",
            "standard": text("10 元/本", "¥10 each"),
            "when": "values.delivery == 'post'",
        }
    ],
    "deliveries": [
        {"key": "post", "kind": "post", "title": text("邮寄", "Post"), "when": "values.delivery == 'post'"},
        {"key": "pickup", "kind": "pickup", "title": text("自取", "Pick up")},
    ],
    "documents": [{"key": "licence", "title": text("许可证", "Licence"), "template": "paper.typ"}],
    "opening": [{"on": "working_days", "opens": "08:00", "closes": "20:00"}],
    "visits": 1,
    "visits_reason": text("要核对原件", "Originals are compared"),
    "quantity_limit": text("无限制", "No limit"),
    "flow": [
        {"kind": "accept", "title": text("受理", "Accept"), "term": {"count": 1}},
        {"kind": "examine", "title": text("审核", "Examine"), "term": {"count": 4}},
        {"kind": "approve", "title": text("审批", "Approve"), "term": {"count": 1}},
        {"kind": "conclude", "title": text("办结", "Conclude"), "term": {"count": 1}},
        {"kind": "deliver", "title": text("送达", "Deliver"), "term": {"count": 8, "unit": "hours"}},
    ],
    "results": [
        {
            "name": text("食品经营许可证", "Food licence"),
            "manner": "certificate",
            "type": coded(sets.RESULT_TYPE, "02"),
            "document": "licence",
            "valid_for": {"count": 60, "unit": "months"},
        }
    ],
    "faqs": [{"question": text("多久？", "How long?"), "answer": text("八天", "Eight days")}],
    "legal_basis": [{"name": "中华人民共和国食品安全法", "article": "第三十五条"}],
    "consult": {"phone": "0990-1234567"},
    "supervise": {"phone": "12345"},
    "places": [
        {
            "name": text("云桥区政务服务中心", "Service Centre"),
            "address": text("北桥路 1 号 2 楼 D05 号窗口", "Window D05"),
            "hours": text("工作日 9:00–17:00", "Working days 9:00–17:00"),
            "phone": "0990-1234568",
        }
    ],
    "national": {
        "catalog_code": "000131002000",
        "task_code": CREDIT + "3" + "000131002000",
        "handle_item_code": CREDIT + "3" + "000131002000" + "01",
        "task_type": coded(sets.TASK_TYPE, "01"),
        "use_level": coded(sets.USE_LEVEL, "3"),
        "project_type": coded(sets.PROJECT_TYPE, "2"),
        "review_type": coded(sets.REVIEW_TYPE, "2"),
        "department_code": CREDIT,
        "department_kind": coded(sets.DEPARTMENT_KIND, "1"),
        "power_source": coded(sets.POWER_SOURCE, "1"),
        "service_objects": [coded(sets.SERVICE_OBJECT, "1"), coded(sets.SERVICE_OBJECT, "2")],
        "person_topics": [coded(sets.TOPIC_PERSON, "080")],
        "company_topics": [coded(sets.TOPIC_COMPANY, "020")],
        "handle_forms": [coded(sets.HANDLE_FORM, "1")],
        "handle_area": coded(sets.HANDLE_AREA, "5"),
        "online": False,
        "online_depth": coded(sets.ONLINE_DEPTH, "2"),
        "pays_online": True,
        "by_express": True,
        "in_hall": True,
        "effective_from": "2026-01-01",
        "cancelled_on": "2030-01-01",
    },
}


def whole() -> dict[str, Any]:
    """A copy to be spoilt."""
    return copy.deepcopy(_WHOLE)


def whole_matter() -> Matter:
    return Matter.model_validate(whole())


def write_files(folder: Path) -> Path:
    """The files it names."""
    for name in ("paper.typ", "paper.sample.json", "form.png"):
        (folder / name).write_text("{}", encoding="utf-8")
    return folder
