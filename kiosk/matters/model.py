"""What a matter (事项) is made of.

A matter is a folder with a ``matter.toml``; this module is its schema. Field names follow GB/T 39046-2020 where it has
one (办件类型 A.6: 1 即办件, 2 承诺件). Every sentence a citizen reads is a `Text`, in Chinese and English at least.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from kiosk.expected import Disagreement
from kiosk.matters.coded import Coded, Term, Unit
from kiosk.matters.delivery import delivery_fields
from kiosk.matters.forms import Choice, FieldSpec, Mask, PageSpec
from kiosk.matters.guidance import (
    Condition,
    Contact,
    Faq,
    FlowStep,
    LegalBasis,
    Place,
    ResultSpec,
    SpecialProcedure,
)
from kiosk.matters.materials import MaterialSpec
from kiosk.matters.national import National
from kiosk.matters.service import (
    AutomaticDecision,
    DecisionRule,
    DeliveryWay,
    DocumentSpec,
    Fee,
    Handling,
    OpeningHours,
    ServiceMode,
)
from kiosk.matters.situations import Answer, SituationQuestion
from kiosk.matters.text import FEW, MANY, SOME, Code, Key, Part, Prose, Rule, Saying, Sentence, Text, at_most

__all__ = [
    "FEW",
    "MANY",
    "NEEDABLE",
    "SOME",
    "Answer",
    "AutomaticDecision",
    "Choice",
    "Code",
    "Coded",
    "Condition",
    "Contact",
    "Counter",
    "DecisionRule",
    "DeliveryWay",
    "DocumentSpec",
    "EligibilityRule",
    "Faq",
    "Fee",
    "FieldSpec",
    "FlowStep",
    "Handling",
    "HolderKind",
    "Key",
    "LegalBasis",
    "Mask",
    "MaterialSpec",
    "Matter",
    "National",
    "OpeningHours",
    "PageSpec",
    "Part",
    "Place",
    "Prose",
    "ResultSpec",
    "Rule",
    "Saying",
    "Sentence",
    "ServiceMode",
    "SituationQuestion",
    "SpecialProcedure",
    "Term",
    "Text",
    "Unit",
    "WhoLine",
    "at_most",
]


class HolderKind(StrEnum):
    """Whose card it is; the values equal ``devices.api.id_card_reader.CardKind``."""

    CITIZEN = "citizen"
    HMT_RESIDENT = "hmt_resident"
    FOREIGN_PR_2017 = "foreign_pr_2017"
    FOREIGN_PR_2023 = "foreign_pr_2023"


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

    text: Text = Field(title="谁能办")
    tone: Literal["ok", "info"] = Field(default="ok", title="语气")


class EligibilityRule(Part):
    """A condition in CEL (`kiosk.matters.rules`); where it is false, `otherwise` is said and the visit ends kindly."""

    rule: Rule = Field(title="规则")
    otherwise: Text = Field(title="不符合时")


class Counter(Part):
    """Where a matter is done that this kiosk cannot do (到窗口办)."""

    place: Text = Field(title="窗口")
    hours: Text = Field(title="时间")
    bring: Annotated[tuple[Text, ...], SOME] = Field(default=(), title="要带的材料")
    """What to take along, one paper each"""


_Days = Annotated[int, Field(ge=1, le=365)]
_Alias = Annotated[str, StringConstraints(max_length=100)]


class Matter(Part):
    """One matter. Immutable; a visit keeps the one it began with."""

    code: Code = Field(title="本机代码")
    version: Annotated[int, Field(ge=1)] = Field(default=1, title="版本")
    title: Text = Field(title="事项名称")
    short_title: Text = Field(title="简称")
    department: Text = Field(title="实施主体")
    theme: Key = Field(title="主题")
    bundles: Annotated[tuple[Key, ...], FEW] = Field(default=(), title="所属一件事")
    icon: str = Field(default="file-text", title="图标")
    aliases: Annotated[tuple[_Alias, ...], SOME] = Field(default=(), title="同义词")
    summary: Prose | None = Field(default=None, title="事项说明")
    demonstration: bool = Field(default=False, title="演示数据")
    """Whether it is made up, to be told beside its title; a production release holds none"""
    counter: Counter | None = Field(default=None, title="到窗口办")

    handling: Handling = Field(default=Handling.INSTANT, title="办件类型")
    mode: ServiceMode | None = Field(default=None, title="服务方式")
    """As `handling` when not given; `service_mode` says which"""
    automatic: AutomaticDecision | None = Field(default=None, title="秒批规则")
    minutes: Annotated[int, Field(ge=1, le=120)] = Field(default=5, title="预计用时（分钟）")
    promised_days: _Days | None = Field(default=None, title="承诺办结时限（工作日）")
    statutory_days: _Days | None = Field(default=None, title="法定办结时限（工作日）")
    promised: Term | None = Field(default=None, title="承诺办结时限")
    """Instead of `promised_days`, where the unit is not working days; `promise` gives either"""
    statutory: Term | None = Field(default=None, title="法定办结时限")
    special_procedures: Annotated[tuple[SpecialProcedure, ...], FEW] = Field(default=(), title="特别程序")

    holders: tuple[HolderKind, ...] = Field(default=tuple(HolderKind), title="可用证件")
    who: Annotated[tuple[WhoLine, ...], SOME] = Field(default=(), title="谁能办")
    conditions: Annotated[tuple[Condition, ...], SOME] = Field(default=(), title="受理条件")
    situations: Annotated[tuple[SituationQuestion, ...], FEW] = Field(default=(), title="情形问答")
    eligibility: Annotated[tuple[EligibilityRule, ...], SOME] = Field(default=(), title="资格规则")
    fields: Annotated[tuple[FieldSpec, ...], MANY] = Field(default=(), title="表单字段")
    pages: Annotated[tuple[PageSpec, ...], FEW] = Field(default=(), title="表单页")
    materials: Annotated[tuple[MaterialSpec, ...], SOME] = Field(default=(), title="申请材料")
    declaration: Annotated[tuple[Text, ...], SOME] = Field(default=(), title="承诺声明")
    fee: Fee | None = Field(default=None, title="收费")
    fees: Annotated[tuple[Fee, ...], FEW] = Field(default=(), title="收费项目")
    """Instead of `fee`, where there are several or they depend on the situation; `all_fees` gives either"""
    deliveries: Annotated[tuple[DeliveryWay, ...], FEW] = Field(default=(), title="送达方式")
    delivery_question: Text | None = Field(default=None, title="送达问法")
    """How the choice of a way is asked (新卡怎么给您？), instead of 办好了怎么给您？"""
    documents: Annotated[tuple[DocumentSpec, ...], FEW] = Field(default=(), title="打印文书")
    needs: Annotated[tuple[str, ...], FEW] = Field(default=(), title="所需设备能力")
    """Of `NEEDABLE`; while one is not there the matter cannot be done here"""
    opening: Annotated[tuple[OpeningHours, ...], FEW] = Field(default=(), title="开放时间")
    valid_until: date | None = Field(default=None, title="最后办理日")
    """The last day on which it is offered, in contact with the platform or not; for ever when not given"""

    visits: Annotated[int, Field(ge=0, le=99)] | None = Field(default=None, title="到办事现场次数")
    visits_reason: Prose | None = Field(default=None, title="必须现场办理原因说明")
    quantity_limit: Prose | None = Field(default=None, title="数量限制")
    flow: Annotated[tuple[FlowStep, ...], FEW] = Field(default=(), title="办理流程")
    results: Annotated[tuple[ResultSpec, ...], FEW] = Field(default=(), title="办理结果")
    faqs: Annotated[tuple[Faq, ...], SOME] = Field(default=(), title="常见问题")
    legal_basis: Annotated[tuple[LegalBasis, ...], SOME] = Field(default=(), title="法律依据")
    consult: Contact | None = Field(default=None, title="咨询方式")
    supervise: Contact | None = Field(default=None, title="监督投诉方式")
    places: Annotated[tuple[Place, ...], SOME] = Field(default=(), title="办理地点")
    national: National = Field(default=National(), title="国家要素")

    @property
    def at_counter_only(self) -> bool:
        """Whether the kiosk only says where to go."""
        return self.counter is not None

    @property
    def service_mode(self) -> ServiceMode:
        """即办, 承诺, 秒批 or 免申即享."""
        return self.mode or ServiceMode(self.handling.value)

    @property
    def promise(self) -> Term | None:
        """承诺办结时限, however it was given."""
        return self.promised or _working(self.promised_days)

    @property
    def statute(self) -> Term | None:
        """法定办结时限, however it was given."""
        return self.statutory or _working(self.statutory_days)

    @property
    def all_fees(self) -> tuple[Fee, ...]:
        """Every item it can cost, whatever the situation."""
        return self.fees or (() if self.fee is None else (self.fee,))

    @property
    def scanned(self) -> tuple[MaterialSpec, ...]:
        """The materials that the citizen lays under the camera, whatever the situation."""
        return tuple(material for material in self.materials if material.origin == "scan")

    @property
    def form(self) -> tuple[FieldSpec, ...]:
        """Its fields, and those that its ways of delivery ask for (`kiosk.matters.delivery`)."""
        return (*self.fields, *delivery_fields(self.fields, self.deliveries, self.delivery_question))

    def field(self, key: str) -> FieldSpec:
        """The field of its form named `key`; ``KeyError`` if there is none."""
        for spec in self.form:
            if spec.key == key:
                return spec
        raise KeyError(key)

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for what, keys in (
            ("field", [spec.key for spec in self.fields]),
            ("material", [spec.key for spec in self.materials]),
            ("document", [spec.key for spec in self.documents]),
            ("situation", [question.key for question in self.situations]),
            ("condition", [condition.key for condition in self.conditions]),
            ("delivery", [way.key for way in self.deliveries]),
            ("fee", [fee.key for fee in self.fees]),
            ("page", [page.key for page in self.pages]),
            ("field on a page", [key for page in self.pages for key in page.fields]),
        ):
            twice = sorted({key for key in keys if keys.count(key) > 1})
            if twice:
                raise Disagreement(
                    f"{what} key used twice: {', '.join(twice)}", f"标识重复（{what}）：{'、'.join(twice)}"
                )
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = {spec.key for spec in self.fields}
        if strange := sorted(set(self.needs) - NEEDABLE):
            raise Disagreement(
                f"needs: {', '.join(strange)}: expected some of {', '.join(sorted(NEEDABLE))}",
                f"所需设备能力里没有：{'、'.join(strange)}",
            )
        for spec in self.fields:
            if spec.shortcut is not None and spec.shortcut not in known:
                raise Disagreement(
                    f"field '{spec.key}': shortcut names an unknown field '{spec.shortcut}'",
                    f"字段“{spec.key}”引用了不存在的字段“{spec.shortcut}”",
                )
        for page in self.pages:
            if strange := sorted(set(page.fields) - known):
                raise Disagreement(
                    f"page '{page.key}': names an unknown field '{strange[0]}'",
                    f"表单页“{page.key}”引用了不存在的字段“{strange[0]}”",
                )
        if self.handling is Handling.PROMISED and self.promise is None:
            raise Disagreement(
                "a promised matter (承诺件) needs promised_days, or promised with its unit", "承诺件要填承诺办结时限"
            )
        return self

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        for short, long in (("promised_days", "promised"), ("statutory_days", "statutory")):
            if getattr(self, short) is not None and getattr(self, long) is not None:
                raise Disagreement(
                    f"{short} and {long} say the same: expected one of them", f"{short} 和 {long} 只填一个"
                )
        if self.fee is not None and self.fees:
            raise Disagreement("fee and fees say the same: expected one of them", "“收费”和“收费项目”只填一处")
        if self.mode is ServiceMode.AUTOMATIC and self.automatic is None:
            raise Disagreement("a matter decided by rules (秒批) needs its rules in automatic", "秒批要填秒批规则")
        if self.automatic is not None and self.mode is not ServiceMode.AUTOMATIC:
            raise Disagreement(
                "automatic holds the rules of mode = 'automatic' (秒批); expected that mode",
                "填了秒批规则，服务方式就要选秒批",
            )
        return self


def _working(days: int | None) -> Term | None:
    return None if days is None else Term(count=days)
