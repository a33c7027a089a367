"""What every part of a matter is built from: short names, sentences in the languages of the kiosk, bounded lists."""

import re
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from kiosk.expected import Disagreement

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_TRADITIONAL = ("zh_hant", "zh_tw", "zh_hk", "zh_mo")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
"""As `Sentence`, and may be empty"""
Paragraphs = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Rule = Annotated[str, StringConstraints(max_length=1000)]
FileName = Annotated[str, StringConstraints(pattern=r"^([a-z0-9][a-zA-Z0-9_-]*(\.[a-z0-9]+){1,2})?$", max_length=100)]
"""Of a file in the matter's own folder, as a release can carry it; empty for none"""


def at_most(count: int) -> BeforeValidator:
    """A bound on a list, held before its entries are looked at: of a million, each wrong, nobody wants to read."""

    def bounded(value: object) -> object:
        if isinstance(value, list | tuple) and len(value) > count:
            raise PydanticKnownError(
                "too_long", {"field_type": "List", "max_length": count, "actual_length": len(value)}
            )
        return value

    return BeforeValidator(bounded)


FEW, SOME, MANY = at_most(20), at_most(50), at_most(200)


class Part(BaseModel):
    """Frozen, and strict about names: a misspelt key in a matter file is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """One sentence in the languages of the kiosk. Traditional Chinese may be left out; the simplified is shown then."""

    zh: Sentence
    en: Sentence
    zh_hant: Line = ""

    def get(self, language: str) -> str:
        """The sentence in `language` (``zh_CN``, ``zh_Hant`` or ``en``)."""
        return spoken(self.zh, self.en, self.zh_hant, language)


class Prose(Part):
    """A longer text, such as a condition or an answer. A translation that is missing is told by the lint, and refuses nothing."""

    zh: Annotated[Paragraphs, StringConstraints(min_length=1)]
    en: Paragraphs = ""
    zh_hant: Paragraphs = ""

    def get(self, language: str) -> str:
        """The text in `language`; in Chinese where it was not translated."""
        return spoken(self.zh, self.en, self.zh_hant, language)


def spoken(simplified: str, english: str, traditional: str, language: str) -> str:
    """The one of three for `language` (``zh_CN``, ``zh_Hant``, ``zh_HK``, ``en_US`` …), simplified Chinese when it is empty."""
    if language.startswith("en"):
        return english or simplified
    if language.lower().replace("-", "_").startswith(_TRADITIONAL):
        return traditional or simplified
    return simplified


class Saying(Text):
    """One value of a code set as people say it: `value` as card or government give it, ``zh`` itself when not given.

    ``{name}`` in `value` and in all sentences stands for digits: 有效至 {year}年{month}月.
    """

    value: str = ""

    @model_validator(mode="after")
    def _filled(self) -> Self:
        known = set(_PLACEHOLDER.findall(self.value or self.zh))
        used = {name for sentence in (self.zh, self.en, self.zh_hant) for name in _PLACEHOLDER.findall(sentence)}
        strange = sorted(used - known)
        if strange:
            raise Disagreement(
                f"'{{{strange[0]}}}' stands in a sentence, and not in the value it would be taken from",
                f"句子里有“{{{strange[0]}}}”，而它取值的地方没有",
            )
        return self
