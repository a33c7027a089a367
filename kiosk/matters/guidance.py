"""What a matter says before it is begun: conditions, steps, results, questions people ask, who answers, and which law."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.matters.coded import Coded, Term
from kiosk.matters.text import FileName, Key, Line, Part, Prose, Rule, Text

Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9+() 转、;,/-]*$", max_length=100)]


class LegalBasis(Part):
    """法律依据: one article of one law, regulation or notice."""

    name: Annotated[Line, StringConstraints(min_length=1)] = Field(title="法律法规名称")
    number: Line = Field(default="", title="文号")
    article: Line = Field(default="", title="条款号")
    content: Prose | None = Field(default=None, title="条款内容")


class Condition(Part):
    """受理条件: one condition; it applies where `when` is true of the situation."""

    key: Key
    text: Prose = Field(title="受理条件")
    when: Rule = Field(default="true", title="适用情形")
    by_law: Line = Field(default="", title="设定依据")


class FlowStep(Part):
    """办理流程: one step."""

    kind: Literal["accept", "examine", "approve", "conclude", "deliver", "other"] = Field(title="环节")
    """受理, 审核, 审批, 办结, 送达, anything else"""
    title: Text = Field(title="环节名称")
    who: Line = Field(default="", title="办理人员")
    term: Term | None = Field(default=None, title="办理时限")
    criteria: Prose | None = Field(default=None, title="审查标准")
    outcome: Line = Field(default="", title="办理结果")


class SpecialProcedure(Part):
    """特别程序: hearing, test, expert review … Its days are not counted (行政许可法 art. 45)."""

    kind: Coded | None = Field(default=None, title="特别程序类型")
    name: Text = Field(title="特别程序名称")
    term: Term | None = Field(default=None, title="特别程序时限")
    pauses: bool = Field(default=True, title="是否不计入办理时限")
    by_law: Line = Field(default="", title="设定依据")


class ResultSpec(Part):
    """办理结果: what the citizen has in the end."""

    name: Text = Field(title="结果名称")
    type: Coded | None = Field(default=None, title="结果类型")
    manner: Literal["", "certificate", "document", "approval"] = Field(default="", title="办结方式")
    """出证办结, 出文办结, 审批办结"""
    certificate_kind: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]*$", max_length=30)] = Field(
        default="", title="证照类型代码"
    )
    """GB/T 36903: credit code of the issuing department and three digits"""
    valid_for: Term | None = Field(default=None, title="结果有效期")
    sample: FileName = Field(default="", title="结果样本")
    document: Key | None = Field(default=None, title="打印文书")
    """The document of this matter that is its paper"""


class Faq(Part):
    """常见问题."""

    question: Prose = Field(title="问题")
    answer: Prose = Field(title="解答")


class Contact(Part):
    """Who answers: 咨询方式 or 监督投诉方式."""

    phone: Phone = Field(default="", title="电话")
    url: Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)] = Field(
        default="", title="网址"
    )
    place: Text | None = Field(default=None, title="地址")


class Place(Part):
    """办理地点和时间: one office where it is done as well."""

    name: Text = Field(title="办理地点")
    address: Text = Field(title="地址（到窗口号）")
    hours: Text = Field(title="办理时间")
    phone: Phone = Field(default="", title="联系电话")
