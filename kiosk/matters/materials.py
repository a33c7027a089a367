"""A material (申请材料): what it is, where it comes from, which law asks for it, and how it may be handed in."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kiosk.matters.coded import Coded
from kiosk.matters.text import FileName, Key, Line, Part, Prose, Rule, Text


class MaterialSpec(Part):
    """One material: read off the card, fetched from government data (免提交), or scanned here (拍摄)."""

    key: Key
    title: Text = Field(title="材料名称")
    origin: Literal["card", "government", "scan"] = Field(title="收取方式")
    note: Text = Field(title="说明")
    icon: str = Field(default="file-text", title="图标")
    min_pages: Annotated[int, Field(ge=1, le=20)] = Field(default=1, title="最少页数")
    max_pages: Annotated[int, Field(ge=1, le=20)] = Field(default=6, title="最多页数")
    deferrable_days: Annotated[int, Field(ge=1, le=60)] | None = Field(default=None, title="容缺补正天数")
    """容缺受理: working days in which it may be handed in later; ``None`` when it may not"""
    result_first: bool = Field(default=False, title="补齐前可先取结果")
    """Whether the result may be had before a paper that was put off is there; as a rule it may not"""
    by_promise: Text | None = Field(default=None, title="告知承诺")
    """告知承诺制: what the applicant promises instead of handing it in; ``None`` when that is not possible"""
    when: Rule = Field(default="true", title="适用情形")
    """CEL over ``situation``, ``values`` and ``holder``; it is only asked for where this is true"""
    required: bool = Field(default=True, title="是否必要")
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]*$", max_length=50)] = Field(
        default="", title="材料编码"
    )
    """Equal codes are the same paper: a bundle asks for it once"""
    type: Coded | None = Field(default=None, title="材料类型")
    form: Literal["paper", "electronic", "either"] = Field(default="either", title="材料形式")
    originals: Annotated[int, Field(ge=0, le=99)] = Field(default=1, title="原件份数")
    copies: Annotated[int, Field(ge=0, le=99)] = Field(default=0, title="复印件份数")
    page_format: Line = Field(default="A4", title="纸张规格")
    source_type: Coded | None = Field(default=None, title="来源渠道")
    source_explain: Prose | None = Field(default=None, title="来源渠道说明")
    issuer: Text | None = Field(default=None, title="出具机构")
    issued_within: Line = Field(default="", title="出具时间要求")
    by_law: Line = Field(default="", title="要求提供材料的依据")
    why: Prose | None = Field(default=None, title="为什么要这份材料")
    accept_standard: Prose | None = Field(default=None, title="受理标准")
    fill_explain: Prose | None = Field(default=None, title="填报须知")
    blank_form: FileName = Field(default="", title="空白表格")
    sample: FileName = Field(default="", title="示例样表")
