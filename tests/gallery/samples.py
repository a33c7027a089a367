"""Sample views, one dict a screen and language: what the bridge would hand over. Invented data only.

``SAMPLES[name]`` answers ``(screen, view_of(language), chrome changes)``; the name is also the picture's file name.
Every other room adds its screens by putting a module ``samples_<room>.py`` beside this one with its own ``SAMPLES``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    screen: str
    view: Callable[[str], dict[str, Any]]
    chrome: dict[str, Any] = field(default_factory=dict)
    design: str = ""
    variants: tuple[str, ...] = ("normal", "elder")


def pick(language: str, zh: str, en: str) -> str:
    """One of two texts."""
    return en if language == "en" else zh


def away(**changes: Any) -> dict[str, Any]:
    """The sheet that asks for the card, with 18 s left."""
    asked = {"open": True, "seconds": 18, "total": 25, "reading": False, "trouble": "", "advice": "", "money": False}
    return {**asked, **changes}


def chrome(language: str, **changes: Any) -> dict[str, Any]:
    """The shell's data, as in the design's pictures."""
    english = language == "en"
    return {
        "zone": "Beiqiao 24-hour Service Zone" if english else "北桥街道 24小时自助服务区",
        "network": "online",
        "dateText": "Sat 22 Nov" if english else "11月22日 周六",
        "clockText": "09:41",
        "secondsLeft": 84,
        "idleTotal": 90,
        "canGoBack": True,
        "inVisit": True,
        "locked": False,
        "steps": [],
        "matterTitle": "",
        "stepText": "",
        "language": language,
        "elder": False,
        "night": False,
        "reach": False,
        "helpOpen": False,
        "helpText": pick(language, "您填的内容都还在，不会丢", "Nothing you typed is lost"),
        "helpWays": [],
        "timeout": {"open": False, "seconds": 0, "total": 30, "cardOnReader": False},
        "cardAway": away(open=False),
        "leave": {"open": False, "money": False, "cardOnReader": True},
        "leftCard": {"open": False, "other": False, "onReader": True},
        **changes,
    }


def home(scene: str, greeting: str) -> Callable[[str], dict[str, Any]]:
    def view(lang: str) -> dict[str, Any]:
        def tile(key: str, icon: str, zh: str, en: str) -> dict[str, Any]:
            return {"key": key, "icon": icon, "title": pick(lang, zh, en)}

        def quick(key: str, icon: str, zh: tuple[str, str], en: tuple[str, str]) -> dict[str, Any]:
            title, caption = en if lang == "en" else zh
            return {"key": key, "icon": icon, "title": title, "caption": caption, "enabled": True}

        def bundle(key: str, icon: str, tone: str, title: tuple[str, str], count: int) -> dict[str, Any]:
            caption = pick(lang, f"含 {count} 件事", f"{count}-in-1")
            return {"key": key, "icon": icon, "tone": tone, "title": pick(lang, *title), "caption": caption}

        def elder(key: str, icon: str, tone: str, zh: tuple[str, str], en: tuple[str, str]) -> dict[str, Any]:
            title, caption = en if lang == "en" else zh
            return {"key": key, "icon": icon, "tone": tone, "title": title, "caption": caption}

        return {
            "scene": scene,
            "greeting": greeting,
            "popular": [
                {"code": "sbk", "title": pick(lang, "社保卡补领", "Soc. card")},
                {"code": "jzz", "title": pick(lang, "居住证签注", "Residence")},
                {"code": "gjj", "title": pick(lang, "公积金提取", "House fund")},
                {"code": "jsz", "title": pick(lang, "驾驶证换证", "License")},
            ],
            "quick": [
                quick("progress", "clipboard-text", ("办件进度", "查我的办件"), ("My cases", "Track")),
                quick("print", "printer", ("亮证打印", "电子证照"), ("Print", "E-licences")),
                quick("queue", "ticket", ("预约取号", "去窗口办"), ("Queue", "Get a ticket")),
                quick("hotline", "headset", ("投诉建议", "12345"), ("12345", "Hotline")),
                quick("policies", "newspaper", ("政务公开", "看政策"), ("Open gov", "Policies")),
            ],
            "bundles": [
                bundle("birth", "baby", "info", ("新生儿出生", "New baby"), 7),
                bundle("retire", "armchair", "ok", ("退休", "Retirement"), 5),
                bundle("company", "storefront", "warn", ("开办企业", "New business"), 6),
            ],
            "bundleTotal": 24,
            "themes": [
                tile("insurance", "shield-check", "社会保障", "Benefits"),
                tile("health", "first-aid-kit", "医疗健康", "Health"),
                tile("housing", "house-line", "住房安居", "Housing"),
                tile("identity", "identification-card", "户籍身份", "Identity"),
                tile("travel", "airplane-tilt", "出入境", "Travel"),
                tile("vehicles", "car", "交通车辆", "Vehicles"),
                tile("school", "graduation-cap", "教育就业", "School"),
                tile("all", "squares-four", "全部分类", "All topics"),
            ],
            "elderTiles": [
                elder(
                    "sbk", "identification-card", "info", ("补社保卡", "丢了坏了都能办"), ("New card", "Lost or broken")
                ),
                elder("health", "first-aid-kit", "ok", ("看病医保", "查余额、报销"), ("Health", "Balance, refunds")),
                elder("pension", "fingerprint", "ok", ("养老金认证", "刷脸就行"), ("Pension", "Just your face")),
                elder("senior", "bus", "warn", ("敬老卡", "办卡、换卡"), ("Senior card", "Apply, renew")),
                elder(
                    "progress", "clipboard-text", "info", ("查进度", "我办的事到哪了"), ("My cases", "How far they are")
                ),
                elder("more", "squares-four", "info", ("更多事项", "全部都在这"), ("More", "Everything else")),
            ],
        }

    return view


def search(query: str) -> Callable[[str], dict[str, Any]]:
    """Found by initials, in Chinese even on the English screen: the matters' own titles."""

    def row(title: str, hits: str, meta: str, icon: str, chip: str) -> dict[str, Any]:
        parts = [{"text": letter, "hit": letter in hits} for letter in title]
        joined: list[dict[str, Any]] = []
        for part in parts:
            if joined and not part["hit"] and not joined[-1]["hit"]:
                joined[-1] = {"text": joined[-1]["text"] + part["text"], "hit": False}
            else:
                joined.append(part)
        return {"code": title, "parts": joined, "meta": meta, "icon": icon, "chip": chip}

    def view(lang: str) -> dict[str, Any]:
        here, papers = (
            pick(lang, "区人社局 · 约 {} 分钟 · ", "Social security · {} min · "),
            pick(lang, "拍 1 份材料", "1 paper"),
        )
        none, now = pick(lang, "不用带材料", "no papers"), pick(lang, "当场知道", "at once")
        bank = pick(lang, "需本人到合作银行网点办理", "In person at the bank")
        rows = [
            row("社会保障卡补领", "社保卡", here.format(8) + papers, "identification-card", "here"),
            row("社会保障卡挂失与解挂", "社保卡", here.format(2) + none, "lock-key", "here"),
            row("社会保障卡制卡进度查询", "社保卡", here.format(1) + now, "clock", "here"),
            row("社会保障卡金融账户激活", "社保卡", bank, "bank", "counter"),
        ]
        empty = {
            "query": query,
            "heading": "",
            "browsing": False,
            "found": 0,
            "page": 1,
            "pages": 1,
            "candidates": [],
            "results": [],
        }
        if query != "sbk":
            return empty
        candidates = ["社保卡", "社会保障卡", "社保卡挂失"]
        return {**empty, "found": 6, "pages": 2, "candidates": candidates, "results": rows}

    return view


def guide(lang: str) -> dict[str, Any]:
    """The card matter, before it starts."""

    def fact(label: tuple[str, str], value: tuple[str, str], note: tuple[str, str]) -> dict[str, str]:
        return {"label": pick(lang, *label), "value": pick(lang, *value), "note": pick(lang, *note)}

    def paper(icon: str, title: tuple[str, str], note: tuple[str, str], tag: str) -> dict[str, str]:
        return {"icon": icon, "title": pick(lang, *title), "note": pick(lang, *note), "tag": tag}

    steps = [
        ("identification-card", "刷身份证", "ID card"),
        ("list-bullets", "核对信息", "Check"),
        ("camera", "拍材料", "Photos"),
        ("pen-nib", "签名", "Sign"),
        ("qr-code", "扫码付费", "Pay"),
        ("receipt", "取回执", "Receipt"),
    ]
    return {
        "title": pick(lang, "社会保障卡补领", "Replace a social security card"),
        "subtitle": pick(lang, "云桥区人社局 · 个人事项 · 在本机就能办完", "Yunqiao bureau · personal · finished here"),
        "verdict": "finish",
        "reason": "",
        "canStart": True,
        "canPrint": True,
        "more": True,
        "printing": False,
        "printLabel": pick(lang, "打印指南", "Print"),
        "paperText": "",
        "paperTone": "",
        "facts": [
            fact(("在本机要用", "Time here"), ("约 8 分钟", "About 8 min"), ("6 步", "6 steps")),
            fact(("多久办好", "Finished in"), ("3 个工作日", "3 working days"), ("法定 20 个工作日", "By law: 20")),
            fact(("费用", "Fee"), ("20 元", "¥20"), ("工本费，扫码付", "Card, by phone")),
            fact(("材料", "Papers"), ("拍 1 份", "1 photo"), ("其余 3 份免提交", "3 not needed")),
        ],
        "who": [
            {"text": pick(lang, "社保卡丢了或坏了，由本人来办", "You lost or broke your own card"), "tone": "ok"},
            {"text": pick(lang, "正在本市参加社会保险", "You are insured in this city"), "tone": "ok"},
            {
                "text": pick(lang, "16 岁以下，请监护人带户口簿到窗口办", "Under 16: a guardian, at the counter"),
                "tone": "info",
            },
        ],
        "materials": [
            paper(
                "identification-card", ("居民身份证", "ID card"), ("放上感应区自动读取", "Read by the machine"), "free"
            ),
            paper(
                "user-rectangle", ("证件照片", "Photograph"), ("从公安人像库调用", "From the police register"), "free"
            ),
            paper(
                "house-line", ("居住登记", "Residence record"), ("从电子证照库调用", "From the licence store"), "free"
            ),
            paper(
                "file-text",
                ("租房合同或房产证", "Lease or deed"),
                ("没带也能先办，3 个工作日内补交", "Can follow within 3 working days"),
                "scan",
            ),
        ],
        "steps": [{"icon": icon, "label": pick(lang, zh, en)} for icon, zh, en in steps],
    }


def guide_blocked(lang: str) -> dict[str, Any]:
    """The same matter while the A4 printer has no paper: why, and where instead."""
    chinese, english = (
        "打印机没纸了。请去旁边的 2 号机，往右 3 米",
        "Out of paper. Use machine 2 at the right",
    )
    reason = pick(lang, chinese, english)
    subtitle = pick(lang, "云桥区人社局 · 个人事项", "Yunqiao bureau · personal")
    blocked = {"verdict": "not", "canStart": False, "canPrint": False, "reason": reason, "subtitle": subtitle}
    return {**guide(lang), **blocked}


def attract(scene: str, clock: str) -> Callable[[str], dict[str, Any]]:
    def view(lang: str) -> dict[str, Any]:
        return {
            "scene": scene,
            "clockText": clock,
            "dateText": pick(lang, "11月23日 周日", "Sunday 23 November"),
            "zone": pick(lang, "北桥街道 24小时自助服务区", "Beiqiao 24-hour Service Zone"),
            "network": "online",
            "serviceCount": pick(lang, "300 多", "300+"),
        }

    return view


SAMPLES: dict[str, Sample] = {
    "home-day": Sample("home", home("day", "morning"), {"inVisit": False, "canGoBack": False}, "01b-home-day"),
    "home-dusk": Sample("home", home("dusk", "evening"), {"inVisit": False, "canGoBack": False}, "", ("normal",)),
    "home-night": Sample(
        "home",
        home("night", "night"),
        {"inVisit": False, "canGoBack": False, "night": True, "clockText": "22:36"},
        "01c-home-night",
    ),
    "home-reach": Sample(
        "home",
        home("day", "morning"),
        {"inVisit": False, "canGoBack": False, "reach": True},
        "17-reach-mode-home",
        ("normal",),
    ),
    "search": Sample("search", search("sbk"), {"inVisit": True, "secondsLeft": 88}, "02-search-initials"),
    "search-empty": Sample("search", search(""), {}, "", ("normal",)),
    "search-none": Sample("search", search("qqq"), {}, "", ("normal",)),
    "guide": Sample("guide", guide, {}, "03-guide"),
    "guide-blocked": Sample("guide", guide_blocked),
    "guide-night": Sample("guide", guide, {"night": True}, "03b-guide-night", ("normal",)),
    "attract-night": Sample(
        "attract", attract("night", "02:14"), {"night": True, "inVisit": False}, "01a-attract-night", ("normal",)
    ),
    "attract-day": Sample("attract", attract("day", "10:05"), {"inVisit": False}, "", ("normal",)),
    "timeout": Sample(
        "guide",
        guide,
        {"timeout": {"open": True, "seconds": 18, "total": 30, "cardOnReader": True}, "secondsLeft": 18},
        "13-session-timeout",
    ),
    "help": Sample(
        "guide",
        guide,
        {
            "helpOpen": True,
            "helpWays": lambda lang: [
                {
                    "key": "hotline",
                    "icon": "phone-call",
                    "tone": "ok",
                    "title": pick(lang, "拨打 12345", "Call 12345"),
                    "text": pick(lang, "用您的手机打，24 小时有人接", "From your phone, day and night"),
                },
                {
                    "key": "counter",
                    "icon": "map-pin",
                    "title": pick(lang, "到窗口办", "Go to the counter"),
                    "text": pick(
                        lang,
                        "北桥社区事务受理中心，周一到周五 8:30–17:00",
                        "Beiqiao Community Centre, Mon–Fri 8:30–17:00",
                    ),
                },
                {
                    "key": "restart",
                    "icon": "sign-out",
                    "title": pick(lang, "不办了，从头开始", "Start over"),
                    "text": pick(lang, "清除填的信息，回到首页", "Erase what was entered and go home"),
                    "leads": True,
                },
            ],
        },
        "18-help-sheet",
    ),
}
