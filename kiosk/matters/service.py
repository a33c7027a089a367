"""How a matter is served: its mode, its hours, what it costs, how the result travels, and who decides."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.text import SOME, Key, Line, Part, Rule, Text


class Handling(StrEnum):
    """办件类型, GB/T 39046 A.6."""

    INSTANT = "instant"
    """即办件: decided while the citizen waits"""
    PROMISED = "promised"
    """承诺件: decided by a promised date"""


class ServiceMode(StrEnum):
    """How it is decided, as citizens are told."""

    INSTANT = "instant"
    """即办: by an officer, while the citizen waits"""
    PROMISED = "promised"
    """承诺: by an officer, by a date"""
    AUTOMATIC = "automatic"
    """秒批: by rules that anybody can read, within seconds"""
    UNASKED = "unasked"
    """免申即享: the office finds who is entitled; the citizen only confirms"""


class Fee(Part):
    """One item of what it costs (收费). It is due where `when` is true."""

    amount_fen: Annotated[int, Field(gt=0, le=10_000_000)] = Field(title="金额（分）")
    name: Text = Field(title="收费项目名称")
    deferrable: bool = Field(default=False, title="断网时可后付")
    """Whether the application may go in unpaid when no payment network can be reached"""
    key: Key = Field(default="fee", title="收费项目标识")
    when: Rule = Field(default="true", title="适用情形")
    """CEL over ``situation``, ``values`` and ``holder``"""
    by_law: Line = Field(default="", title="收费依据")
    standard: Text | None = Field(default=None, title="收费标准")
    reduction: Text | None = Field(default=None, title="减免说明")
    """Who pays less or nothing (是否允许减免); ``None`` when nobody does"""


class DeliveryWay(Part):
    """One way in which the result reaches the citizen (送达方式)."""

    key: Key
    kind: Literal["post", "pickup", "print", "electronic", "locker"] = Field(title="方式")
    title: Text = Field(title="名称")
    line: Text | None = Field(default=None, title="补充说明")
    when: Rule = Field(default="true", title="适用情形")
    fee_fen: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=0, title="邮资（分）")


class DocumentSpec(Part):
    """A document that the platform issues and the kiosk prints on A4; `template` is a Typst file beside the matter."""

    key: Key
    title: Text = Field(title="文书名称")
    template: str = Field(title="模板文件")
    when: Rule = Field(default="true", title="适用情形")


class OpeningHours(Part):
    """Hours in which it is done at a kiosk, China time; a matter without any is done around the clock."""

    on: Literal["every_day", "working_days", "days_off"] = Field(default="every_day", title="适用日")
    opens: time = Field(title="开始")
    closes: time = Field(title="结束")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.closes <= self.opens:
            raise Disagreement(
                "closes must be later than opens; hours over midnight are two entries",
                "结束时间要晚于开始时间；跨午夜请分成两段",
            )
        if self.opens.tzinfo is not None or self.closes.tzinfo is not None:
            raise Disagreement("hours are China time, without an offset", "时间按北京时间填，不带时区")
        return self


class DecisionRule(Part):
    """One test of an automatic decision."""

    key: Key
    rule: Rule = Field(title="规则")
    """CEL over ``values``, ``holder`` and ``situation``; true when the case passes it"""
    reason: Text = Field(title="说明")
    """What is said when it does not: the ground of the decision"""
    otherwise: Literal["refuse", "officer"] = Field("officer", title="不符合时")


class AutomaticDecision(Part):
    """秒批: approved when every rule holds. A rule that cannot be worked out sends the case to an officer."""

    rules: Annotated[tuple[DecisionRule, ...], SOME, Field(min_length=1)] = Field(title="规则")
    approval: Text = Field(title="批准说明")
    """The stated reason of an approval"""
