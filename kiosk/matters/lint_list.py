"""Every rule of the lint: its id, how much it matters, and what it holds. ``docs/matters.md`` shows them as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.matters.problems import Severity

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule."""

    id: str
    severity: Severity
    zh: str
    en: str


def _rules(*rules: tuple[str, Severity, str, str]) -> Mapping[str, LintRule]:
    return MappingProxyType({rule[0]: LintRule(*rule) for rule in rules})


RULES = _rules(
    ("text.control", ERROR, "文字里没有控制字符", "texts hold no control characters"),
    ("text.markup", ERROR, "文字里没有网页代码", "texts hold no HTML"),
    ("rule.cel", ERROR, "规则写得对，结果为真或假", "rules are CEL and come to true or false"),
    ("rule.unknown_name", ERROR, "规则只用已有的字段和问题", "rules name fields and questions that exist"),
    ("rule.endless", ERROR, "规则一定会算完", "rules come to an end"),
    ("situation.unreachable", ERROR, "每个情形问题都可能被问到", "every question can be asked"),
    ("field.unreachable", ERROR, "每个字段都可能出现", "every field can be shown"),
    (
        "part.unreachable",
        ERROR,
        "每份材料、条件、收费、送达方式和文书都可能用到",
        "every material, condition, fee … can apply",
    ),
    ("eligibility.unreachable", ERROR, "资格规则有人能符合", "somebody fulfils every eligibility rule"),
    ("automatic.unreachable", ERROR, "秒批规则有人能符合", "somebody fulfils every rule that decides"),
    ("choice.duplicate", ERROR, "选项标识不重复", "choices have different keys"),
    ("source.unknown", ERROR, "预填来源存在", "sources of values exist"),
    ("shared.unknown", ERROR, "共享字段存在", "shared fields exist"),
    ("shared.kind", ERROR, "共享字段类型一致", "shared fields are of one kind"),
    ("term.instant_with_days", ERROR, "即办件没有承诺时限", "an instant matter promises no days"),
    ("term.over_legal", ERROR, "承诺时限不超过法定时限", "promised is at most statutory"),
    ("dates.order", ERROR, "取消日期晚于生效日期", "it ends after it begins"),
    ("version.not_raised", ERROR, "改了内容版本号要增加", "the version rises with every change"),
    ("material.pages", ERROR, "最少页数不超过最多页数", "min_pages is at most max_pages"),
    ("material.deferrable", ERROR, "只有拍摄材料可以容缺", "only a scanned paper can come later"),
    (
        "material.result_first",
        ERROR,
        "能容缺的材料才谈得上先给结果",
        "a result comes first only of what may come later",
    ),
    ("material.duplicate", ERROR, "材料名称不重复", "no material is listed twice"),
    ("material.code_duplicate", ERROR, "材料编码不重复", "no material code is listed twice"),
    ("applicant.missing", ERROR, "表单有申请人证件号", "the form says who applies"),
    ("counter.with_form", ERROR, "到窗口办的事项没有表单", "a matter of the counter has no form"),
    ("file.missing", ERROR, "样表和空白表格都在文件夹里", "samples and blank forms are there"),
    ("result.document", ERROR, "结果对应的文书存在", "the document of a result exists"),
    ("handling.code", ERROR, "办件类型代码与本机一致", "the national code says the same handling"),
    ("template.name", ERROR, "模板在本文件夹里", "templates lie beside the matter"),
    ("template.missing", ERROR, "模板和样例数据都在", "a template and its sample are there"),
    ("template.broken", ERROR, "模板能排版", "templates typeset"),
    ("bundle.card", ERROR, "一件事在首页有卡片", "a bundle has its card on the home screen"),
    ("bundle.member", ERROR, "一件事的事项都存在", "the members of a bundle exist"),
    ("bundle.unreachable", ERROR, "一件事的每个事项都可能要办", "every member of a bundle can apply"),
    ("bundle.shared_kind", ERROR, "共享字段在各事项里一样", "a shared field is the same in every member"),
    ("bundle.useless", WARNING, "一件事的每个问题都有用", "every question of a bundle changes something"),
    (
        "bundle.promise",
        WARNING,
        "一件事的承诺时限够办完各事项",
        "the promise of a bundle is as long as its members need",
    ),
    ("handling.review", WARNING, "即办件是即审即办", "instant means reviewed at once"),
    ("handling.mode", WARNING, "服务方式与办件类型一致", "mode and handling agree"),
    ("text.english", WARNING, "每句话有英文", "every sentence is in English as well"),
    ("text.traditional", NOTICE, "每句话有繁体", "every sentence is in traditional Chinese as well"),
    ("situation.useless", WARNING, "每个情形问题都有用", "every question changes something"),
    ("result.manner", WARNING, "办结方式与结果名称一致", "the manner goes with the name of the result"),
    ("result.type", WARNING, "结果有类型", "a result has a type"),
    ("result.sample", NOTICE, "结果有样本", "a result has a sample"),
    ("visits.missing", NOTICE, "写明到现场次数", "it says how often one must come"),
    ("visits.reason", WARNING, "要到现场的写明原因", "having to come has a reason"),
    ("visits.needless_reason", WARNING, "不用到现场的不写原因", "not having to come has none"),
    ("visits.form", WARNING, "不到现场又不网办的可以快递申请", "neither come nor online means by post"),
    ("online.depth", WARNING, "全程网办不用到现场", "fully online means no visit"),
    ("fee.basis", WARNING, "收费有依据", "a fee has a legal basis"),
    ("fee.standard", NOTICE, "收费有标准", "a fee has a standard"),
    ("fee.online", NOTICE, "收费的支持网上支付", "a fee can be paid online"),
    ("fee.none", WARNING, "不收费的不支持网上支付", "what is free is not paid online"),
    ("phone.missing", NOTICE, "有咨询和监督电话", "there is somebody to ask and to complain to"),
    ("phone.area_code", WARNING, "电话带区号", "numbers have an area code"),
    ("phone.same", WARNING, "监督电话与咨询电话不同", "asking and complaining are two numbers"),
    ("place.hours", WARNING, "办理时间写明工作日或全天", "hours say which days"),
    ("place.address", WARNING, "办理地点写到窗口", "addresses go down to the window"),
    ("topics.objects", WARNING, "主题与服务对象一致", "topics go with whom it serves"),
    ("licence.faq", WARNING, "许可事项有常见问题", "a licence has a question answered"),
    ("licence.flow", WARNING, "许可事项流程完整", "a licence has all five steps"),
    ("flow.longer", WARNING, "各环节时限之和不超过承诺时限", "steps fit into the promise"),
    ("national.incomplete", NOTICE, "有实施编码的事项必填要素齐全", "an item has every required element"),
    ("item.code", WARNING, "实施编码校验正确", "item codes pass their check"),
    ("code.unknown", WARNING, "代码在代码集里", "codes are in their set"),
    ("code.name", WARNING, "代码名称与代码集一致", "codes are named as in their set"),
    ("material.proof_basis", WARNING, "证明材料有法律依据", "a proof has a legal basis"),
    ("material.deferral_long", NOTICE, "补正天数不超过承诺时限", "making up takes at most the promise"),
    ("material.promise_unsigned", WARNING, "告知承诺要签字", "a promise is signed"),
    ("basis.missing", NOTICE, "有法律依据", "there is a legal basis"),
    ("delivery.express", NOTICE, "邮寄送达的支持物流快递", "post means express is supported"),
)
