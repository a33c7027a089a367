"""Thousands of varied matters for load: made up from a seed, complete, and clean by the lint. The same seed makes the same."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from kiosk.matters import code_sets as sets
from kiosk.matters.catalogue import BASELINE, SOURCES_FILE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.export import to_folder
from kiosk.matters.generate_words import ACTIONS, BUREAUS, DISTRICTS, QUALIFIERS, TRADITIONAL, Action, Bureau
from kiosk.matters.identifiers import credit_check
from kiosk.matters.model import Matter
from kiosk.matters.parse import HOME_FILE

DEPARTMENTS = len(BUREAUS) * len(DISTRICTS)
CALENDARS = "_calendars"

_CERTIFICATE = "social-insurance-certificate"
_CERTIFICATE_FILES = ("certificate.typ", "certificate.sample.json")
_ONE_IN = 50
"""Matters with a certificate to print: typesetting takes the longest of all"""
_OBJECTS = 16
_AT_COUNTER, _ASKING, _CHARGING, _AUTOMATIC, _CLOSING = 0.3, 0.35, 0.2, 0.1, 0.1
"""Shares of matters: done at a counter, with a situation, with a fee, decided by rules, with hours"""
_BOTH_WAYS, _POSTAGE = 0.8, 0.2
"""Shares of those done here: the result is posted or picked up, not picked up alone; the parcel costs something"""


def code_of(number: int) -> str:
    """The code of a generated matter."""
    return f"matter-{number:05}"


def department_of(number: int) -> str:
    """The Chinese name of a department."""
    return f"{_district(number)[0]}{_bureau(number).zh}"


def generate(count: int, *, seed: int = 1, departments: int = DEPARTMENTS) -> Iterator[Matter]:
    """`count` matters of `departments` offices. Raises ``ValueError`` for more offices than there are names for."""
    if not 1 <= departments <= DEPARTMENTS:
        raise ValueError(f"expected 1 to {DEPARTMENTS} departments; found {departments}")
    for number in range(count):
        raw = _Maker(Random(f"{seed}:{number}"), number, departments).matter()  # noqa: S311 - nothing secret
        yield Matter.model_validate(raw)


def write_catalogue(folder: Path, count: int = 2000, *, seed: int = 1, departments: int = DEPARTMENTS) -> Path:
    """A catalogue of `count` matters in `folder`, which is made; home, sources and calendars as shipped. Raises ``OSError``."""
    folder.mkdir(parents=True)
    shutil.copy(BASELINE / SOURCES_FILE, folder / SOURCES_FILE)
    shutil.copytree(SHIPPED_CALENDARS, folder / CALENDARS)
    home = (BASELINE / HOME_FILE).read_text(encoding="utf-8")
    popular = ", ".join(f'"{code_of(number)}"' for number in range(min(4, count)))
    (folder / HOME_FILE).write_text(re.sub(r"popular = \[[^\]]*\]", f"popular = [{popular}]", home), encoding="utf-8")
    for matter in generate(count, seed=seed, departments=departments):
        place = to_folder(matter, folder)
        for name in _CERTIFICATE_FILES if matter.documents else ():
            shutil.copy(BASELINE / _CERTIFICATE / name, place / name)
    names = "\n".join(f'd{number:03} = "{department_of(number)}"' for number in range(departments))
    (folder / "departments.toml").write_text(f"[departments]\n{names}\n", encoding="utf-8")
    return folder


def _bureau(department: int) -> Bureau:
    return BUREAUS[department % len(BUREAUS)]


def _district(department: int) -> tuple[str, str]:
    return DISTRICTS[department // len(BUREAUS) % len(DISTRICTS)]


def _text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en, "zh_hant": zh.translate(TRADITIONAL)}


def _choice(key: str, zh: str, en: str) -> dict[str, Any]:
    return {"key": key, "title": _text(zh, en)}


class _Maker:
    """One matter, part by part."""

    def __init__(self, random: Random, number: int, departments: int) -> None:
        self._random = random
        self._number = number
        self._department = number % departments
        self._bureau = _bureau(self._department)
        turn = number // departments
        self._object = turn % _OBJECTS
        self._action_number = (turn // _OBJECTS + turn) % len(ACTIONS)
        self._action: Action = ACTIONS[self._action_number]
        self._round = turn // (_OBJECTS * len(ACTIONS))
        self._certificate = number % _ONE_IN == 0
        self._counter = not self._certificate and random.random() < _AT_COUNTER
        self._asking = not self._counter and random.random() < _ASKING
        self._charging = random.random() < _CHARGING
        instant = self._action.handling == "instant" or self._certificate
        self._handling = "instant" if instant else "promised"
        self._automatic = instant and not self._counter and random.random() < _AUTOMATIC
        self._thing = self._bureau.objects[self._object]

    def matter(self) -> dict[str, Any]:
        """What a `Matter` is validated from."""
        zh, en = self._titles()
        district = _district(self._department)
        raw: dict[str, Any] = {
            "code": code_of(self._number),
            "title": _text(zh, en),
            "short_title": _text(zh[:20], en[:40]),
            "department": _text(department_of(self._department), f"{district[1]} {self._bureau.en} Bureau"),
            "theme": self._bureau.theme,
            "icon": self._bureau.icon,
            "aliases": [f"{self._thing[0]}怎么{self._action.zh}", self._thing[1]],
            "demonstration": True,
            "summary": _text(f"{zh}的办理，供压力测试使用。", f"{en}. Made up for load."),
            "handling": self._handling,
            "minutes": self._random.randint(2, 12),
            "who": [{"text": _text("本人持有效证件办理", "In person, with a valid card")}],
            "materials": self._materials(),
            "visits": 0,
            "national": self._national(),
            **self._guidance(zh, en),
            **self._terms(),
        }
        return raw | (self._at_counter() if self._counter else self._at_kiosk())

    def _titles(self) -> tuple[str, str]:
        qualifier = QUALIFIERS[self._round % len(QUALIFIERS)]
        again = self._round // len(QUALIFIERS)
        more = (f"（{again + 1}类）", f" (class {again + 1})") if again else ("", "")
        zh = f"{_district(self._department)[0]}{self._thing[0]}{self._action.zh}{qualifier[0]}{more[0]}"
        en = f"{self._action.en} {self._thing[1]}, {_district(self._department)[1]}{qualifier[1]}{more[1]}"
        return zh, en

    def _terms(self) -> dict[str, Any]:
        if self._handling == "instant":
            return {"statutory": {"count": 1, "unit": "working_days"}}
        days = self._action.days + self._random.randint(0, 4)
        return {"promised": {"count": days}, "statutory": {"count": days + self._random.choice((0, 5, 15))}}

    def _national(self) -> dict[str, Any]:
        body = f"119901{self._department % 100:02}{self._department:09}"
        credit = body + credit_check(body)
        basic = f"00{BUREAUS.index(self._bureau):02}{self._object:03}{self._action_number:02}{self._round:03}"
        promised = self._handling == "promised"
        return {
            "catalog_code": basic,
            "catalog_name": f"{self._thing[0]}{self._action.zh}",
            "task_code": f"{credit}4{basic}",
            "handle_item_code": f"{credit}4{basic}01",
            "task_type": sets.TASK_TYPE.of("20" if self._action.handling == "instant" else "07"),
            "task_state": sets.TASK_STATE.of("1"),
            "use_level": sets.USE_LEVEL.of("4"),
            "power_source": sets.POWER_SOURCE.of("1"),
            "service_objects": [sets.SERVICE_OBJECT.of("1")],
            "person_topics": [sets.TOPIC_PERSON.of(self._bureau.topic)],
            "project_type": sets.PROJECT_TYPE.of("2" if promised else "1"),
            "review_type": sets.REVIEW_TYPE.of("2" if promised else "1"),
            "department_code": credit,
            "department_kind": sets.DEPARTMENT_KIND.of("1"),
            "handle_forms": [sets.HANDLE_FORM.of("1"), sets.HANDLE_FORM.of("4")],
            "handle_area": sets.HANDLE_AREA.of(self._random.choice(("2", "3", "5"))),
            "online": True,
            "pays_online": self._charging,
            "by_express": True,
            "in_hall": True,
            "effective_from": "2026-01-01",
        }

    def _guidance(self, zh: str, en: str) -> dict[str, Any]:
        line = self._department * 100 + self._number % 100
        name, english = f"{self._thing[0]}{self._action.result}", f"Result: {self._thing[1]}"
        printed = {"document": "certificate"} if self._certificate else {}
        return {
            "conditions": [{"key": "own", "text": _text(f"本人需要办理{self._thing[0]}", f"Needs {self._thing[1]}")}],
            "flow": [
                {"kind": kind, "title": _text(*words)}
                for kind, *words in (
                    ("accept", "受理", "Accept"),
                    ("examine", "审核", "Examine"),
                    ("conclude", "办结", "Conclude"),
                    ("deliver", "送达", "Deliver"),
                )
            ],
            "results": [
                {
                    "name": _text(name, english),
                    "type": sets.RESULT_TYPE.of("02" if self._action.result == "证" else "05"),
                    "manner": "certificate" if name.endswith("证") else "",
                    **printed,
                }
            ],
            "faqs": [{"question": _text(f"{zh}收费吗？", f"{en}: is there a fee?"), "answer": self._fee_answer()}],
            "legal_basis": [
                {"name": f"临江市{self._thing[0]}管理办法", "article": f"第{self._random.randint(3, 40)}条"}
            ],
            "consult": {"phone": f"0990-6{line:06}"},
            "supervise": {"phone": "12345"},
            "fees": self._fees(),
        }

    def _fee_answer(self) -> dict[str, str]:
        return _text("收工本费。", "There is a fee.") if self._charging else _text("不收费。", "It is free.")

    def _fees(self) -> list[dict[str, Any]]:
        if not self._charging:
            return []
        yuan = self._random.choice((5, 10, 20, 40, 140))
        standard = _text(f"{yuan} 元/件", f"¥{yuan} each")
        law = f"临发改价〔2024〕{self._random.randint(1, 90)}号"
        return [{"amount_fen": yuan * 100, "name": _text("工本费", "Fee"), "standard": standard, "by_law": law}]

    def _materials(self) -> list[dict[str, Any]]:
        card = {
            "key": "id_card",
            "title": _text("居民身份证", "ID card"),
            "origin": "card",
            "note": _text("放上感应区自动读取", "Read from the card"),
            "code": "ID",
        }
        listed = [card]
        for number in range(self._random.randint(0, 3)):
            zh, en = f"{self._thing[0]}材料{number + 1}", f"Paper {number + 1} for {self._thing[1]}"
            when = "situation.reason == 'lost'" if self._asking and number == 0 else "true"
            law = f"临江市{self._thing[0]}管理办法"
            listed.append(
                {
                    "key": f"paper{number + 1}",
                    "title": _text(zh, en),
                    "origin": self._random.choice(("scan", "government")),
                    "note": _text("拍清楚每一页", "Every page, sharp"),
                    "code": f"P{BUREAUS.index(self._bureau)}-{self._object}-{number}",
                    "by_law": law,
                    "when": when,
                }
            )
        return listed

    def _at_counter(self) -> dict[str, Any]:
        window = f"{self._random.choice('ABCD')}{self._random.randint(1, 30):02}"
        place = _text(
            f"{_district(self._department)[0]}政务服务中心 {window} 号窗口", f"Service Centre, window {window}"
        )
        return {
            "counter": {
                "place": place,
                "hours": _text("工作日 9:00–17:00", "Working days 9:00–17:00"),
                "bring": [_text("居民身份证", "ID card")],
            },
            "materials": [],
        }

    def _at_kiosk(self) -> dict[str, Any]:
        raw: dict[str, Any] = {
            "eligibility": [
                {
                    "rule": f"holder.age >= {self._random.choice((14, 16, 18))}",
                    "otherwise": _text("年龄不够", "Too young"),
                }
            ],
            "fields": self._fields(),
            "deliveries": self._deliveries(),
            "declaration": [_text("以上情况都是真实的。", "All this is true.")],
        }
        if self._asking:
            raw["situations"] = [self._question()]
            raw["conditions"] = [
                {"key": "report", "text": _text("已经挂失", "Reported lost"), "when": "situation.reason == 'lost'"}
            ]
        if self._automatic:
            tests = [{"key": "adult", "rule": "holder.age >= 18", "reason": _text("未满 18 岁", "Under 18")}]
            raw |= {"mode": "automatic", "automatic": {"approval": _text("符合条件", "Entitled"), "rules": tests}}
        if self._random.random() < _CLOSING:
            raw["opening"] = [{"on": "every_day", "opens": "06:00", "closes": "23:00"}]
        if self._certificate:
            title = _text(f"{self._thing[0]}查询单", f"Record of {self._thing[1]}")
            raw["documents"] = [{"key": "certificate", "title": title, "template": _CERTIFICATE_FILES[0]}]
        return raw

    def _deliveries(self) -> list[dict[str, Any]]:
        """One way or two; some parcels cost something."""
        post: dict[str, Any] = {"key": "post", "kind": "post", "title": _text("邮寄到家", "By post")}
        if self._random.random() < _POSTAGE:
            post["fee_fen"] = self._random.choice((1000, 1200, 2200))
        pickup = {"key": "pickup", "kind": "pickup", "title": _text("自己来取", "Pick it up")}
        return [post, pickup] if self._random.random() < _BOTH_WAYS else [pickup]

    def _question(self) -> dict[str, Any]:
        return {
            "key": "reason",
            "question": _text("为什么要办？", "Why do you come?"),
            "answers": [
                _choice("first", "第一次办", "For the first time"),
                _choice("lost", "丢了", "It was lost"),
                _choice("worn", "坏了", "It is worn out"),
            ],
        }

    def _fields(self) -> list[dict[str, Any]]:
        asked = [
            ("employer", "工作单位", "Employer", "text"),
            ("email", "电子邮箱", "E-mail", "text"),
            ("bank_account", "银行账号", "Bank account", "number"),
            ("home_address", "现住址", "Home address", "address"),
        ]
        chosen = self._random.sample(asked, self._random.randint(0, 2))
        return [
            {"key": "name", "label": _text("姓名", "Name"), "source": "card.name", "mask": "name"},
            {"key": "id_number", "label": _text("身份证号", "ID number"), "source": "card.number", "mask": "id_number"},
            {
                "key": "phone",
                "label": _text("手机号", "Mobile"),
                "kind": "phone",
                "source": "government.phone",
                "mask": "phone",
                "question": _text("有事打哪个手机？", "Which mobile can we reach you on?"),
            },
            *(
                {
                    "key": key,
                    "label": _text(zh, en),
                    "kind": kind,
                    "question": _text(f"请填{zh}", f"{en}?"),
                    "required": False,
                }
                for key, zh, en, kind in chosen
            ),
        ]
