"""What the home screen offers beyond single matters: themes, bundles (一件事) and what most people come for."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.model import Code, Key, Part, Text, at_most


class Theme(Part):
    """One tile of 按主题找; `icon` is a Phosphor name."""

    key: Key
    title: Text
    icon: str


class Bundle(Part):
    """One 一件事: several matters that belong to one event in life. Its members name it in their ``bundles``."""

    key: Key
    title: Text
    icon: str
    tone: Literal["azurite", "malachite", "gamboge"] = "azurite"
    """Colour family of its card (DESIGN.md section 2.1)"""


class Home(Part):
    """The file ``home.toml``."""

    themes: Annotated[tuple[Theme, ...], at_most(100), Field(min_length=1)]
    bundles: Annotated[tuple[Bundle, ...], at_most(100)] = ()
    popular: Annotated[tuple[Code, ...], at_most(100)] = ()
    """大家常办, the first first"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, keys in (
            ("theme", [theme.key for theme in self.themes]),
            ("bundle", [bundle.key for bundle in self.bundles]),
            ("popular matter", list(self.popular)),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise Disagreement(f"{what} given twice: {', '.join(twice)}", f"{what} 重复：{'、'.join(twice)}")
        return self
