"""The automatic pre-check (预检) of an application: completeness, pages, fields, duplicates. Hints to the officer, by rule.

Pure but for the duplicates, which look at the same person's other cases. Legibility needs the pictures themselves, and
comes later (`central.cases.legibility`). A check that cannot be worked out says so; it never stops an intake.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.cases.clock import day_of
from central.cases.models import OPEN_STATES, Case
from central.catalogue import catalogue, matter_of
from central.statements import rows_of
from kiosk.matters.fields import REQUIRED, fault_of, question_of, visible
from kiosk.matters.model import FieldSpec, MaterialSpec, Matter
from kiosk.matters.rules import HolderFacts, RuleError, holds
from kiosk.matters.selection import Facts, materials, situation_of
from kiosk.protocol.messages import Application, SubmittedMaterial

STILL_VALID = timedelta(days=180)
"""How long a paper that was handed in counts as known, where nothing else is said"""
_OTHERS = 20
_KNOWN = "SELECT 1 FROM cases_case WHERE holder_hash = %s LIMIT 1"


GOVERNMENT = "government."
"""Before what a field is filled with by the departments"""
MOST_PIXELS = 60_000_000
"""Of a scanned page: more is a bomb, and is not unpacked"""


class Severity(StrEnum):
    """What a finding means for the case."""

    ERROR = "error"
    """Somebody has to look before it is accepted"""
    HINT = "hint"


class Check(StrEnum):
    """预检规则编号."""

    UNKNOWN_MATTER = "YJ-01"
    NOT_CHECKED = "YJ-02"
    MISSING = "YJ-11"
    TOO_FEW = "YJ-12"
    TOO_MANY = "YJ-13"
    NOT_ASKED = "YJ-14"
    NO_SIGNATURE = "YJ-15"
    EMPTY_FIELD = "YJ-21"
    WRONG_FIELD = "YJ-22"
    NOT_ENTITLED = "YJ-23"
    NOT_FETCHED = "YJ-24"
    DOOR_NUMBER = "YJ-25"
    OPEN_TWIN = "YJ-31"
    ASKED_AGAIN = "YJ-32"
    BLURRED = "YJ-41"
    DARK = "YJ-42"
    SMALL = "YJ-43"
    BLANK = "YJ-44"
    UNREADABLE = "YJ-45"
    RULE_NOT_MET = "MP-01"


SAYS: Mapping[Check, str | Promise] = {
    Check.UNKNOWN_MATTER: _("本平台没有这个事项，无法预检"),
    Check.NOT_CHECKED: _("规则算不出来，无法预检"),
    Check.MISSING: _("缺少材料"),
    Check.TOO_FEW: _("页数不够"),
    Check.TOO_MANY: _("页数过多"),
    Check.NOT_ASKED: _("事项没有要求这份材料"),
    Check.NO_SIGNATURE: _("没有签名"),
    Check.EMPTY_FIELD: _("必填项没有填"),
    Check.WRONG_FIELD: _("填写不合要求"),
    Check.NOT_ENTITLED: _("不符合办理条件"),
    Check.NOT_FETCHED: _("办理时没有从部门取到，请核查"),
    Check.DOOR_NUMBER: _("地址可能缺门牌号"),
    Check.OPEN_TWIN: _("同一申请人的同一事项正在办理"),
    Check.ASKED_AGAIN: _("申请人已交过仍然有效的同一材料"),
    Check.BLURRED: _("可能不清晰"),
    Check.DARK: _("可能太暗"),
    Check.SMALL: _("分辨率低"),
    Check.BLANK: _("可能是空白页"),
    Check.UNREADABLE: _("打不开这一页"),
    Check.RULE_NOT_MET: _("秒批规则没有通过，转人工办理"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `about` is the key of a material or field, `page` from 1, `more` a figure, number or sentence."""

    check: Check
    severity: Severity
    about: str = ""
    page: int = 0
    more: str = ""

    def kept(self) -> dict[str, Any]:
        """As the case keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Finding":
        """What `kept` made."""
        return cls(Check(kept["check"]), Severity(kept["severity"]), kept["about"], kept["page"], kept["more"])


def told_since(found: Finding, matter: Matter | None, told: Mapping[str, str]) -> bool:
    """Whether the departments answered at the arrival what they had not at the kiosk."""
    specs = {spec.key: spec for spec in matter.form} if matter is not None else {}
    source = specs[found.about].source if found.check is Check.NOT_FETCHED and found.about in specs else None
    return source is not None and source.removeprefix(GOVERNMENT) in told


def facts_of(matter: Matter, application: Application) -> Facts:
    """What the matter's rules look at, as the kiosk had it."""
    born, today = application.holder.birth, day_of(application.applied_at)
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    holder = HolderFacts(application.holder.kind, age, application.holder.sex, application.holder.nationality)
    answers = situation_of(matter, application.situation, holder)
    return Facts({one.key: one.value for one in application.values}, answers, holder)


def check(matter: Matter | None, application: Application) -> list[Finding]:
    """Everything that is found without looking at other cases or pictures."""
    if matter is None:
        return [Finding(Check.UNKNOWN_MATTER, Severity.ERROR, application.matter_code)]
    try:
        facts = facts_of(matter, application)
        found = [*_material_findings(matter, application, facts), *_field_findings(matter, application, facts)]
        return [one for one in found if not _comes_with_the_bundle(one, application)]
    except RuleError:
        return [Finding(Check.NOT_CHECKED, Severity.ERROR)]


_EMPTY = (Check.EMPTY_FIELD, Check.NOT_FETCHED)


def _comes_with_the_bundle(found: Finding, application: Application) -> bool:
    """Whether what is missing is the result of a member before it, or was had from the government for another member."""
    if application.bundle is None:
        return False
    if found.check is Check.MISSING:
        return any(one.key == found.about and one.origin != "scan" for one in application.materials)
    bundle = catalogue().bundles.get(application.bundle.code) if found.check in _EMPTY else None
    members = bundle.members if bundle is not None else ()
    return any(found.about in one.later for one in members if one.code == application.matter_code)


def duplicates(holder_hash: str, matter: Matter | None, application: Application, now: datetime) -> list[Finding]:
    """The same person's other cases: one of the same matter under way, and papers that were handed in before."""
    if not rows_of(_KNOWN, (holder_hash,)):
        return []
    wanted = {_paper(matter, one.key): one.key for one in application.materials if one.pages}
    found: dict[tuple[Check, str], Finding] = {}
    others = Case.objects.filter(holder_hash=holder_hash, accepted_at__gte=now - STILL_VALID).order_by("-id")
    for other in others.defer("body", "answer", "findings").prefetch_related("documents")[:_OTHERS]:
        number = other.number_for_people
        if other.matter_code == application.matter_code and other.state in OPEN_STATES:
            twin = Finding(Check.OPEN_TWIN, Severity.HINT, application.matter_code, more=number)
            found.setdefault((twin.check, twin.about), twin)
        theirs = matter if other.matter_code == application.matter_code else matter_of(other.matter_code)
        known = {_paper(theirs, document.key) for document in other.documents.all()}
        for paper in known & wanted.keys() - {""}:
            again = Finding(Check.ASKED_AGAIN, Severity.HINT, wanted[paper], more=number)
            found.setdefault((again.check, again.about), again)
    return list(found.values())


def _paper(matter: Matter | None, key: str) -> str:
    """What makes two papers the same: the material's code where it has one, else its title. Empty for what is no scan."""
    spec = next((one for one in matter.materials if one.key == key), None) if matter is not None else None
    return "" if spec is None or spec.origin != "scan" else spec.code or spec.title.zh


def _material_findings(matter: Matter, application: Application, facts: Facts) -> Iterator[Finding]:
    handed = {one.key: one for one in application.materials}
    wanted = {spec.key: spec for spec in materials(matter, facts)}
    for key, spec in wanted.items():
        if spec.origin == "scan":
            yield from _one_material(spec, handed.get(key))
    for key, one in handed.items():
        if key not in wanted and one.pages:
            yield Finding(Check.NOT_ASKED, Severity.HINT, key)
    if matter.declaration and matter.handling == "promised" and application.signature is None:
        yield Finding(Check.NO_SIGNATURE, Severity.HINT)


def _one_material(spec: MaterialSpec, handed: SubmittedMaterial | None) -> Iterator[Finding]:
    pages = len(handed.pages) if handed is not None else 0
    excused = handed is not None and (
        (handed.deferred and spec.deferrable_days is not None) or (bool(handed.promise) and spec.by_promise is not None)
    )
    if pages == 0:
        if spec.required and not excused:
            yield Finding(Check.MISSING, Severity.ERROR, spec.key)
    elif pages < spec.min_pages:
        yield Finding(Check.TOO_FEW, Severity.ERROR, spec.key, more=f"{pages}/{spec.min_pages}")
    elif pages > spec.max_pages:
        yield Finding(Check.TOO_MANY, Severity.HINT, spec.key, more=f"{pages}/{spec.max_pages}")


def _field_findings(matter: Matter, application: Application, facts: Facts) -> Iterator[Finding]:
    nothing_came = not any(one.source == "government" for one in application.values)
    for spec in visible(matter, facts.values, facts.holder, facts.answers):
        value = facts.values.get(spec.key, spec.default or "")
        fault = fault_of(spec, value)
        if _not_fetched(spec, value, nothing_came=nothing_came):
            yield Finding(Check.NOT_FETCHED, Severity.HINT, spec.key)
        if fault is None and question_of(spec, value) is not None:
            yield Finding(Check.DOOR_NUMBER, Severity.HINT, spec.key)
        if fault == REQUIRED and _looked_up_later(spec):
            continue
        if fault is not None:
            yield Finding(Check.EMPTY_FIELD if fault == REQUIRED else Check.WRONG_FIELD, Severity.ERROR, spec.key)
    for index, rule in enumerate(matter.eligibility, start=1):
        values = {spec.key: facts.values.get(spec.key, spec.default or "") for spec in matter.form}
        if not holds(rule.rule, values, facts.holder, facts.answers):
            yield Finding(Check.NOT_ENTITLED, Severity.ERROR, str(index), more=rule.otherwise.zh)


def _not_fetched(spec: FieldSpec, value: str, *, nothing_came: bool) -> bool:
    """Whether the departments were to say it and did not; what may be empty counts only where nothing came at all."""
    return (
        _looked_up_later(spec)
        and str(spec.source).startswith(GOVERNMENT)
        and not value
        and (spec.required or nothing_came)
    )


def _looked_up_later(spec: FieldSpec) -> bool:
    """Whether an empty value is no mistake: card and departments supply it, and nobody was asked."""
    return spec.source is not None and spec.question is None
