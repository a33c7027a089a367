"""Rules of the national item data that a matter can break and still work: those a city checks its list by, and ours.

Most of them are what a city in Zhejiang checks its item list by; the numbers are the order they have there.
"""

import re
from collections.abc import Iterator

from kiosk.matters.code_sets import CODE_SETS, HANDLE_FORM, ONLINE_DEPTH, REVIEW_TYPE, SERVICE_OBJECT, TASK_TYPE
from kiosk.matters.coded import Coded
from kiosk.matters.exchange_columns import BASIC, basic_of
from kiosk.matters.identifiers import item_code_fault
from kiosk.matters.lint_found import Found, Subject, parts
from kiosk.matters.model import Handling, ServiceMode

_CERTIFICATE = re.compile(r"(?<!凭)(?:证|证书)$")
_APPROVAL = re.compile(r"批复|批文")
_STEPS = {"accept": "受理", "examine": "审核", "approve": "审批", "conclude": "办结", "deliver": "送达"}
_MANNERS = {"certificate": "出证办结", "approval": "审批办结", "document": "出文办结"}
_LICENCE, _POST, _FULLY_ONLINE = "01", "4", "4"
_PEOPLE, _COMPANIES = frozenset({"1"}), frozenset({"2", "3", "4", "6"})


def _is(value: Coded | None, of: str, code: str) -> bool:
    return value is not None and value.set == of and value.code == code


def handling(subject: Subject) -> Iterator[Found]:
    """Rule 1: 即办件 and 即审即办 belong together; 秒批 and 免申即享 are instant."""
    matter = subject.matter
    review = matter.national.review_type
    wanted = "1" if matter.handling is Handling.INSTANT else "2"
    if review is not None and review.set == REVIEW_TYPE.name and review.code != wanted:
        name = REVIEW_TYPE.entries[wanted]
        yield Found(
            "handling.review",
            "national.review_type",
            f"expected {wanted} {name}, which goes with handling '{matter.handling.value}'; found {review.code}",
            f"审查类型应为 {name}，与办件类型一致",
        )
    fast = matter.service_mode in {ServiceMode.AUTOMATIC, ServiceMode.UNASKED}
    mismatch = matter.mode in {ServiceMode.INSTANT, ServiceMode.PROMISED} and matter.mode != matter.handling.value
    if mismatch or (fast and matter.handling is Handling.PROMISED):
        yield Found(
            "handling.mode",
            "mode",
            f"expected a mode that goes with handling '{matter.handling.value}'; found '{matter.service_mode.value}'",
            "服务方式与办件类型不一致：即办、秒批和免申即享是即办件，承诺是承诺件",
        )


def results(subject: Subject) -> Iterator[Found]:
    """Rule 2: what the name of a result says, and its type and sample."""
    for place, result in enumerate(subject.matter.results):
        name = result.name.zh
        wanted = "approval" if _APPROVAL.search(name) else "certificate" if _is_certificate(name) else ""
        wanted = wanted or ("document" if name.endswith("文") else "")
        if wanted and result.manner != wanted:
            yield Found(
                "result.manner",
                f"results[{place}].manner",
                f"expected '{wanted}', as the name of the result says",
                f"结果“{name}”应为{_MANNERS[wanted]}",
            )
        if result.type is None:
            yield Found(
                "result.type",
                f"results[{place}].type",
                "expected the type of the result (结果类型)",
                "请填结果类型",
            )
        if not result.sample and result.document is None:
            yield Found(
                "result.sample",
                f"results[{place}].sample",
                "expected a sample of the result, or the document that is printed",
                "请附结果样本，或写明打印的文书",
            )


def _is_certificate(name: str) -> bool:
    return _CERTIFICATE.search(name) is not None


def visits(subject: Subject) -> Iterator[Found]:
    """Rules 3 to 5: how often one must come, why, and how it is done without."""
    matter, national = subject.matter, subject.matter.national
    if matter.visits is None:
        yield Found(
            "visits.missing", "visits", "expected how often one must come (到办事现场次数)", "请填到办事现场次数"
        )
        return
    if matter.visits and matter.visits_reason is None:
        yield Found(
            "visits.reason",
            "visits_reason",
            f"expected the reason why one must come {matter.visits} times",
            f"要到现场 {matter.visits} 次，请写明必须现场办理的原因",
        )
    if not matter.visits and matter.visits_reason is not None:
        yield Found(
            "visits.needless_reason",
            "visits_reason",
            "expected no reason: nobody has to come (0 visits)",
            "到现场次数是 0，不用写现场办理原因，请删掉",
        )
    posts = any(_is(form, HANDLE_FORM.name, _POST) for form in national.handle_forms)
    if matter.visits == 0 and national.handle_forms and not national.online and not posts:
        yield Found(
            "visits.form",
            "national.handle_forms",
            "expected 4 快递申请 among them: nobody has to come, and it is not done online",
            "不用到现场又不能网办，办理形式应包含快递申请",
        )
    if _is(national.online_depth, ONLINE_DEPTH.name, _FULLY_ONLINE) and matter.visits:
        yield Found(
            "online.depth",
            "national.online_depth",
            f"expected less than Ⅳ (全程网办): one must come {matter.visits} times",
            "全程网办（Ⅳ级）的到现场次数应为 0",
        )


def fees(subject: Subject) -> Iterator[Found]:
    """Rule 6: a fee has a basis, a standard and a way to be paid."""
    matter, national = subject.matter, subject.matter.national
    alone = matter.fee is not None
    listed = [("fee" if alone else f"fees[{at}]", fee) for at, fee in enumerate(matter.all_fees)]
    for path, fee in listed:
        if not fee.by_law:
            yield Found(
                "fee.basis",
                f"{path}.by_law",
                "expected the law or notice that allows the fee",
                f"收费“{fee.name.zh}”没有依据，请写明收费依据，否则不能收",
            )
        if fee.standard is None:
            yield Found(
                "fee.standard",
                f"{path}.standard",
                "expected the standard of the fee, such as 20 元/本",
                f"请写明“{fee.name.zh}”的收费标准",
            )
    if listed and not national.pays_online:
        yield Found(
            "fee.online",
            "national.pays_online",
            "expected true: the fee is paid at the kiosk",
            "本机可以缴费，是否支持网上支付应为“是”",
        )
    if not listed and national.pays_online:
        yield Found(
            "fee.none",
            "national.pays_online",
            "expected false: it is free",
            "不收费，是否支持网上支付应为“否”",
        )


def objects(subject: Subject) -> Iterator[Found]:
    """Rule 10: whom it serves and its topics."""
    national = subject.matter.national
    served = {value.code for value in national.service_objects if value.set == SERVICE_OBJECT.name}
    if not served:
        return
    for topics, codes, path, name in (
        (national.person_topics, _PEOPLE, "national.person_topics", "自然人"),
        (national.company_topics, _COMPANIES, "national.company_topics", "法人"),
    ):
        if bool(served & codes) != bool(topics):
            wanted = "topics" if not topics else "no topics"
            yield Found(
                "topics.objects",
                path,
                f"expected {wanted}, as service_objects says ({', '.join(sorted(served))})",
                f"服务对象与{name}主题不一致，请{'填写' if not topics else '删掉'}{name}主题",
            )


def licence(subject: Subject) -> Iterator[Found]:
    """Rule 11: a licence has a question with its answer, and a flow with all five steps."""
    matter = subject.matter
    if not _is(matter.national.task_type, TASK_TYPE.name, _LICENCE):
        return
    if not matter.faqs:
        yield Found(
            "licence.faq", "faqs", "expected at least one question: it is a licence", "行政许可事项至少要有一个常见问题"
        )
    missing = [name for kind, name in _STEPS.items() if kind not in {step.kind for step in matter.flow}]
    if missing:
        names = "、".join(missing)
        yield Found(
            "licence.flow",
            "flow",
            f"expected all five steps of a licence; missing: {names}",
            f"行政许可的办理流程缺少：{names}",
        )


def flow(subject: Subject) -> Iterator[Found]:
    """Rule 11: the steps together take no longer than was promised."""
    promise = subject.matter.promise
    total = sum(step.term.in_hours for step in subject.matter.flow if step.term is not None)
    if promise is not None and total > promise.in_hours + 0.01:
        yield Found(
            "flow.longer",
            "flow",
            f"expected steps that together take at most the promised {promise.count} {promise.unit.value}",
            "各环节时限之和超过承诺时限，请调整",
        )


def codes(subject: Subject) -> Iterator[Found]:
    """Item codes with a check inside, and codes that their set does not have."""
    national = subject.matter.national
    for name in ("task_code", "handle_item_code"):
        fault = item_code_fault(getattr(national, name))
        if fault is not None:
            yield Found(
                "item.code",
                f"national.{name}",
                f"expected an item code that is right; {fault}",
                "实施编码的前 18 位应为统一社会信用代码，第 19 位应为行使层级 1–7，请核对",
            )
    for path, value in parts(national, "national"):
        if isinstance(value, Coded):
            yield from _in_its_set(path, value)


def complete(subject: Subject) -> Iterator[Found]:
    """An item of the national list has every element that its table cannot do without."""
    if not subject.matter.national.task_code:
        return
    row = basic_of(subject.matter)
    missing = [column for column in BASIC.values() if column.required and not row[column.name]]
    if missing:
        names = ", ".join(column.name for column in missing)
        titles = "、".join(column.title for column in missing)
        yield Found(
            "national.incomplete",
            "national",
            f"expected every required element of an item; missing: {names}",
            f"实施清单缺少必填要素：{titles}",
        )


def _in_its_set(path: str, value: Coded) -> Iterator[Found]:
    code_set = CODE_SETS.get(value.set)
    if code_set is None:
        return
    name = code_set.entries.get(value.code)
    if name is None and not code_set.open:
        known = ", ".join(code_set.entries)
        yield Found(
            "code.unknown",
            f"{path}.code",
            f"expected a code of {value.set} ({known}); found {value.code}",
            f"{code_set.title}没有代码 {value.code}，应为 {known} 之一",
        )
    elif name is not None and name != value.name:
        yield Found(
            "code.name",
            f"{path}.name",
            f"expected '{name}', as {value.set} calls {value.code}; found '{value.name}'",
            f"代码 {value.code} 在{code_set.title}里叫“{name}”，请改正名称或代码集",
        )
