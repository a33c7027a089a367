"""情形问答: questions whose answers select materials, conditions, fees and documents. Asked before the form, once each."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.text import SOME, Key, Part, Rule, Text


class Answer(Part):
    """One answer."""

    key: Key
    title: Text = Field(title="选项")
    line: Text | None = Field(default=None, title="补充说明")
    icon: str = Field(default="", title="图标")


class SituationQuestion(Part):
    """One question. Rules name its answer as ``situation.<key>``: the answer's key, or empty when it was not asked."""

    key: Key
    question: Text = Field(title="问题")
    help: Text | None = Field(default=None, title="提示")
    answers: Annotated[tuple[Answer, ...], SOME, Field(min_length=2)] = Field(title="选项")
    visible_when: Rule = Field(default="true", title="显示条件")
    """CEL over ``situation`` (the questions before it) and ``holder``"""
    default: Key | None = Field(default=None, title="默认选项")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        keys = [answer.key for answer in self.answers]
        if len(set(keys)) < len(keys):
            raise Disagreement(
                f"question '{self.key}': two answers have the same key", f"情形问题“{self.key}”：两个回答的标识相同"
            )
        if self.default is not None and self.default not in keys:
            raise Disagreement(
                f"question '{self.key}': default '{self.default}' is none of its answers",
                f"情形问题“{self.key}”：默认回答“{self.default}”不在回答里",
            )
        return self
