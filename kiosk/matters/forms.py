"""The parts of a form: fields, their choices, and the pages they may be put on."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.text import MANY, SOME, Key, Part, Rule, Saying, Text


class Mask(StrEnum):
    """How a value is veiled on a screen that others can see (DESIGN.md section 9)."""

    NONE = "none"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"


FieldKind = Literal["text", "choice", "address", "phone", "number", "date", "id_number", "credit_code"]
"""number: digits; date: ``YYYY-MM-DD``; id_number: GB 11643; credit_code: GB 32100"""


class Choice(Part):
    """One answer of a choice question."""

    key: Key
    title: Text = Field(title="选项")
    line: Text | None = Field(default=None, title="补充说明")
    icon: str = Field(default="", title="图标")


class FieldSpec(Part):
    """One field of the form.

    `source` names where the value comes from without asking: ``card.<attribute>`` or ``government.<key>``. A field with
    choices, or one whose source has no value, is a question. `visible_when` is CEL over ``values`` and ``situation``.
    """

    key: Key
    label: Text = Field(title="名称")
    kind: FieldKind = Field(default="text", title="类型")
    source: Annotated[str, StringConstraints(pattern=r"^(card|government)\.[a-z_]+$")] | None = Field(
        default=None, title="预填来源"
    )
    shared: Key | None = Field(default=None, title="共享字段")
    """The field of `kiosk.matters.shared` it is; a bundle asks it once. Its own key when that names one there"""
    mask: Mask = Field(default=Mask.NONE, title="遮挡方式")
    editable: bool = Field(default=False, title="预填后可改")
    """Whether it is asked although its source knows a value: the value stands in the box, to be taken over or changed"""
    required: bool = Field(default=True, title="是否必填")
    visible_when: Rule = Field(default="true", title="显示条件")
    question: Text | None = Field(default=None, title="问题")
    help: Text | None = Field(default=None, title="提示")
    choices: Annotated[tuple[Choice, ...], SOME] = Field(default=(), title="选项")
    default: Key | None = Field(default=None, title="默认选项")
    shortcut: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")] | None = Field(default=None, title="一键带入字段")
    """Another field whose value can be taken over with one tap (用户籍地址)"""
    max_length: Annotated[int, Field(ge=1, le=200)] = Field(default=60, title="最大长度")
    said: Annotated[tuple[Saying, ...], MANY] = Field(default=(), title="值的说法")
    """The values it is known to have, in the languages of the kiosk. One that is not here is shown as it came"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise Disagreement(
                f"field '{self.key}': kind 'choice' and a list of choices belong together",
                f"字段“{self.key}”：类型为选择时要有选项，其他类型不能有选项",
            )
        if self.default is not None and self.default not in {choice.key for choice in self.choices}:
            raise Disagreement(
                f"field '{self.key}': default '{self.default}' is none of its choices",
                f"字段“{self.key}”：默认值“{self.default}”不在选项里",
            )
        if self.source is None and self.question is None:
            raise Disagreement(
                f"field '{self.key}': needs a source, or a question to ask",
                f"字段“{self.key}”：要么有数据来源，要么有向群众提的问题",
            )
        if self.editable and (self.source is None or self.question is None):
            raise Disagreement(
                f"field '{self.key}': editable needs a source and a question",
                f"字段“{self.key}”：可修改的字段既要有数据来源，也要有问题",
            )
        return self


class PageSpec(Part):
    """A page of the form with a heading of its own. Fields that no page names keep their usual place."""

    key: Key
    title: Text = Field(title="标题")
    fields: Annotated[tuple[Key, ...], SOME, Field(min_length=1)] = Field(title="字段")
