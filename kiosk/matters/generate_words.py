"""The words that generated matters are made of. Made up; the offices are those of a city that does not exist."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bureau:
    """A kind of office, the theme of its matters, and what they are about (Chinese, English)."""

    zh: str
    en: str
    theme: str
    icon: str
    topic: str
    objects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What is done, and how it is usually served."""

    zh: str
    en: str
    handling: str
    days: int
    result: str


def _objects(words: str) -> tuple[tuple[str, str], ...]:
    pairs = (word.split("=") for word in words.split(";"))
    return tuple((zh.strip(), en.strip()) for zh, en in pairs)


DISTRICTS = (
    ("云桥区", "Yunqiao"),
    ("北桥区", "Beiqiao"),
    ("柳河县", "Liuhe"),
    ("石门县", "Shimen"),
    ("临江市", "Linjiang"),
)

ACTIONS = (
    Action("申领", "Apply for", "promised", 5, "证"),
    Action("变更", "Change", "promised", 3, "通知书"),
    Action("补领", "Replace", "promised", 3, "证"),
    Action("换领", "Renew", "promised", 3, "证"),
    Action("注销", "Cancel", "instant", 0, "通知书"),
    Action("查询打印", "Print record of", "instant", 0, "查询单"),
    Action("备案", "File", "instant", 0, "备案表"),
    Action("延期", "Extend", "promised", 10, "通知书"),
    Action("信息核对", "Check", "instant", 0, "核对单"),
    Action("预约", "Book", "instant", 0, "预约单"),
)

QUALIFIERS = (("", ""), ("（单位代办）", " (by employer)"))

BUREAUS = (
    Bureau(
        "人社局",
        "HR and Social Security",
        "social_security",
        "shield-check",
        "150",
        _objects(
            "社会保障卡=social security card;养老保险关系=pension record;失业保险金=unemployment benefit;"
            "工伤认定=work injury finding;职业资格证书=professional certificate;就业创业证=employment card;"
            "劳动合同=labour contract;技能提升补贴=training allowance;灵活就业参保=freelance insurance;"
            "退休待遇=retirement benefit;人才引进补贴=talent allowance;创业担保贷款=start-up loan;"
            "社保缴费基数=contribution base;档案托管=file keeping;公益性岗位=public post;"
            "继续教育学时=training hours"
        ),
    ),
    Bureau(
        "医保局",
        "Healthcare Security",
        "health",
        "first-aid-kit",
        "270",
        _objects(
            "异地就医备案=out-of-town treatment;医保参保信息=medical insurance record;"
            "生育津贴=maternity allowance;门诊慢特病=chronic illness;医疗救助=medical aid;"
            "医保个人账户=insurance account;家庭共济=family account;医保关系=insurance relation;"
            "零星报销=reimbursement;定点医院=designated hospital;新生儿参保=newborn insurance;"
            "大病保险=critical illness cover;长期护理保险=care insurance;医保电子凭证=insurance e-voucher;"
            "处方流转=prescription;健康档案=health record"
        ),
    ),
    Bureau(
        "住建局",
        "Housing",
        "housing",
        "house-line",
        "140",
        _objects(
            "公共租赁住房=public rental home;住房补贴=housing allowance;房屋租赁合同=lease;"
            "商品房买卖合同=home purchase contract;房屋维修资金=repair fund;危房鉴定=unsafe building check;"
            "物业服务合同=property contract;保障房资格=subsidised home title;"
            "房屋安全责任书=building safety pledge;装修施工=renovation;公积金账户=housing fund account;"
            "公积金贷款=housing fund loan;公积金提取=housing fund withdrawal;不动产权证=property certificate;"
            "抵押权=mortgage;房屋测绘成果=building survey"
        ),
    ),
    Bureau(
        "公安分局",
        "Public Security",
        "household",
        "identification-card",
        "020",
        _objects(
            "居民身份证=ID card;户口簿=household register;居住证=residence permit;"
            "户口迁移证=migration certificate;无犯罪记录证明=no criminal record;临时身份证=temporary ID card;"
            "出生户口=birth registration;姓名登记=name registration;养犬登记证=dog licence;"
            "流动人口登记=migrant registration;民族成份=ethnic group;门牌地址=door number;"
            "特种行业许可=special trade licence;旅馆备案=hotel filing;保安员证=guard certificate;"
            "印章刻制=seal making"
        ),
    ),
    Bureau(
        "出入境管理大队",
        "Exit and Entry",
        "border",
        "airplane",
        "190",
        _objects(
            "普通护照=passport;往来港澳通行证=Hong Kong and Macao permit;往来台湾通行证=Taiwan permit;"
            "港澳签注=Hong Kong endorsement;台湾签注=Taiwan endorsement;出入境记录=border record;"
            "外国人居留许可=foreigner residence permit;外国人住宿登记=lodging record;出入境通行证=border pass;"
            "边境管理区通行证=border zone pass;外国人签证=visa;永久居留证=permanent residence card;"
            "探亲签注=family endorsement;商务签注=business endorsement;团队旅游签注=group endorsement;"
            "证件照片=document photo"
        ),
    ),
    Bureau(
        "交警大队",
        "Traffic Police",
        "traffic",
        "car",
        "170",
        _objects(
            "机动车驾驶证=driving licence;机动车行驶证=vehicle licence;机动车号牌=number plate;"
            "电动自行车登记=e-bike registration;违法记录=offence record;检验合格标志=inspection mark;"
            "驾驶人身体条件=driver health report;货车通行证=truck pass;校车驾驶资格=school bus title;"
            "临时号牌=temporary plate;机动车抵押=vehicle mortgage;事故认定书=accident finding;"
            "驾驶证审验=licence review;学习驾驶证明=learner permit;互联网选号=plate choice;"
            "残疾人专用汽车=adapted car"
        ),
    ),
    Bureau(
        "教育局",
        "Education",
        "education_work",
        "graduation-cap",
        "040",
        _objects(
            "义务教育入学=school enrolment;中小学转学=school transfer;教师资格证=teacher certificate;"
            "学历证书=school diploma;普通话证书=Mandarin certificate;助学金=student grant;"
            "助学贷款=student loan;民办学校许可=private school licence;校外培训许可=tutoring licence;"
            "幼儿园登记=kindergarten registration;课后服务=after-school care;考试成绩=exam result;"
            "学籍档案=school file;特殊教育评估=special needs report;自学考试=self-study exam;"
            "校车许可=school bus licence"
        ),
    ),
    Bureau(
        "市场监管局",
        "Market Regulation",
        "business",
        "storefront",
        "080",
        _objects(
            "营业执照=business licence;食品经营许可=food licence;个体工商户=sole trader;股权出质=share pledge;"
            "药品经营许可=pharmacy licence;特种设备使用登记=special equipment;计量器具=measuring device;"
            "商标印制=trademark print;企业名称=company name;经营场所=premises;法定代表人=legal representative;"
            "公司章程=articles;健康证=health card;小作坊登记=workshop registration;广告发布=advertisement;"
            "企业年报=annual report"
        ),
    ),
)

TRADITIONAL = str.maketrans(
    "云桥区县临江门会险办证变换销询备预约单卡养关系伤认业资书创劳动补贴灵参医异就诊记录门疗户账疗亲济号织电凭档乡"
    "务传张产权证护发换领订单议构应龄员满岁为时间这个办结审报决须现场说话体长达与无简见对该么们给样从让过还没准备两际实统条规",
    "雲橋區縣臨江門會險辦證變換銷詢備預約單卡養關係傷認業資書創勞動補貼靈參醫異就診記錄門療戶賬療親濟號織電憑檔鄉"
    "務傳張產權證護發換領訂單議構應齡員滿歲為時間這個辦結審報決須現場說話體長達與無簡見對該麼們給樣從讓過還沒準備兩際實統條規",
)
"""Character by character: enough for texts that nobody takes for real"""
