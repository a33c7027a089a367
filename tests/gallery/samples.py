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
        "helpWays": [],
        "timeout": {"open": False, "seconds": 0, "total": 30, "cardOnReader": False},
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
                {"code": "gjj", "title": pick(lang, "公积金提取", "Housing")},
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
            "canRequestStaff": True,
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
}
