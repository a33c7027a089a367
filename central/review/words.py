"""The plain words for every change (`central.review.difference`), in the language of whoever reads."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.review.budget import Verdict
from central.review.difference import Change, RedKind

RED_WORDS: Mapping[RedKind, Promise] = {
    RedKind.MATERIAL: _("增加材料"),
    RedKind.CONDITION: _("增加条件"),
    RedKind.PROMISE: _("延长时限"),
    RedKind.FEE: _("增加收费"),
    RedKind.SCOPE: _("缩小范围"),
}
SENTENCES: Mapping[str, Promise] = {
    "matter.new": _("新事项“%(name)s”"),
    "material.new": _("多交一份材料：%(name)s"),
    "material.renamed": _("材料“%(before)s”改为“%(after)s”"),
    "material.required": _("材料“%(name)s”由可不交改为必须交"),
    "material.brought": _("材料“%(name)s”原来免提交，现在要自己带来"),
    "material.at_once": _("材料“%(name)s”的容缺补正期由 %(before)s 个工作日改为 %(after)s 个（0 即不能容缺）"),
    "material.result_waits": _("材料“%(name)s”补齐以前不再先给结果"),
    "material.no_promise": _("材料“%(name)s”不能再用告知承诺代替"),
    "material.more": _("材料“%(name)s”的份数由“%(before)s”改为“%(after)s”"),
    "material.form": _("材料“%(name)s”原来纸质、电子都可以，现在只收一种"),
    "material.when": _("谁要交材料“%(name)s”有改动：由 %(before)s 改为 %(after)s"),
    "material.gone": _("少交一份材料：%(name)s"),
    "condition.new": _("多一个受理条件：%(name)s"),
    "condition.text": _("受理条件由“%(before)s”改为“%(after)s”"),
    "condition.when": _("受理条件“%(name)s”对谁适用有改动：由 %(before)s 改为 %(after)s"),
    "condition.gone": _("少一个受理条件：%(name)s"),
    "eligibility.new": _("多一条资格规则，不符合时告知：%(name)s"),
    "eligibility.gone": _("少一条资格规则：%(name)s"),
    "holder.gone": _("不再受理这种证件：%(name)s"),
    "holder.new": _("新受理这种证件：%(name)s"),
    "promise.longer": _("承诺办结变慢：由 %(before)s 改为 %(after)s"),
    "promise.shorter": _("承诺办结变快：由 %(before)s 改为 %(after)s"),
    "statute": _("法定办结时限由“%(before)s”改为“%(after)s”"),
    "procedure.new": _("多一个特别程序：%(name)s %(after)s"),
    "procedure.longer": _("特别程序“%(name)s”变长：由 %(before)s 改为 %(after)s"),
    "procedure.gone": _("少一个特别程序：%(name)s"),
    "fee.new": _("新收费：%(name)s %(after)s"),
    "fee.more": _("“%(name)s”由 %(before)s 涨到 %(after)s"),
    "fee.less": _("“%(name)s”由 %(before)s 降到 %(after)s"),
    "fee.no_reduction": _("“%(name)s”取消减免（原来：%(before)s）"),
    "fee.at_once": _("“%(name)s”断网时不能再后付"),
    "fee.when": _("谁要交“%(name)s”有改动：由 %(before)s 改为 %(after)s"),
    "fee.gone": _("不再收费：%(name)s %(before)s"),
    "delivery.new": _("多一种送达方式：%(name)s"),
    "delivery.gone": _("少一种送达方式：%(name)s"),
    "scope.narrower": _("通办范围由“%(before)s”缩小为“%(after)s”"),
    "scope.wider": _("通办范围由“%(before)s”改为“%(after)s”"),
    "scope.regions": _("这些地区不再通办：%(before)s"),
    "scope.regions_new": _("这些地区也可以通办：%(after)s"),
    "scope.counter": _("不能再在自助终端办理，改到窗口办"),
    "scope.hours": _("原来全天可办，现在限定开放时间"),
    "bundle.new": _("新一件事“%(name)s”，首页末尾多一张卡片；一并办理：%(after)s"),
    "bundle.promise": _("“%(name)s”新增承诺办结时限：%(after)s"),
    "bundle.no_promise": _("“%(name)s”不再承诺办结时限（原来：%(before)s）"),
    "member.new": _("必须多办一个事项：%(name)s"),
    "member.new_when": _("符合条件的人必须多办一个事项：%(name)s（%(after)s）"),
    "member.offered": _("可以一并办理的多一个事项：%(name)s"),
    "member.must": _("事项“%(name)s”由可不办改为必须办"),
    "member.optional": _("事项“%(name)s”由必须办改为可不办"),
    "member.when": _("谁要办“%(name)s”有改动：由 %(before)s 改为 %(after)s"),
    "member.waits": _("“%(name)s”要等的事项由“%(before)s”改为“%(after)s”"),
    "member.gone": _("不再一并办理：%(name)s（仍可单独办理）"),
    "file.new": _("新文件：%(name)s"),
    "file.other": _("文件内容有改动：%(name)s"),
    "file.gone": _("不再有文件：%(name)s"),
    # of proposals that were handed in before the values themselves were said
    "edited": _("“%(name)s”的文字或细节有改动"),
    "part.new": _("“%(name)s”增加：%(after)s"),
    "part.gone": _("“%(name)s”去掉：%(before)s"),
    "part.order": _("“%(name)s”的先后次序有改动"),
    "part": _("“%(name)s”由“%(before)s”改为“%(after)s”"),
}
_VALUES: Mapping[str, Promise] = {
    "instant": _("即办"),
    "promised": _("承诺办理"),
    "automatic": _("秒批"),
    "unasked": _("免申即享"),
    "card": _("读卡获得"),
    "government": _("政务数据获得"),
    "scan": _("现场拍摄"),
    "citizen": _("居民身份证"),
    "hmt_resident": _("港澳台居民居住证"),
    "foreign_pr_2017": _("外国人永久居留身份证（2017 版）"),
    "foreign_pr_2023": _("外国人永久居留身份证（2023 版）"),
    "true": _("所有人"),
    "True": _("是"),
    "False": _("否"),
}


_VERDICTS: Mapping[str, Promise] = {
    "refused": _("%s 台拒绝或自行回退"),
    "broken": _("%s 台审计链中断"),
    "silent": _("%s 台失联，超过其他终端"),
    "ill": _("%s 台有设备故障，超过其他终端"),
    "time": _("还须观察 %s 分钟"),
    "nobody": _("还没有终端用上（%s）"),
    "empty": _("这一阶段没有终端（%s 台），可以进入下一阶段"),
    "few": _("用上的还太少（%s）"),
}


def verdict_sentence(verdict: Verdict) -> str:
    """What the error budget says, for people."""
    if verdict.holds and not verdict.reasons:
        return gettext("错误预算充足，可以进入下一阶段")
    return "；".join(str(_VERDICTS[reason]) % figure for reason, figure in verdict.reasons)


def sentence(change: Change) -> str:
    """`change` for people."""
    facts = {name: str(_VALUES.get(value, value)) for name, value in change.as_json().items()}
    return str(SENTENCES[change.what]) % facts
