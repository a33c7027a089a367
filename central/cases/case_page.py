"""One case as its officer works on it: what was written beside what was handed in, the steps, and what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from unfold.admin import ModelAdmin

from central.cases import desk
from central.cases.arrival import PLATFORM
from central.cases.asking import UNTIL
from central.cases.clock import day_of, remaining
from central.cases.findings import SAYS, Check, Finding
from central.cases.models import OPEN_STATES, Case, CaseState, Colour, Outcome, SupervisionCard
from central.cases.owing import put_off, withholding
from central.cases.pausing import only_expected
from central.cases.posting import AT_COUNTER
from central.cases.procedures import name_in
from central.cases.supervision import RULES, RuleId
from central.cases.supplied import came_late, receipt_in
from central.cases.transitions import BY_ACTION, NOTES, Action, Tone, words
from central.cases.unanswered import waiting_words
from central.cases.waiting import standing_still
from central.catalogue import calendar, in_language, matter_of
from central.catalogue import title_of as matter_title
from central.words import in_english, listed
from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.delivery import WAY
from kiosk.matters.masks import masked, masked_address
from kiosk.matters.model import Mask, Matter
from kiosk.protocol.messages import Application, SubmittedMaterial

SIGNATURE = "signature"
_LOOKS = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the form: its label, the value as it may be seen, where it came from, and what the check says."""

    label: str
    value: str
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of a material."""

    pk: int
    label: str
    is_picture: bool
    chosen: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One material with its pages."""

    key: str
    title: str
    how: str
    pages: tuple[PageLink, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One step of the timeline."""

    at: datetime
    label: str | Promise
    tone: str
    who: str
    reason: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """One number above the work list, with the way to its pile."""

    label: str
    count: int
    address: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the page says of the case itself."""

    facts: list[Fact] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    steps: list[TimelineStep] = field(default_factory=list)


def answer(site: ModelAdmin, request: HttpRequest, case: Case, *, revealed: bool = False) -> HttpResponse:
    """The page. `revealed` shows what veils hide; whoever calls it so has written the look down."""
    chosen = request.GET.get("look", "")
    application, matter = case.application, matter_of(case.matter_code)
    findings = [Finding.of(kept) for kept in case.findings]
    what = matter_title(case.matter_code, case.matter_title)
    context = {
        **site.admin_site.each_context(request),
        "opts": site.opts,
        "title": f"{case.number_for_people} {what}",
        "what": what,
        "case": case,
        "state": CaseState(case.state).label,
        "outcome": Outcome(case.outcome).label if case.outcome else "",
        "expected": only_expected(case),
        "left": time_left(case, day_of(datetime.now(UTC)), calendar()),
        "holder": _holder(case, application, revealed=revealed),
        "sheet": _sheet(case, application, matter, findings, chosen, revealed=revealed),
        "picture": _picture(case, chosen),
        "cards": [(card, RULES[RuleId(card.rule)]) for card in case.cards.all()],
        "members": _members(case),
        "waits_for": listed(matter_title(one.matter_code, one.matter_title) for one in standing_still(case)),
        "looks": looks(case),
        "revealed": revealed,
        "may_reveal": request.user.has_perm("cases.view_personal_data"),
        **desk.offers(request, case),
    }
    return TemplateResponse(request, "central/cases/case.html", context)


def _members(case: Case) -> list[tuple[str, Case]]:
    """The cases of the same bundle, each with what it is about."""
    rows = case.bundle.cases.defer("body", "answer", "findings").order_by("id") if case.bundle else ()
    return [(matter_title(one.matter_code, one.matter_title), one) for one in rows]


def time_left(case: Case, today: date, days: WorkCalendar) -> str:
    """剩 3 个工作日, 超 2 个工作日, 暂停计时; empty for what is over or was promised nothing."""
    if waits := waiting_words(case, today):
        return waits
    if case.state not in OPEN_STATES or case.due is None:
        return ""
    if case.paused:
        return gettext("暂停计时")
    if case.due < today and case.owed_by is not None and withholding(case):
        return gettext("等补材料")
    return _in_days(remaining(today, case.due, days))


def _in_days(left: int) -> str:
    if left < 0:
        return ngettext("超 %d 个工作日", "超 %d 个工作日", -left) % -left
    return ngettext("剩 %d 个工作日", "剩 %d 个工作日", left) % left


def counters(rows: QuerySet[Case]) -> list[Counter]:
    """How many stand open, by what has to be done."""
    base = reverse("admin:cases_case_changelist")
    still = rows.filter(state__in=OPEN_STATES)
    piles: tuple[tuple[str, str, QuerySet[Case], str], ...] = (
        ("open", gettext("全部待办"), still, ""),
        ("new", gettext("待受理"), rows.filter(state=CaseState.APPLIED), ""),
        ("soon", gettext("即将超时"), still.filter(card=Colour.YELLOW), "yellow"),
        ("late", gettext("已超时"), still.filter(card=Colour.RED), "red"),
        ("paused", gettext("暂停计时"), still.filter(paused=True), ""),
    )
    return [
        Counter(label, pile.order_by()[:_MOST].count(), f"{base}?work={name}", tone)
        for name, label, pile, tone in piles
    ]


_MOST = 5000


def looks(case: Case) -> list[LogEntry]:
    """Who looked at pages and at personal data, newest first."""
    kind = ContentType.objects.get_for_model(Case)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(case.pk)).select_related("user")
    return list(entries.order_by("-action_time")[:_LOOKS])


def title_of(case: Case, key: str) -> str:
    """What a material of `case` is called; its key where no matter knows it."""
    matter = matter_of(case.matter_code)
    titles = {spec.key: in_language(spec.title) for spec in matter.materials} if matter is not None else {}
    return gettext("签名") if key == SIGNATURE else titles.get(key, key)


def about_words(card: SupervisionCard) -> str:
    """What a card is about: a paper by its title, the number of a request, or its last day."""
    match card.rule:
        case RuleId.SAME_MATERIAL:
            return title_of(card.case, card.about)
        case RuleId.TOLD_TWICE:
            return gettext("第 %s 次要求补正") % card.about
        case RuleId.NOT_SUPPLIED:
            return gettext("补正期限 %s") % card.about
    return card.about


def _holder(case: Case, application: Application, *, revealed: bool) -> list[Fact]:
    if revealed:
        name, number, address = application.holder.name, application.holder.number, application.holder.address
    else:
        name, number, address = case.name_mask, case.number_mask, masked_address(application.holder.address)
    return [
        Fact(gettext("姓名"), name),
        Fact(gettext("证件号码"), number),
        *([Fact(gettext("地址"), address)] if address else []),
    ]


def _sheet(
    case: Case,
    application: Application,
    matter: Matter | None,
    findings: Sequence[Finding],
    chosen: str,
    *,
    revealed: bool,
) -> Sheet:
    papers = _papers(case, application, matter, findings, chosen)
    placed = {paper.key for paper in papers} | {spec.key for spec in (matter.form if matter else ())}
    return Sheet(
        facts=_facts(application, matter, findings, revealed=revealed),
        papers=papers,
        notes=[
            *came_late(case),
            *_to_check(matter, findings),
            *(_said(one) for one in findings if one.about not in placed),
        ],
        steps=_steps(case, matter),
    )


def _facts(
    application: Application, matter: Matter | None, findings: Sequence[Finding], *, revealed: bool
) -> list[Fact]:
    known = {one.key: one for one in application.values}
    specs = {spec.key: spec for spec in matter.form} if matter is not None else {}
    sources = {"card": gettext("证件"), "government": gettext("部门数据"), "citizen": gettext("本人填写")}
    unfetched = _unfetched(findings)
    facts = _situation_facts(application, matter)
    for key in dict.fromkeys([*specs, *known]):
        spec, given = specs.get(key), known.get(key)
        notes = tuple(_said(one) for one in findings if one.about == key)
        if given is None and not notes:
            continue
        value = given.value if given is not None else ""
        if spec is not None and spec.choices:
            value = next((in_language(one.title) for one in spec.choices if one.key == value), value)
        elif given is None and key in unfetched:
            value = gettext("没有取到")
        elif not revealed:
            value = masked(value, spec.mask if spec is not None else Mask.NAME)
        label = in_language(spec.label) if spec is not None else key
        facts.append(Fact(label, value, sources[given.source] if given is not None else "", notes))
    if WAY not in known and matter is not None:
        ways = (one for one in matter.deliveries if one.key == application.delivery)
        facts += [Fact(gettext("送达方式"), in_language(one.title)) for one in ways]
    return facts


def _situation_facts(application: Application, matter: Matter | None) -> list[Fact]:
    """The answers of the 情形问答."""
    asked = matter.situations if matter is not None else ()
    return [
        Fact(in_language(question.question), in_language(answer.title), gettext("本人填写"))
        for question in asked
        for answer in question.answers
        if answer.key == application.situation.get(question.key)
    ]


def _papers(
    case: Case, application: Application, matter: Matter | None, findings: Sequence[Finding], chosen: str
) -> list[Paper]:
    titles = {spec.key: in_language(spec.title) for spec in matter.materials} if matter is not None else {}
    handed = {one.key: one for one in application.materials}
    owed = {one.key: one.due for one in put_off(application, matter)}
    absent = _absent(application, matter, findings)
    today = day_of(datetime.now(UTC))
    pages: dict[str, list[PageLink]] = {}
    for one in case.documents.order_by("key", "page"):
        label = gettext("第 %d 页") % one.page
        found = (hint for hint in findings if hint.about == one.key and hint.page == one.page)
        notes = tuple(f"{label}：{_said(hint)}" for hint in found)
        if one.added_at is not None:
            label = gettext("%s（补交）") % label
        link = PageLink(one.pk, label, one.media_type.startswith("image/"), str(one.pk) == chosen, notes)
        pages.setdefault(one.key, []).append(link)
    wanted = {one.about for one in findings if one.about in titles}
    keys = dict.fromkeys([*(key for key in titles if key in {*handed, *pages, *wanted}), *handed, *pages])
    papers = []
    for key in keys:
        own = tuple(_said(one) for one in findings if one.about == key and not one.page)
        title = gettext("签名") if key == SIGNATURE else titles.get(key, key)
        how = _how(handed.get(key), owed.get(key), today)
        if key in absent and key in handed:
            how = gettext("免提交，但没有取到，请核查")
        papers.append(Paper(key, title, how, tuple(pages.get(key, ())), own))
    return papers


def _unfetched(findings: Sequence[Finding]) -> set[str]:
    return {one.about for one in findings if one.check is Check.NOT_FETCHED}


def _to_check(matter: Matter | None, findings: Sequence[Finding]) -> list[str]:
    """What the departments did not say at the kiosk, above everything else."""
    unfetched = _unfetched(findings)
    labels = [in_language(spec.label) for spec in (matter.form if matter is not None else ()) if spec.key in unfetched]
    said = gettext("办理时没有从部门取到：%s。请核查以后再决定。")
    return [said % listed(labels)] if labels else []


def _absent(application: Application, matter: Matter | None, findings: Sequence[Finding]) -> set[str]:
    """Papers of the departments that nobody has: told by their own field, or else by there being nothing of theirs at all."""
    unfetched, form = _unfetched(findings), {spec.key for spec in (matter.form if matter is not None else ())}
    nothing = bool(unfetched) and not any(one.source == "government" for one in application.values)
    theirs = [one.key for one in application.materials if one.origin == "government"]
    return {key for key in theirs if key in unfetched or (nothing and key not in form)}


def _how(handed: SubmittedMaterial | None, until: date | None, today: date) -> str:
    if handed is None:
        return ""
    if handed.promise:
        return gettext("告知承诺代替：%s") % handed.promise
    if handed.deferred and until is not None:
        left = remaining(today, until, calendar())
        return gettext("容缺后补，%(day)s 前，%(left)s") % {"day": until.isoformat(), "left": _in_days(left)}
    if handed.deferred:
        return gettext("容缺后补")
    return {"card": gettext("读卡"), "government": gettext("免提交"), "scan": gettext("拍摄")}[handed.origin]


def _steps(case: Case, matter: Matter | None) -> list[TimelineStep]:
    titles = {spec.key: in_language(spec.title) for spec in matter.materials} if matter is not None else {}
    steps = []
    for one in case.steps.all():
        action = Action(one.action)
        tone = Tone.PLAIN if action in NOTES else BY_ACTION[action].tone
        who = " · ".join(filter(None, [gettext("平台") if one.unit == PLATFORM else one.unit, one.person]))
        named = listed(titles.get(key, key) for key in one.details.get("materials", ()))
        reasons = "；".join(reason["en" if in_english() else "zh"] for reason in one.details.get("reasons", ()))
        handed = gettext("申请人选了邮寄，改在窗口交付") if one.details.get(AT_COUNTER) else ""
        until = gettext("补正期限 %s") % one.details[UNTIL] if UNTIL in one.details else ""
        extra = "；".join(filter(None, [named, until, reasons, handed, name_in(one.details), receipt_in(one.details)]))
        steps.append(TimelineStep(one.at, words(action)[0], tone.value, who, one.reason, extra))
    return steps


def _picture(case: Case, chosen: str) -> str:
    """The address of the page that is looked at beside the form; empty when none is."""
    one = case.documents.filter(pk=int(chosen)).first() if chosen.isdecimal() else None
    if one is None or not one.media_type.startswith("image/"):
        return ""
    return reverse("admin:cases_case_page", args=(case.pk, one.pk))


def _said(one: Finding) -> str:
    """A finding as a sentence."""
    parts = [f"{one.check} {SAYS[one.check]}", one.more]
    return "：".join(filter(None, parts))
