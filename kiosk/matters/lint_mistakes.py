"""Mistakes that leave a matter out: parts that contradict each other, names that do not exist, files that are not there."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from kiosk.matters.code_sets import PROJECT_TYPE
from kiosk.matters.lint_found import Found, Subject, leaves, twice
from kiosk.matters.model import Handling
from kiosk.matters.shared import SHARED_FIELDS, shared_id

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
MARKUP = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|</?[a-zA-Z][^<>]{0,80}>")
_SUSPICIOUS = re.compile(rf"{MARKUP.pattern}|\\[bfu]|[\x7f-\x9f\ufffe\uffff]")
"""In JSON, where control characters are escapes: looked for first, because hardly a matter holds any"""
_CODES = ("rule", "when", "visible_when", "template")


def texts(subject: Subject) -> Iterator[Found]:
    """HTML and control characters, as exchange tables are full of them."""
    yield from dirt(subject.matter)


def dirt(part: BaseModel) -> Iterator[Found]:
    """HTML and control characters anywhere in `part`."""
    if _SUSPICIOUS.search(part.model_dump_json()) is None:
        return
    for path, text in leaves(part):
        if path.rpartition(".")[2] in _CODES:
            continue
        if (found := CONTROL.search(text)) is not None:
            sign = f"U+{ord(found[0]):04X}"
            yield Found(
                "text.control",
                path,
                f"expected text without control characters; found {sign} at character {found.start() + 1}",
                f"第 {found.start() + 1} 个字是控制字符 {sign}，请删掉",
            )
        if (found := MARKUP.search(text)) is not None:
            yield Found(
                "text.markup",
                path,
                f"expected plain text; found {found[0][:20]!r}, which is HTML",
                f"含有网页代码 {found[0][:20]!r}，请改成普通文字",
            )


def choices(subject: Subject) -> Iterator[Found]:
    """Choices that cannot be told apart."""
    for place, spec in enumerate(subject.matter.fields):
        if doubled := twice([choice.key for choice in spec.choices]):
            names = ", ".join(doubled)
            yield Found(
                "choice.duplicate",
                f"fields[{place}].choices",
                f"expected different keys; given twice: {names}",
                f"选项标识重复：{names}，请改成不同的",
            )


def sources(subject: Subject) -> Iterator[Found]:
    """Fields whose value would come from nowhere."""
    for place, spec in enumerate(subject.matter.fields):
        if spec.source is not None and not subject.sources.knows(spec.source):
            yield Found(
                "source.unknown",
                f"fields[{place}].source",
                f"expected a card attribute or a key of sources.toml; '{spec.source}' is neither",
                f"预填来源 {spec.source} 不存在，请改成证件字段或 sources.toml 里的名称",
            )


def shared(subject: Subject) -> Iterator[Found]:
    """Fields bound to a shared one that is not there, or is of another kind."""
    for place, spec in enumerate(subject.matter.fields):
        key = shared_id(spec)
        if key is None:
            continue
        if key not in SHARED_FIELDS:
            yield Found(
                "shared.unknown",
                f"fields[{place}].shared",
                f"expected a shared field of kiosk.matters.shared; found '{key}'",
                f"没有名为 {key} 的共享字段，请改名或去掉",
            )
        elif spec.shared is not None and SHARED_FIELDS[key].kind not in {spec.kind, "text"}:
            yield Found(
                "shared.kind",
                f"fields[{place}].kind",
                f"expected '{SHARED_FIELDS[key].kind}', the kind of the shared field '{key}'; found '{spec.kind}'",
                f"共享字段 {key} 的类型是 {SHARED_FIELDS[key].kind}，这里写的是 {spec.kind}，请改成一致",
            )


def terms(subject: Subject) -> Iterator[Found]:
    """Time limits that cannot be true together."""
    matter = subject.matter
    promise, statute = matter.promise, matter.statute
    short = "promised_days" if matter.promised is None else "promised"
    if matter.handling is Handling.INSTANT and promise is not None:
        yield Found(
            "term.instant_with_days",
            short,
            "expected none: an instant matter (即办件) is decided while the citizen waits",
            "即办件当场办结，不能写承诺时限；请删掉时限或改成承诺件",
        )
    if promise and statute and promise.in_hours > statute.in_hours:
        found = promise.count if promise.unit is statute.unit else f"{promise.count} {promise.unit.value}"
        law = statute.count if promise.unit is statute.unit else f"{statute.count} {statute.unit.value}"
        yield Found(
            "term.over_legal",
            short,
            f"expected at most the statutory {law}; found {found}",
            f"承诺时限 {found} 超过法定时限 {law}，请缩短承诺时限",
        )


def dates(subject: Subject) -> Iterator[Found]:
    """An item that ends before it begins."""
    national = subject.matter.national
    begins, ends = national.effective_from, national.cancelled_on
    if begins and ends and ends <= begins:
        yield Found(
            "dates.order",
            "national.cancelled_on",
            f"expected a day after effective_from ({begins}); found {ends}",
            f"计划取消日期 {ends} 应晚于计划生效日期 {begins}",
        )


def materials(subject: Subject) -> Iterator[Found]:
    """Materials that are asked for twice, or in a way that cannot be."""
    listed = subject.matter.materials
    for place, material in enumerate(listed):
        if material.min_pages > material.max_pages:
            yield Found(
                "material.pages",
                f"materials[{place}].min_pages",
                f"expected at most max_pages ({material.max_pages}); found {material.min_pages}",
                f"最少页数 {material.min_pages} 大于最多页数 {material.max_pages}，请改正",
            )
        if material.origin != "scan" and material.deferrable_days is not None:
            yield Found(
                "material.deferrable",
                f"materials[{place}].deferrable_days",
                "expected none: only a scanned material can be handed in later (容缺)",
                "只有拍摄的材料可以容缺后补，请删掉补正天数或改收取方式",
            )
        if material.result_first and material.deferrable_days is None:
            yield Found(
                "material.result_first",
                f"materials[{place}].result_first",
                "expected false: the paper cannot be put off, so no result comes before it",
                "这份材料不能容缺后补，谈不上先给结果，请填补正天数或取消先给结果",
            )
    for rule, names, word in (
        ("material.duplicate", [material.title.zh for material in listed], ("titles", "材料名称")),
        ("material.code_duplicate", [material.code for material in listed if material.code], ("codes", "材料编码")),
    ):
        if doubled := twice(names):
            given = ", ".join(doubled)
            yield Found(
                rule,
                "materials",
                f"expected different {word[0]}; given twice: {given}",
                f"{word[1]}重复：{given}，同一份材料只要一次，请合并",
            )


def counter(subject: Subject) -> Iterator[Found]:
    """Whether it is done here or elsewhere, and not a bit of each."""
    matter = subject.matter
    if not matter.at_counter_only:
        if not any(spec.source == "card.number" for spec in matter.fields):
            yield Found(
                "applicant.missing",
                "fields",
                "expected one field with source 'card.number': an application names who applies",
                "缺少申请人：请加一个预填来源为 card.number 的字段",
            )
        return
    for name in ("fields", "eligibility", "declaration", "documents"):
        if getattr(matter, name):
            yield Found(
                "counter.with_form",
                name,
                "expected none: a matter with a counter is not done at the kiosk",
                "到窗口办的事项在本机不办，请删掉这一部分或删掉窗口信息",
            )


def files(subject: Subject) -> Iterator[Found]:
    """Samples and forms that are not in the folder; results whose paper is not there."""
    matter = subject.matter
    named = [(f"results[{place}].sample", result.sample) for place, result in enumerate(matter.results)]
    for place, material in enumerate(matter.materials):
        named += [
            (f"materials[{place}].blank_form", material.blank_form),
            (f"materials[{place}].sample", material.sample),
        ]
    for path, name in named:
        if name and not (subject.folder / name).is_file():
            yield Found(
                "file.missing",
                path,
                f"expected {name} in the folder of the matter; it does not exist",
                f"事项文件夹里没有 {name}，请补上文件或改名",
            )
    documents = {document.key for document in matter.documents}
    for place, result in enumerate(matter.results):
        if result.document is not None and result.document not in documents:
            yield Found(
                "result.document",
                f"results[{place}].document",
                f"expected a document of this matter; found '{result.document}'",
                f"没有名为 {result.document} 的打印文书，请改名或加上",
            )


def handling(subject: Subject) -> Iterator[Found]:
    """办件类型 as a national code against our own."""
    code = subject.matter.national.project_type
    expected = {Handling.INSTANT: "1", Handling.PROMISED: "2"}[subject.matter.handling]
    if code is not None and code.set == PROJECT_TYPE.name and code.code in {"1", "2"} and code.code != expected:
        name = PROJECT_TYPE.entries[expected]
        yield Found(
            "handling.code",
            "national.project_type",
            f"expected {expected} {name}, as handling says; found {code.code} {code.name}",
            f"办件类型代码 {code.code} {code.name} 与本机的 {name} 不一致，请改成一致",
        )
