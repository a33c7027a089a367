"""The national elements of an item that are codes and flags: 基本目录 and 实施清单 (basic and extend), GB/T 39046 and C0109.

What a citizen reads of them (conditions, flow, results, questions, contacts, legal basis) stands in `kiosk.matters.guidance`.
Titles are the standard's names; `kiosk.matters.exchange_columns` binds them to the columns of the exchange tables.
"""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.matters.coded import Coded, ItemCode
from kiosk.matters.text import FEW, SOME, Line, Part

_Url = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$", max_length=500)]
_RegionCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{6,12})?$")]
_CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]*$", max_length=50)]


class Extra(Part):
    """扩展字段: one that only this province has."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=60)] = Field(title="名称")
    value: Line = Field(title="值")


class National(Part):
    """The table ``[national]`` of a matter."""

    catalog_code: ItemCode = Field(default="", title="基本编码")
    local_catalog_code: ItemCode = Field(default="", title="地方基本编码")
    catalog_name: Line = Field(default="", title="基本目录事项名称")
    task_code: ItemCode = Field(default="", title="实施编码")
    local_task_code: ItemCode = Field(default="", title="地方实施编码")
    handle_item_code: ItemCode = Field(default="", title="业务办理项编码")
    task_version: Annotated[int, Field(ge=1)] = Field(default=1, title="事项版本")
    task_type: Coded | None = Field(default=None, title="事项类型")
    task_state: Coded | None = Field(default=None, title="事项状态")
    use_level: Coded | None = Field(default=None, title="行使层级")
    power_source: Coded | None = Field(default=None, title="权力来源")
    service_objects: Annotated[tuple[Coded, ...], FEW] = Field(default=(), title="服务对象")
    project_type: Coded | None = Field(default=None, title="办件类型")
    review_type: Coded | None = Field(default=None, title="审查类型")
    department_code: _CreditCode = Field(default="", title="实施主体编码")
    department_kind: Coded | None = Field(default=None, title="实施主体性质")
    entrusted_by: Line = Field(default="", title="委托部门")
    joint_departments: Annotated[tuple[Line, ...], FEW] = Field(default=(), title="联办机构")
    handle_forms: Annotated[tuple[Coded, ...], FEW] = Field(default=(), title="办理形式")
    handle_area: Coded | None = Field(default=None, title="通办范围")
    handle_regions: Annotated[tuple[_RegionCode, ...], SOME] = Field(default=(), title="通办覆盖地区")
    online: bool | None = Field(default=None, title="是否网办")
    online_depth: Coded | None = Field(default=None, title="网上办理深度")
    online_url: _Url = Field(default="", title="网上办理地址")
    mobile_url: _Url = Field(default="", title="移动端办理地址")
    single_login: bool = Field(default=False, title="是否单点登录")
    mobile_single_login: bool = Field(default=False, title="移动端是否单点登录")
    by_appointment: bool = Field(default=False, title="是否支持预约办理")
    pays_online: bool = Field(default=False, title="是否支持网上支付")
    by_express: bool = Field(default=False, title="是否支持物流快递")
    in_hall: bool = Field(default=False, title="是否进驻政务大厅")
    at_terminals: bool = Field(default=True, title="是否支持自助终端办理")
    intermediary_service: Line = Field(default="", title="中介服务")
    person_topics: Annotated[tuple[Coded, ...], FEW] = Field(default=(), title="面向自然人事项主题分类")
    company_topics: Annotated[tuple[Coded, ...], FEW] = Field(default=(), title="面向法人事项主题分类")
    town_code: _RegionCode = Field(default="", title="乡镇街道代码")
    town_name: Line = Field(default="", title="乡镇街道名称")
    village_code: _RegionCode = Field(default="", title="村居社区代码")
    village_name: Line = Field(default="", title="村居社区名称")
    effective_from: date | None = Field(default=None, title="计划生效日期")
    cancelled_on: date | None = Field(default=None, title="计划取消日期")
    extra: Annotated[tuple[Extra, ...], SOME] = Field(default=(), title="扩展字段")
