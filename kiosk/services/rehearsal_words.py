"""What a dry run says when somebody gets stuck: the step, what is wrong there and with whom, in Chinese and in English."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.faults import FAULTS
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.matters.rules import RuleError
from kiosk.services.rehearsal_people import Guest
from kiosk.visit.state import Trouble
from kiosk.visit.steps.form import SITUATION

_STEPS: Mapping[Step, str] = {
    Step.GUIDE: "办事指南",
    Step.IDENTIFY: "刷证",
    Step.FORM: "填写信息",
    Step.MATERIALS: "提交材料",
    Step.REVIEW: "核对",
    Step.SIGN: "签名",
    Step.PAYMENT: "缴费",
    Step.FILING: "提交",
    Step.RESULT: "结果",
}
_SEX = {"1": ("男", "man"), "2": ("女", "woman")}


@dataclass(frozen=True, slots=True)
class Stumble:
    """Why a matter cannot be released: one sentence in either language."""

    en: str
    zh: str

    def __str__(self) -> str:
        """In English, for logs."""
        return self.en

    def met_by(self, matter: Matter, guest: Guest, situation: Mapping[str, str]) -> "Stumble":
        """The same, with who met it."""
        holder = guest.holder
        zh, en = _SEX.get(holder.sex, ("人", "person"))
        given = [f"{key}={answer}" for key, answer in situation.items()]
        who = (f"a {en} of {holder.age}", *given)
        answers = (_answer(matter, key, answer) for key, answer in situation.items())
        return Stumble(f"{self.en} ({', '.join(who)})", f"{self.zh}（{'，'.join((f'{holder.age} 岁{zh}', *answers))}）")


def ends(step: Step) -> Stumble:
    """The visit is over before its result."""
    return Stumble(f"the visit ends at {step.value}", f"办到“{_STEPS[step]}”就自己结束了")


def troubled(matter: Matter, step: Step, trouble: Trouble) -> Stumble:
    """Something is said to be wrong although everything was done right."""
    known = FAULTS.get(trouble.fault)
    said = known.words("zh_CN").headline if known is not None else trouble.fault
    of = f"“{_label(matter, trouble.of)}”" if trouble.of else ""
    en = f"{trouble.fault} {trouble.of} at {step.value}".replace("  ", " ")
    return Stumble(en, f"在“{_STEPS[step]}”这一步，{of}照实填写也通不过：{said}")


def endless(step: Step, events: int) -> Stumble:
    """It goes on and on."""
    return Stumble(
        f"the visit is not over after {events} events, at {step.value}",
        f"做了 {events} 个动作还没有办完，停在“{_STEPS[step]}”",
    )


def halts(step: Step) -> Stumble:
    """Whatever is done, nothing follows."""
    return Stumble(f"the visit does not get on from {step.value}", f"办到“{_STEPS[step]}”就走不下去了")


def unworkable(error: RuleError) -> Stumble:
    """A rule that comes to nothing."""
    return Stumble(str(error), f"规则“{error.expression}”算不出结果，请改正或先判断数据是否为空")


def nobody(matter: Matter, number: int, tried: int) -> Stumble:
    """The rule of eligibility with that index leaves nobody of those who were tried."""
    rule, nth = matter.eligibility[number], number + 1
    return Stumble(
        f"nobody reached the result: rule {nth} of eligibility ({rule.rule}) leaves none of {tried} sample people, "
        f"who are told: {rule.otherwise.en}",
        f"没有人能办到结果：按规则造出的 {tried} 个样例人物，到资格规则 {nth}（{rule.rule}）一个也不剩，"
        f"都被告知：{rule.otherwise.zh}",
    )


def unreached() -> Stumble:
    """Nobody was sent away, and yet nobody came to the end."""
    return Stumble("nobody reached the result", "没有人能办到结果")


def _label(matter: Matter, key: str) -> str:
    if key.startswith(SITUATION):
        return _question(matter, key.removeprefix(SITUATION))
    return next((spec.label.zh for spec in matter.form if spec.key == key), key)


def _question(matter: Matter, key: str) -> str:
    return next((one.question.zh for one in matter.situations if one.key == key), key)


def _answer(matter: Matter, key: str, answer: str) -> str:
    titles = {
        one.key: choice.title.zh
        for one in matter.situations
        if one.key == key
        for choice in one.answers
        if choice.key == answer
    }
    return f"{_question(matter, key)}{titles.get(key, answer)}"
