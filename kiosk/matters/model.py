"""What a matter (事项) is made of.

A matter is a folder with a ``matter.toml``; this module is its schema. Field names follow GB/T 39046-2020 where it has
one (办件类型 A.6: 1 即办件, 2 承诺件). Every sentence a citizen reads is a `Text` in both languages.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Rule = Annotated[str, StringConstraints(max_length=1000)]


def at_most(count: int) -> BeforeValidator:
    """A bound on a list, held before its entries are looked at: of a million, each wrong, nobody wants to read."""

    def bounded(value: object) -> object:
        if isinstance(value, list | tuple) and len(value) > count:
            raise PydanticKnownError(
                "too_long", {"field_type": "List", "max_length": count, "actual_length": len(value)}
            )
        return value

    return BeforeValidator(bounded)


_FEW, _SOME, _MANY = at_most(20), at_most(50), at_most(200)


class Part(BaseModel):
    """Frozen, and strict about names: a misspelt key in a matter file is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """One sentence in the languages of the kiosk."""

    zh: Sentence
    en: Sentence

    def get(self, language: str) -> str:
        """The sentence in `language` (``zh_CN`` or ``en``)."""
        return self.en if language.startswith("en") else self.zh


class Saying(Text):
    """One value of a code set as people say it: `value` as card or government give it, ``zh`` itself when not given.

    ``{name}`` in `value` and in both sentences stands for digits: 有效至 {year}年{month}月.
    """

    value: str = ""

    @model_validator(mode="after")
    def _filled(self) -> Self:
        known = set(_PLACEHOLDER.findall(self.value or self.zh))
        strange = sorted({*_PLACEHOLDER.findall(self.zh), *_PLACEHOLDER.findall(self.en)} - known)
        if strange:
            raise ValueError(f"'{{{strange[0]}}}' stands in a sentence, and not in the value it would be taken from")
        return self


class Handling(StrEnum):
    """办件类型, GB/T 39046 A.6."""

    INSTANT = "instant"
    """即办件: decided while the citizen waits"""
    PROMISED = "promised"
    """承诺件: decided by a promised date"""


class HolderKind(StrEnum):
    """Whose card it is; the values equal ``devices.api.id_card_reader.CardKind``."""

    CITIZEN = "citizen"
    HMT_RESIDENT = "hmt_resident"
    FOREIGN_PR_2017 = "foreign_pr_2017"
    FOREIGN_PR_2023 = "foreign_pr_2023"


class Mask(StrEnum):
    """How a value is veiled on a screen that others can see (DESIGN.md section 9)."""

    NONE = "none"
    NAME = "name"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ADDRESS = "address"


NEEDABLE = frozenset(
    {
        "face_camera",
        "code_scanner",
        "smart_card_reader",
        "document_printer.colour",
        "document_printer.duplex",
        "receipt_printer.cuts",
        "receipt_printer.near_end_sensor",
        "receipt_printer.tells_end",
        "id_card_reader.fingers",
        "id_card_reader.photo",
    }
)
"""what a matter may need beyond what its steps imply: a device by its role, or a capability of one"""


class WhoLine(Part):
    """One line of 谁能办: a condition that fits (ok) or one that sends people elsewhere (info)."""

    text: Text
    tone: Literal["ok", "info"] = "ok"


class EligibilityRule(Part):
    """A condition in CEL over ``holder`` and ``values``; where it is false, `otherwise` is said and the visit ends kindly."""

    rule: Rule
    otherwise: Text


class Choice(Part):
    """One answer of a choice question."""

    key: Key
    title: Text
    line: Text | None = None
    icon: str = ""


class FieldSpec(Part):
    """One field of the form.

    `source` names where the value comes from without asking: ``card.<attribute>`` or ``government.<key>``. A field with
    choices, or one whose source has no value, is a question. `visible_when` is CEL over ``values``.
    """

    key: Key
    label: Text
    kind: Literal["text", "choice", "address", "phone"] = "text"
    source: Annotated[str, StringConstraints(pattern=r"^(card|government)\.[a-z_]+$")] | None = None
    mask: Mask = Mask.NONE
    required: bool = True
    visible_when: Rule = "true"
    question: Text | None = None
    help: Text | None = None
    choices: Annotated[tuple[Choice, ...], _SOME] = ()
    default: Key | None = None
    shortcut: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")] | None = None
    """Another field whose value can be taken over with one tap (用户籍地址)"""
    max_length: Annotated[int, Field(ge=1, le=200)] = 60
    said: Annotated[tuple[Saying, ...], _MANY] = ()
    """The values it is known to have, in the languages of the kiosk. One that is not here is shown as it came"""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"field '{self.key}': kind 'choice' and a list of choices belong together")
        if self.default is not None and self.default not in {choice.key for choice in self.choices}:
            raise ValueError(f"field '{self.key}': default '{self.default}' is none of its choices")
        if self.source is None and self.question is None:
            raise ValueError(f"field '{self.key}': needs a source, or a question to ask")
        return self


class MaterialSpec(Part):
    """One material: read off the card, fetched from government data (免提交), or scanned here."""

    key: Key
    title: Text
    origin: Literal["card", "government", "scan"]
    note: Text
    icon: str = "file-text"
    min_pages: Annotated[int, Field(ge=1, le=20)] = 1
    max_pages: Annotated[int, Field(ge=1, le=20)] = 6
    deferrable_days: Annotated[int, Field(ge=1, le=60)] | None = None
    """容缺受理: working days in which it may be handed in later; ``None`` when it may not"""


class Fee(Part):
    """What it costs."""

    amount_fen: Annotated[int, Field(gt=0, le=10_000_000)]
    name: Text
    deferrable: bool = False
    """Whether the application may go in unpaid when no payment network can be reached"""


class DocumentSpec(Part):
    """A document that the platform issues and the kiosk prints on A4; `template` is a Typst file beside the matter."""

    key: Key
    title: Text
    template: str


class Counter(Part):
    """Where a matter is done that this kiosk cannot do (到窗口办)."""

    place: Text
    hours: Text
    bring: Annotated[tuple[Text, ...], _SOME] = ()
    """What to take along, one paper each"""


class Matter(Part):
    """One matter. Immutable; a visit keeps the one it began with."""

    code: Code
    version: Annotated[int, Field(ge=1)] = 1
    title: Text
    short_title: Text
    department: Text
    theme: Key
    bundles: Annotated[tuple[Key, ...], _FEW] = ()
    icon: str = "file-text"
    aliases: Annotated[tuple[Annotated[str, StringConstraints(max_length=100)], ...], _SOME] = ()
    counter: Counter | None = None
    handling: Handling = Handling.INSTANT
    minutes: Annotated[int, Field(ge=1, le=120)] = 5
    promised_days: Annotated[int, Field(ge=1, le=365)] | None = None
    statutory_days: Annotated[int, Field(ge=1, le=365)] | None = None
    holders: tuple[HolderKind, ...] = tuple(HolderKind)
    who: Annotated[tuple[WhoLine, ...], _SOME] = ()
    eligibility: Annotated[tuple[EligibilityRule, ...], _SOME] = ()
    fields: Annotated[tuple[FieldSpec, ...], _MANY] = ()
    materials: Annotated[tuple[MaterialSpec, ...], _SOME] = ()
    declaration: Annotated[tuple[Text, ...], _SOME] = ()
    fee: Fee | None = None
    documents: Annotated[tuple[DocumentSpec, ...], _FEW] = ()
    needs: Annotated[tuple[str, ...], _FEW] = ()
    """Of `NEEDABLE`; while one is not there the matter cannot be done here"""
    valid_until: date | None = None
    """The last day on which it is offered, in contact with the platform or not; for ever when not given"""

    @property
    def at_counter_only(self) -> bool:
        """Whether the kiosk only says where to go."""
        return self.counter is not None

    @property
    def scanned(self) -> tuple[MaterialSpec, ...]:
        """The materials that the citizen lays under the camera."""
        return tuple(material for material in self.materials if material.origin == "scan")

    def field(self, key: str) -> FieldSpec:
        """The field named `key`; ``KeyError`` if the matter has none."""
        for spec in self.fields:
            if spec.key == key:
                return spec
        raise KeyError(key)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, keys in (
            ("field", [spec.key for spec in self.fields]),
            ("material", [spec.key for spec in self.materials]),
            ("document", [spec.key for spec in self.documents]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise ValueError(f"{what} key used twice: {', '.join(twice)}")
        if strange := sorted(set(self.needs) - NEEDABLE):
            raise ValueError(f"needs: {', '.join(strange)}: expected some of {', '.join(sorted(NEEDABLE))}")
        for spec in self.fields:
            if spec.shortcut is not None and spec.shortcut not in {other.key for other in self.fields}:
                raise ValueError(f"field '{spec.key}': shortcut names an unknown field '{spec.shortcut}'")
        if self.handling is Handling.PROMISED and self.promised_days is None:
            raise ValueError("a promised matter (承诺件) needs promised_days")
        return self
