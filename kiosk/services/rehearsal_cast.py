"""Who can stand at the pictures of a matter: six people whom every matter meets, and one of each other sort that it tells apart.

The six are those whose cards lie at the simulated reader, so that an author meets them again at a kiosk. Synthetic, all of
them: the area of their number does not exist.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice

from kiosk.faults import fault
from kiosk.matters.fields import complete, said
from kiosk.matters.model import HolderKind, Matter
from kiosk.matters.plan import Step
from kiosk.matters.rules import RuleError, holds, names_used
from kiosk.matters.selection import questions
from kiosk.matters.situations import SituationQuestion
from kiosk.services.prefill import known_values
from kiosk.services.rehearsal import DATA, PAPERS
from kiosk.services.rehearsal_people import AT, Guest, as_guest, draw, rules_of, unwelcome
from kiosk.services.rehearsal_plans import Plan, first_plans
from kiosk.services.rehearsal_words import halts
from kiosk.visit.state import Holder, Visit
from kiosk.visit.steps.identify import unfit

MOST_DRAWN = 12
"""People beside the six"""
_NUMBER = re.compile(r"\b\d{1,9}\b")
_SEX = {"1": ("男", "Male"), "2": ("女", "Female")}
_KINDS = {
    HolderKind.HMT_RESIDENT: ("港澳台居民居住证", "HK/Macao/Taiwan permit"),
    HolderKind.FOREIGN_PR_2017: ("外国人永久居留身份证（2017 版）", "foreign PR card of 2017"),
    HolderKind.FOREIGN_PR_2023: ("外国人永久居留身份证（2023 版）", "foreign PR card of 2023"),
}

Said = Mapping[str, str]
"""By ``zh`` and ``en``"""


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody who can stand there. `said` is who they are, in plain words."""

    key: str
    guest: Guest
    said: Said


def roles(matter: Matter) -> tuple[Role, ...]:
    """The six first, then whom the rules of `matter` tell apart from them. Raises `RuleError`."""
    known = [
        Role(key, _with_card(matter, as_guest(matter, holder)), _aged(words, holder)) for key, words, holder in _SIX
    ]
    rules, people = rules_of(matter), draw(matter)
    seen = {_sort(matter, role.guest, rules) for role in known}
    drawn: list[Role] = []
    ranked = sorted(chain(people.welcome, people.others, unwelcome(matter)), key=_oddness)
    for guest in ranked:
        sort = _sort(matter, guest, rules)
        if sort not in seen:
            seen.add(sort)
            drawn.append(Role(f"drawn{len(drawn) + 1}", _with_card(matter, guest), _described(matter, guest)))
    return (*known, *islice(drawn, MOST_DRAWN))


@dataclass(frozen=True, slots=True)
class Scene:
    """Who stands there with which answers; `told` is that and everything that could be chosen instead, for JSON."""

    role: Role
    answers: Plan
    told: Mapping[str, object]


def scene_of(matter: Matter, person: str, given: Iterable[tuple[str, str]]) -> Scene:
    """`person` with the answers that are `given`; the first who is not sent away where there is no such person."""
    everybody, wanted = roles(matter), dict(given)
    plain = {role.key: turned_away(matter, role.guest, answered(matter, role.guest, {})) for role in everybody}
    chosen = next((role for role in everybody if role.key == person), None)
    role = chosen or next((role for role in everybody if plain[role.key] is None), everybody[0])
    answers = answered(matter, role.guest, wanted)
    asked = questions(matter, answers, role.guest.holder.facts)
    governed = any((spec.source or "").startswith("government.") for spec in matter.form)
    told = {
        "person": role.key,
        "people": [{"key": one.key, **one.said, "away": plain[one.key]} for one in everybody],
        "questions": [{"answer": answers[one.key], **_choices(one)} for one in asked],
        "papers": _ways_of_papers(matter),
        "data": list(DATA[:3]) if governed else [],
    }
    return Scene(role, answers, {} if matter.at_counter_only else told)


def _ways_of_papers(matter: Matter) -> list[str]:
    """Of `PAPERS` those that one of its papers can be had in."""
    deferred = any(spec.deferrable_days is not None for spec in matter.scanned)
    promised = any(spec.by_promise is not None for spec in matter.scanned)
    return [way for way, can in zip(PAPERS, (bool(matter.scanned), deferred, promised), strict=True) if can]


def _choices(question: SituationQuestion) -> dict[str, object]:
    answers = [{"key": one.key, "zh": one.title.zh, "en": one.title.en} for one in question.answers]
    return {"key": question.key, "zh": question.question.zh, "en": question.question.en, "answers": answers}


def answered(matter: Matter, guest: Guest, given: Plan) -> Plan:
    """The answer to every question that `guest` is asked: the one `given`; with none given those that send nobody away."""
    known = {one.key for one in matter.situations}
    plan = {} if known & given.keys() else _good_plan(matter, guest)
    answers: dict[str, str] = {}
    while True:
        asked = next((one for one in questions(matter, answers, guest.holder.facts) if one.key not in answers), None)
        if asked is None:
            return answers
        ways = [answer.key for answer in asked.answers]
        wanted = given.get(asked.key) or plan.get(asked.key) or asked.default
        answers[asked.key] = wanted if wanted in ways else ways[0]


def turned_away(matter: Matter, guest: Guest, plan: Plan) -> Said | None:
    """What a kiosk says to `guest`, where it sends them away."""
    if matter.at_counter_only:
        return None
    if guest.holder.kind not in matter.holders:
        return _fault("card.kind_not_served")
    number = unfit(guest.at(matter, {}))
    number = unfit(guest.at(matter, plan), situated=True) if number is None else number
    return None if number is None else _reason(matter, number)


def how_it_ends(visit: Visit) -> Said | None:
    """What the last state of a walk says instead of a result; None where it is one."""
    if visit.step is Step.RESULT or visit.matter.at_counter_only:
        return None
    if visit.trouble is None:
        said_so = halts(visit.step)
        return {"zh": said_so.zh, "en": said_so.en}
    if visit.trouble.fault == "matter.not_eligible":
        return _reason(visit.matter, int(visit.trouble.of))
    return _fault(visit.trouble.fault)


def _reason(matter: Matter, rule: int) -> Said:
    why = matter.eligibility[rule].otherwise
    return {"zh": why.zh, "en": why.en}


def _fault(code: str) -> Said:
    row = fault(code)
    return {"zh": row.words("zh_CN").headline, "en": row.words("en").headline}


def _good_plan(matter: Matter, guest: Guest) -> Plan:
    """The first that sends `guest` not away; nothing where there is none."""
    found = first_plans(matter, guest.holder.facts)
    return next((plan for plan in found if unfit(guest.at(matter, plan), situated=True) is None), {})


def _oddness(guest: Guest) -> tuple[bool, bool]:
    """Rather a citizen than somebody with another card, rather somebody of whom all is known."""
    return guest.holder.kind is not HolderKind.CITIZEN, not all(guest.known.values())


def _with_card(matter: Matter, guest: Guest) -> Guest:
    """What is read off a card is what stands on it."""
    card = {key: value.text for key, value in known_values(matter, guest.holder, None).items()}
    return replace(guest, known={**guest.known, **card})


def _sort(matter: Matter, guest: Guest, rules: Sequence[str]) -> tuple[object, ...]:
    """What the rules make of somebody: alike for two who meet the same screens."""
    facts, values = guest.holder.facts, complete(matter, guest.known)
    told: list[object] = []
    for rule in rules:
        about = names_used(rule, "holder")
        if not names_used(rule, "situation"):
            told.append(_outcome(rule, values, guest))
        elif about:  # it depends on the answers too: whoever might be told apart
            borders = sorted(int(number) for number in _NUMBER.findall(rule)) if "age" in about else []
            told += [(facts.age > border) - (facts.age < border) for border in borders]
            told += [getattr(facts, name) for name in sorted(about - {"age"})]
    return tuple(told)


def _outcome(rule: str, values: Mapping[str, str], guest: Guest) -> bool | None:
    try:
        return holds(rule, values, guest.holder.facts)
    except RuleError:
        return None


def _aged(words: tuple[str, str], holder: Holder) -> Said:
    return {"zh": f"{words[0]} {holder.name}，{holder.age} 岁", "en": f"{words[1]}, {holder.age} ({holder.name})"}


def _described(matter: Matter, guest: Guest) -> Said:
    holder = guest.holder
    zh_sex, en_sex = _SEX.get(holder.sex, ("人", "Person"))
    zh, en = [f"{holder.age} 岁{zh_sex}"], [f"{en_sex}, {holder.age}"]
    if holder.kind in _KINDS:
        zh.append(_KINDS[holder.kind][0])
        en.append(_KINDS[holder.kind][1])
    if holder.nationality:
        zh.append(f"国籍 {holder.nationality}")
        en.append(f"nationality {holder.nationality}")
    for label, value in _judged(matter, guest):
        zh.append(f"{label['zh']}：{value['zh']}")
        en.append(f"{label['en']}: {value['en']}")
    return {"zh": "，".join(zh), "en": ", ".join(en)}


def _judged(matter: Matter, guest: Guest) -> Iterator[tuple[Said, Said]]:
    """Label and value of what the rules of eligibility look at."""
    named = {key for rule in matter.eligibility for key in names_used(rule.rule, "values")}
    for spec in matter.form:
        if spec.key in named and spec.key in guest.known:
            text = guest.known[spec.key]
            value = {"zh": said(spec, text, "zh_CN"), "en": said(spec, text, "en")}
            yield {"zh": spec.label.zh, "en": spec.label.en}, value if text else {"zh": "查不到", "en": "not known"}


def _six() -> Iterator[tuple[str, tuple[str, str], Holder]]:
    citizen, ho, smith = HolderKind.CITIZEN, HolderKind.HMT_RESIDENT, HolderKind.FOREIGN_PR_2023
    bridge, home = "云桥市云桥区", date(2039, 5, 6)
    yield (
        "wang",
        ("普通居民", "Ordinary citizen"),
        _holder(citizen, "王建国", "990101198403171216", "1", f"{bridge}北桥路12弄3号", home),
    )
    yield (
        "li",
        ("七十岁以上老人", "Over seventy"),
        _holder(citizen, "李桂兰", "990101194811022465", "2", f"{bridge}晚晴路8号2幢401室", None),
    )
    yield (
        "rare",
        ("姓名含生僻字", "Rare characters in the name"),
        _holder(citizen, "赵㐂𬎆", "990101199608213680", "2", f"{bridge}清水湾村7组16号", home),
    )
    yield (
        "chen",
        ("长期有效的证件", "Card that is valid for good (长期)"),
        _holder(citizen, "陈守义", "990101195704180171", "1", f"{bridge}古渡街41号", None),
    )
    yield (
        "smith",
        ("外国人永久居留", "Foreign permanent resident"),
        _holder(smith, "史安娜", "999826197907301247", "2", "", date(2034, 1, 8), "GBR"),
    )
    yield (
        "hk",
        ("港澳台居民", "Resident from Hong Kong, Macao or Taiwan"),
        _holder(ho, "何嘉欣", "81000019900115942X", "2", f"{bridge}海棠路100号1单元902", date(2027, 10, 10)),
    )


def _holder(
    kind: HolderKind, name: str, number: str, sex: str, address: str, valid_to: date | None, nationality: str = ""
) -> Holder:
    birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    age = AT.year - birth.year - ((AT.month, AT.day) < (birth.month, birth.day))
    return Holder(kind, name, number, sex, birth, address, valid_to, age, nationality)


_SIX = tuple(_six())
