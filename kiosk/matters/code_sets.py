"""The code sets that matters use: GB/T 39046-2020 Annex A and the ones every exchange table has. Data of the standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.matters.coded import Coded

VERSION = "2020"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """One set. `entries` are code → name; a set that provinces extend is `open`: a further code in it is no mistake."""

    name: str
    title: str
    entries: Mapping[str, str]
    version: str = VERSION
    open: bool = False

    def of(self, code: str) -> Coded:
        """The value of `code`. Raises ``KeyError``."""
        return Coded(set=self.name, code=code, name=self.entries[code], version=self.version)

    def read(self, code: str) -> Coded:
        """As `of`; a code that the set does not have is its own name. A spreadsheet may have eaten its leading zeros."""
        width = max(map(len, self.entries))
        if code not in self.entries and code.zfill(width) in self.entries:
            code = code.zfill(width)
        return Coded(set=self.name, code=code, name=self.entries.get(code, code), version=self.version)


def _set(name: str, title: str, words: str, *, version: str = VERSION, is_open: bool = False) -> CodeSet:
    pairs = (word.split("=", maxsplit=1) for word in words.split())
    return CodeSet(name, title, MappingProxyType({pair[0]: pair[1] for pair in pairs}), version, is_open)


TASK_TYPE = _set(
    "GB/T 39046 A.1",
    "事项类型",
    "00=行政权力事项 01=行政许可 02=行政处罚 03=行政强制 04=行政征收 05=行政给付 06=行政检查 07=行政确认 08=行政奖励 "
    "09=行政裁决 10=其他类别 20=公共服务",
    is_open=True,
)
USE_LEVEL = _set(
    "GB/T 39046 A.2",
    "行使层级",
    "1=国家级（局） 2=省级（直属） 3=市级（隶属） 4=县级 5=镇（乡、街道）级 6=村（社区）级 7=分级管理",
)
DEPARTMENT_KIND = _set("GB/T 39046 A.3", "实施主体性质", "1=法定机关 2=授权组织 3=受委托组织 9=其他")
SERVICE_OBJECT = _set(
    "GB/T 39046 A.4", "服务对象", "1=自然人 2=企业法人 3=事业法人 4=社会组织法人 5=行政机关 6=其他组织"
)
HANDLE_FORM = _set("GB/T 39046 A.5", "办理形式", "1=窗口办理 2=电脑端网上办理 3=移动端办理 4=快递申请 9=其他")
PROJECT_TYPE = _set("GB/T 39046 A.6", "办件类型", "1=即办件 2=承诺件 9=其他")
SPECIAL_PROCEDURE = _set("GB/T 39046 A.7", "特别程序", "1=延长审批 2=其他情况")
POWER_SOURCE = _set(
    "C0109 权力来源",
    "权力来源",
    "1=法定本级行使 2=上级下放 3=上级授权 4=同级授权 5=上级委托 6=同级委托",
    version="2018",
)
TASK_STATE = _set("C0109 事项状态", "事项状态", "1=在用 2=暂停 3=取消", version="2018")
TIME_UNIT = _set("C0109 时限单位", "时限单位", "1=工作日 2=自然日 3=小时 4=分钟 5=月", version="2018")
HANDLE_AREA = _set(
    "C0109 通办范围", "通办范围", "1=全国 2=跨省 3=跨市 4=跨县 5=全市 6=全县", version="2018", is_open=True
)
ONLINE_DEPTH = _set("C0109 网上办理深度", "网上办理深度", "1=Ⅰ级 2=Ⅱ级 3=Ⅲ级 4=Ⅳ级（全程网办）", version="2018")
REVIEW_TYPE = _set("C0109 审查类型", "审查类型", "1=即审即办 2=前审后批", version="2018")
RESULT_TYPE = _set("C0109 结果类型", "结果类型", "01=通知书 02=证照 03=批复 04=批文 05=其他", version="2018")
MATERIAL_TYPE = _set("C0109 材料类型", "材料类型", "1=原件 2=复印件 3=原件和复印件", version="2018", is_open=True)
SOURCE_TYPE = _set("C0109 来源渠道", "来源渠道", "1=申请人自备 2=政府部门核发 3=其他", version="2018", is_open=True)
TOPIC_PERSON = _set(
    "国办 面向自然人主题",
    "面向自然人事项主题分类",
    "010=生育收养 020=户籍办理 030=民族宗教 040=教育科研 050=入伍服役 060=就业创业 070=设立变更 080=准营准办 090=职业资格 "
    "100=行政缴费 110=婚姻登记 120=优待抚恤 130=规划建设 140=住房保障 150=社会保障 160=证件办理 170=交通出行 180=旅游观光 "
    "190=出境入境 200=消费维权 210=公共安全 220=司法公证 230=知识产权 240=环保绿化 250=文化体育 260=公用事业 270=医疗卫生 "
    "280=离职退休 290=死亡殡葬 300=其他",
    version="2018",
)
TOPIC_COMPANY = _set(
    "国办 面向法人主题",
    "面向法人事项主题分类",
    "010=设立变更 020=准营准办 030=资质认证 040=年检年审 050=税收财务 060=人力资源 070=社会保障 080=投资审批 090=融资信贷 "
    "100=抵押质押 110=商务贸易 120=招标拍卖 130=海关口岸 140=涉外服务 150=农林牧渔 160=国土和规划建设 170=交通运输 "
    "180=环保绿化 190=应急管理 200=水务气象 210=医疗卫生 220=科技创新 230=文体教育 240=知识产权 250=民族宗教 260=质量技术 "
    "270=检验检疫 280=安全生产 290=公安消防 300=司法公证 310=公用事业 320=法人注销 330=档案文物 340=其他",
    version="2018",
)

CODE_SETS: Mapping[str, CodeSet] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            TASK_TYPE,
            USE_LEVEL,
            DEPARTMENT_KIND,
            SERVICE_OBJECT,
            HANDLE_FORM,
            PROJECT_TYPE,
            SPECIAL_PROCEDURE,
            POWER_SOURCE,
            TASK_STATE,
            TIME_UNIT,
            HANDLE_AREA,
            ONLINE_DEPTH,
            REVIEW_TYPE,
            RESULT_TYPE,
            MATERIAL_TYPE,
            SOURCE_TYPE,
            TOPIC_PERSON,
            TOPIC_COMPANY,
        )
    }
)
