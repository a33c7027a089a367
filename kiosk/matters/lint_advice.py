"""What a matter should say to people and does not: translations, phones that can be called, addresses that can be found."""

import re
from collections.abc import Iterator

from pydantic import BaseModel

from kiosk.matters.lint_conditions import conditionals
from kiosk.matters.lint_found import Found, Subject, parts
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.model import Contact, Text
from kiosk.matters.rules import names_used
from kiosk.matters.text import Prose

_CJK = re.compile(r"[\u3400-\u9fff]")
_SIGNS = re.compile(r"[-()（）\s]")
_CALLED = re.compile(r"0\d{9,11}|1[3-9]\d{9}|1\d{4}|[48]00\d{7}|9\d{4,5}")
_SPLIT = re.compile(r"[、;,/转]|(?<=\d)\s+(?=0)")
_HOURS = re.compile(r"工作日|全天|24\s*小时")
_ROOM = re.compile(r"窗口|[0-9A-Za-z]\s*室|号窗|号厅|服务台|专区|[0-9]+\s*楼|[一二三四五六七八九十]+楼|层")
_PROOF = re.compile(r"证明(?:材料|信|书)?$")


def translations(subject: Subject) -> Iterator[Found]:
    """Sentences that are in one language only."""
    yield from untranslated(subject.matter)


def untranslated(part: BaseModel) -> Iterator[Found]:
    """Sentences of `part` that are in one language only."""
    traditional = []
    for path, value in parts(part):
        if not isinstance(value, Text | Prose):
            continue
        if not value.en or (value.en == value.zh and _CJK.search(value.en)):
            yield Found(
                "text.english",
                f"{path}.en",
                "expected the sentence in English; it is missing",
                "缺英文，请补上译文",
            )
        if not value.zh_hant:
            traditional.append(path)
    if traditional:
        yield Found(
            "text.traditional",
            f"{traditional[0]}.zh_hant",
            f"expected the sentence in traditional Chinese; {len(traditional)} here have none",
            f"这里有 {len(traditional)} 处没有繁体，将显示简体，请补上",
        )


def phones(subject: Subject) -> Iterator[Found]:
    """Rule 7: whom to ask and whom to complain to are two, and both can be called from anywhere."""
    matter = subject.matter
    contacts = [("consult", matter.consult), ("supervise", matter.supervise)]
    for path, contact in contacts:
        if contact is None or not contact.phone:
            yield Found(
                "phone.missing",
                f"{path}.phone",
                "expected a phone number",
                "请填咨询电话" if path == "consult" else "请填监督投诉电话",
            )
    numbers = [(f"{path}.phone", contact.phone) for path, contact in contacts if contact is not None]
    numbers += [(f"places[{at}].phone", place.phone) for at, place in enumerate(matter.places)]
    for path, number in numbers:
        if number and not all(_CALLED.fullmatch(_SIGNS.sub("", part)) for part in _SPLIT.split(number) if part.strip()):
            yield Found(
                "phone.area_code",
                path,
                "expected a number with its area code, such as 0530-1234567, or a service number such as 12345",
                "电话要带区号，例如 0530-1234567，或写 12345 这样的服务号码",
            )
    yield from _same_phone(matter.consult, matter.supervise, numbers)


def _same_phone(consult: Contact | None, supervise: Contact | None, numbers: list[tuple[str, str]]) -> Iterator[Found]:
    if supervise is None or not supervise.phone:
        return
    asked = consult is not None and _SIGNS.sub("", consult.phone) == _SIGNS.sub("", supervise.phone)
    at_place = any(path.startswith("places") and number == supervise.phone for path, number in numbers)
    if asked or at_place:
        yield Found(
            "phone.same",
            "supervise.phone",
            "expected another number than the one to ask at: nobody complains to whom they complain about",
            "监督投诉电话不能与咨询或联系电话相同",
        )


def places(subject: Subject) -> Iterator[Found]:
    """Rule 8 and 9: hours in working days, an address down to the window."""
    for at, place in enumerate(subject.matter.places):
        if not _HOURS.search(place.hours.zh):
            yield Found(
                "place.hours",
                f"places[{at}].hours",
                "expected hours that say 工作日, 全天 or 24小时",
                "办理时间要写明工作日、全天或 24 小时",
            )
        if not _ROOM.search(place.address.zh):
            yield Found(
                "place.address",
                f"places[{at}].address",
                "expected an address down to the floor, room or window",
                "办理地点要写到楼层、房间或窗口号",
            )


def is_proof(material: MaterialSpec) -> bool:
    """Whether it is a 证明, which may be asked for only where a law says so (reference/domain.md c.4)."""
    return _PROOF.search(material.title.zh) is not None


def materials(subject: Subject) -> Iterator[Found]:
    """Papers without a ground, and promises that nobody signs."""
    matter = subject.matter
    for at, material in enumerate(matter.materials):
        path = f"materials[{at}]"
        if is_proof(material) and not material.by_law:
            yield Found(
                "material.proof_basis",
                f"{path}.by_law",
                "expected the law that asks for this proof (证明); without one it must not be asked for",
                f"证明“{material.title.zh}”没有法律依据，请写明依据，否则不能要",
            )
        promise = matter.promise
        if material.deferrable_days and promise and material.deferrable_days * 24 * 7 / 5 > promise.in_hours:
            yield Found(
                "material.deferral_long",
                f"{path}.deferrable_days",
                f"expected, as a rule, at most the promised {promise.count} {promise.unit.value.replace('_', ' ')}; "
                f"found {material.deferrable_days}",
                f"容缺补正天数建议不超过承诺办结时限（现在 {material.deferrable_days} 个工作日）",
            )
        if material.by_promise is not None and not matter.declaration:
            yield Found(
                "material.promise_unsigned",
                f"{path}.by_promise",
                "expected a declaration: what is promised instead of handed in (告知承诺) has to be signed",
                "告知承诺要签字，请加上承诺声明",
            )


def basis(subject: Subject) -> Iterator[Found]:
    """A matter without a law behind it."""
    if not subject.matter.legal_basis:
        yield Found("basis.missing", "legal_basis", "expected at least one legal basis", "请填法律依据")


def deliveries(subject: Subject) -> Iterator[Found]:
    """What is sent by post is said to be."""
    matter = subject.matter
    if any(way.kind == "post" for way in matter.deliveries) and not matter.national.by_express:
        yield Found(
            "delivery.express",
            "national.by_express",
            "expected true: one way of delivery is by post",
            "有邮寄送达，是否支持物流快递应为“是”",
        )


def situations(subject: Subject) -> Iterator[Found]:
    """Questions whose answer changes nothing."""
    used: set[str] = set()
    for entry in conditionals(subject.matter):
        used |= names_used(entry.rule, "situation")
    for at, question in enumerate(subject.matter.situations):
        if question.key not in used:
            yield Found(
                "situation.useless",
                f"situations[{at}]",
                f"expected a rule that looks at situation.{question.key}; the answer changes nothing",
                f"问题 {question.key} 的答案没有任何用处，请用在条件里或删掉",
            )
