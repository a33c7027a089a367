"""The columns of the national exchange tables (C0109 ``up_task_*``) and where each stands in a matter.

Column names are those of the C0109 exchange schema (GB/T 39554 in its older number ZWFW C0109), titles those of GB/T 39046.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType
from typing import Any

from kiosk.matters import code_sets as sets
from kiosk.matters.exchange_cells import (
    BASIS,
    CONDITIONS,
    COUNT,
    DAY,
    FLAG,
    FLOW,
    NAMES,
    PROSE,
    SAID,
    SENTENCE,
    SPECIALS,
    TEXT,
    UNIT,
    WHOLE,
    Kind,
    code,
    codes,
)
from kiosk.matters.guidance import Place
from kiosk.matters.model import Handling, Matter
from kiosk.matters.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `path` leads into the record of its table (a matter, a material, a fee, a question)."""

    name: str
    title: str
    path: str
    kind: Kind = TEXT
    required: bool = False


def _columns(*columns: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in columns})


DIRECTORY = _columns(
    Column("catalog_code", "基本编码", "national.catalog_code", required=True),
    Column("local_catalog_code", "地方基本编码", "national.local_catalog_code"),
    Column("task_name", "事项名称", "national.catalog_name", SENTENCE, required=True),
    Column("task_type", "事项类型", "national.task_type", code(sets.TASK_TYPE), required=True),
    Column("task_state", "事项状态", "national.task_state", code(sets.TASK_STATE)),
    Column("task_version", "事项版本", "national.task_version", WHOLE),
    Column("use_level", "行使层级", "national.use_level", code(sets.USE_LEVEL)),
    Column("by_law", "设定依据", "legal_basis", BASIS, required=True),
    Column("plan_effective_date", "计划生效日期", "national.effective_from", DAY),
    Column("plan_cancel_date", "计划取消日期", "national.cancelled_on", DAY),
)

BASIC = _columns(
    Column("task_code", "实施编码", "national.task_code", required=True),
    Column("local_task_code", "地方实施编码", "national.local_task_code"),
    Column("task_handle_item", "业务办理项编码", "national.handle_item_code"),
    Column("catalog_code", "基本编码", "national.catalog_code"),
    Column("task_name", "事项名称", "title", SAID, required=True),
    Column("task_type", "事项类型", "national.task_type", code(sets.TASK_TYPE), required=True),
    Column("task_state", "事项状态", "national.task_state", code(sets.TASK_STATE)),
    Column("task_version", "事项版本", "national.task_version", WHOLE),
    Column("dept_code", "实施主体编码", "national.department_code", required=True),
    Column("dept_name", "实施主体", "department", SAID, required=True),
    Column("dept_type", "实施主体性质", "national.department_kind", code(sets.DEPARTMENT_KIND), required=True),
    Column("entrust_name", "委托部门", "national.entrusted_by", SENTENCE),
    Column("use_level", "行使层级", "national.use_level", code(sets.USE_LEVEL)),
    Column("power_source", "权力来源", "national.power_source", code(sets.POWER_SOURCE), required=True),
    Column("server_type", "服务对象", "national.service_objects", codes(sets.SERVICE_OBJECT), required=True),
    Column("project_type", "办件类型", "national.project_type", code(sets.PROJECT_TYPE), required=True),
    Column("anticipate_day", "法定办结时限", "statutory.count", COUNT, required=True),
    Column("anticipate_type", "法定办结时限单位", "statutory.unit", UNIT, required=True),
    Column("promise_day", "承诺办结时限", "promised.count", COUNT, required=True),
    Column("promise_type", "承诺办结时限单位", "promised.unit", UNIT, required=True),
    Column("special_procedure", "特别程序", "special_procedures", SPECIALS, required=True),
    Column("accept_condition", "受理条件", "conditions", CONDITIONS, required=True),
    Column("handle_flow", "办理流程", "flow", FLOW, required=True),
    Column("handle_type", "办理形式", "national.handle_forms", codes(sets.HANDLE_FORM)),
    Column("limit_scene_num", "到办事现场次数", "visits", WHOLE, required=True),
    Column("link_way", "咨询方式", "consult.phone", required=True),
    Column("supervise_way", "监督投诉方式", "supervise.phone", required=True),
    Column("transact_addr", "办理地点", "place.address", SAID, required=True),
    Column("transact_time", "办理时间", "place.hours", SAID, required=True),
    Column("link_addr", "网上办理地址", "national.online_url"),
    Column("mobile_terminal_url", "移动端办理地址", "national.mobile_url"),
    Column("is_single_login", "是否单点登录", "national.single_login", FLAG),
    Column("app_is_single_login", "移动端是否单点登录", "national.mobile_single_login", FLAG),
    Column("plan_effective_date", "计划生效日期", "national.effective_from", DAY),
    Column("plan_cancel_date", "计划取消日期", "national.cancelled_on", DAY),
    Column("by_law", "设定依据", "legal_basis", BASIS),
)

EXTEND = _columns(
    Column("is_online", "是否网办", "national.online", FLAG),
    Column("online_handle_depth", "网上办理深度", "national.online_depth", code(sets.ONLINE_DEPTH)),
    Column("online_handle_url", "网上办理链接", "national.online_url"),
    Column("is_schedule", "是否支持预约办理", "national.by_appointment", FLAG),
    Column("is_pay_online", "是否支持网上支付", "national.pays_online", FLAG),
    Column("is_express", "是否支持物流快递", "national.by_express", FLAG),
    Column("is_entry_center", "是否进驻政务大厅", "national.in_hall", FLAG),
    Column("is_service_terminals", "是否支持自助终端办理", "national.at_terminals", FLAG),
    Column("handle_area", "通办范围", "national.handle_area", code(sets.HANDLE_AREA)),
    Column("limit_scene_explain", "必须现场办理原因说明", "visits_reason", PROSE),
    Column("limit_explain", "数量限制", "quantity_limit", PROSE),
    Column("result_name", "审批结果名称", "result.name", SAID),
    Column("result_type", "审批结果类型", "result.type", code(sets.RESULT_TYPE)),
    Column("other_dept", "联办机构", "national.joint_departments", NAMES),
    Column("service_type", "中介服务", "national.intermediary_service", SENTENCE),
    Column("user_topic_type", "面向自然人主题", "national.person_topics", codes(sets.TOPIC_PERSON)),
    Column("corp_topic_type", "面向法人主题", "national.company_topics", codes(sets.TOPIC_COMPANY)),
    Column("town_code", "乡镇街道代码", "national.town_code"),
    Column("town_name", "乡镇街道名称", "national.town_name", SENTENCE),
    Column("village_code", "村居社区代码", "national.village_code"),
    Column("village_name", "村居社区名称", "national.village_name", SENTENCE),
)

MATERIAL = _columns(
    Column("material_name", "材料名称", "title", SAID, required=True),
    Column("is_need", "必要性", "required", FLAG, required=True),
    Column("material_type", "材料类型", "type", code(sets.MATERIAL_TYPE)),
    Column("material_format", "材料形式", "form", SENTENCE),
    Column("page_num", "份数", "originals", WHOLE),
    Column("copy_num", "复印件份数", "copies", WHOLE),
    Column("page_format", "纸张规格", "page_format", SENTENCE),
    Column("source_type", "来源渠道", "source_type", code(sets.SOURCE_TYPE)),
    Column("source_explain", "来源渠道说明", "source_explain", PROSE),
    Column("issue_dept", "出具机构", "issuer", SAID),
    Column("by_law", "要求提供材料的依据", "by_law", SENTENCE),
    Column("accept_stand", "受理标准", "accept_standard", PROSE),
    Column("fill_explain", "填报须知", "fill_explain", PROSE),
)

FEE = _columns(
    Column("fee_name", "收费项目名称", "name", SAID, required=True),
    Column("fee_stand", "收费标准", "standard", SAID, required=True),
    Column("by_law", "收费依据", "by_law", SENTENCE, required=True),
    Column("desc_explain", "减免说明", "reduction", SAID),
)

FAQ = _columns(
    Column("question", "问题", "question", PROSE, required=True),
    Column("answer", "解答", "answer", PROSE, required=True),
)

TABLES: Mapping[str, Mapping[str, Column]] = MappingProxyType(
    {"directory": DIRECTORY, "basic": BASIC, "extend": EXTEND, "material": MATERIAL, "fee": FEE, "faq": FAQ}
)

CARRIED = frozenset(
    {"row_guid", "task_guid", "order_num", "cd_batch", "cd_operation", "cd_time", "data_source", "form_guid"}
    | {"example_guid", "result_guid", "anticipate_explain", "promise_explain", "is_fee", "fee_basis", "is_desc"}
    | {"extend_field", "task_code", "task_name", "create_time", "update_time", "area_code", "area_name"}
)
"""Columns that an exchange table may have as well, and that say nothing a matter keeps"""


def exchange_of(matter: Matter) -> dict[str, dict[str, str] | list[dict[str, str]]]:
    """The rows of each table for `matter`, every column by its English name; empty text where the matter says nothing."""
    return {
        "directory": _directory(matter),
        "basic": basic_of(matter)
        | {"is_fee": str(int(bool(matter.all_fees))), "fee_basis": "\n".join(fee.by_law for fee in matter.all_fees)},
        "extend": _row(EXTEND, matter),
        "materials": [_row(MATERIAL, entry) for entry in matter.materials],
        "fees": [_row(FEE, entry) | {"is_desc": str(int(entry.reduction is not None))} for entry in matter.all_fees],
        "faqs": [_row(FAQ, entry) for entry in matter.faqs],
    }


def tables_of(matters: Iterable[Matter]) -> dict[str, list[dict[str, str]]]:
    """The whole exchange tables of some matters, with ``task_code`` to tie them together."""
    tables: dict[str, list[dict[str, str]]] = {table: [] for table in TABLES}
    for matter in matters:
        link = {"task_code": matter.national.task_code}
        tables["directory"] += [_directory(matter)] if matter.national.catalog_code else []
        tables["basic"].append(basic_of(matter))
        tables["extend"].append(link | _row(EXTEND, matter))
        for table, columns, records in (
            ("material", MATERIAL, matter.materials),
            ("fee", FEE, matter.all_fees),
            ("faq", FAQ, matter.faqs),
        ):
            tables[table] += [link | _row(columns, record) for record in records]
    return tables


def basic_of(matter: Matter) -> dict[str, str]:
    """The row of the table ``basic``. What the list requires and a matter says in its own way is said as the list has it.

    办件类型 and, for what is done at once, 办理流程 follow from the handling; 受理条件 are else those who may apply.
    """
    row, instant = _row(BASIC, matter), matter.handling is Handling.INSTANT
    return row | {
        "project_type": row["project_type"] or ("1" if instant else "2"),
        "accept_condition": row["accept_condition"] or "\n".join(one.text.zh for one in matter.who),
        "handle_flow": row["handle_flow"] or ("受理\n办结" if instant else ""),
    }


def _directory(matter: Matter) -> dict[str, str]:
    return _row(DIRECTORY, matter) | {"task_name": matter.national.catalog_name or matter.title.zh}


def _row(columns: Mapping[str, Column], record: object) -> dict[str, str]:
    return {name: column.kind.write(_at(record, column.path)) for name, column in columns.items()}


_HERE, _ALWAYS = Text(zh="自助服务终端", en="Self-service kiosk"), Text(zh="全天 24 小时", en="24 hours a day")
_EITHER = {"statutory": "statute", "promised": "promise"}


def _at(record: object, path: str) -> Any:  # noqa: ANN401 - each column has its own type, known to its kind
    return reduce(_step, path.split("."), record)


def _where(matter: Matter) -> Place:
    """Where a matter is done that lists no office: at its window, or here."""
    if matter.counter is not None:
        return Place(name=matter.department, address=matter.counter.place, hours=matter.counter.hours)
    return Place(name=matter.department, address=_HERE, hours=_ALWAYS)


def _step(record: object, name: str) -> object:
    if record is None:
        return None
    if name == "place" and isinstance(record, Matter):
        return record.places[0] if record.places else _where(record)
    if name == "result" and isinstance(record, Matter):
        return record.results[0] if record.results else None
    return getattr(record, _EITHER.get(name, name) if isinstance(record, Matter) else name)
