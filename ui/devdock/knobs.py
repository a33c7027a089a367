"""The buttons of the dock, as data: which knob of which simulated device each turns, and when it is lit.

Knobs are those of the control socket (``devices/bench/<kind>.py``); the tests turn every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Turn:
    """One line to the control socket."""

    device: str
    do: str
    args: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def as_plain(self) -> dict[str, object]:
        """For JSON."""
        return {"device": self.device, "do": self.do, "args": dict(self.args)}


@dataclass(frozen=True, slots=True)
class Knob:
    """One button. Pressed while it is lit it does `back`, where it has one.

    `lit` is a place in the device's state (dots lead inside) and what is there, or among others there, while it is on.
    """

    text: str
    turns: tuple[Turn, ...]
    lit: tuple[str, object] | None = None
    back: tuple[Turn, ...] = ()
    back_text: str = ""

    def as_plain(self) -> dict[str, object]:
        """For JSON."""
        return {
            "text": self.text,
            "turns": [turn.as_plain() for turn in self.turns],
            "lit": list(self.lit) if self.lit else [],
            "back": [turn.as_plain() for turn in self.back],
            "backText": self.back_text or self.text,
        }


@dataclass(frozen=True, slots=True)
class Group:
    """One device: `key` is its role, or its name on the bench where it has none; `device` is whose state is shown."""

    key: str
    title: str
    device: str
    knobs: tuple[Knob, ...] = ()
    notes: tuple[str, ...] = ()
    """places in its state, shown as they are"""
    people: bool = False
    """whether cards are laid on it"""
    opened: bool = False
    wires: tuple[str, ...] = ()
    """devices whose wires its knobs spoil, one at a time: `WIRE` stands for the chosen one"""

    def as_plain(self) -> dict[str, object]:
        """For JSON."""
        return {
            "key": self.key,
            "title": self.title,
            "device": self.device,
            "knobs": [knob.as_plain() for knob in self.knobs],
            "notes": list(self.notes),
            "people": self.people,
            "opened": self.opened,
            "wires": list(self.wires),
        }


WIRE = "@wire"
CODES: Mapping[str, str] = MappingProxyType(
    {"网址 URL": "https://zwfw.example/c/B-2041", "条码 EAN-13": "6901234567892", "汉字 GB18030": "领卡凭证 B-2041"}
)
"""what the simulated scanner is shown: nobody's data"""
OPERATORS = (
    *("drop", "truncate", "flip", "noise", "duplicate", "delay", "gap", "split", "merge", "wrong_length"),
    *("wrong_checksum", "stale", "unsolicited", "echo", "silence", "busy", "drip", "hang_up", "hang_up_and_return"),
    *("garbage", "flood", "nuls"),
)
"""what can be wrong with a wire, see ``devices/bench/wire_faults.py``"""


def groups(roles: Mapping[str, str]) -> tuple[Group, ...]:
    """The groups of a kiosk with these devices, driver by role; then what lies outside it."""
    made = tuple(_MAKERS[role](driver) for role, driver in roles.items() if role in _MAKERS)
    wired = tuple(group.device for group in made if group.key in _WIRED)
    return (*made, _payment(), _network(), _wires(wired), _sockets(roles))


def _on(device: str, do: str, /, **args: object) -> Turn:
    return Turn(device, do, MappingProxyType(args))


def _push(device: str, text: str, do: str, lit: tuple[str, object] | None = None, /, **args: object) -> Knob:
    return Knob(text, (_on(device, do, **args),), lit)


def _flag(device: str, text: str, do: str) -> Knob:
    """On at the first press, off at the next."""
    return Knob(text, (_on(device, do, on=True),), (do, True), (_on(device, do, on=False),))


def _pair(device: str, text: str, do: str, back_text: str, back: str, lit: tuple[str, object]) -> Knob:
    return Knob(text, (_on(device, do),), lit, (_on(device, back),), back_text)


def _plug(device: str) -> Knob:
    return _pair(device, "拔掉 unplug", "unplug", "插上 replug", "replug", ("plugged", False))


def _other_name(device: str) -> Knob:
    """Out, and back under a name that no kernel would give it next."""
    turns = (_on("host", "return_as", of=device, tty="ttyUSB42"), _on(device, "unplug"), _on(device, "replug"))
    return Knob("换个口名 ttyUSB42", turns)


def _id_card_reader(driver: str) -> Group:
    hid = driver == "id_card_reader.sam_v_hid"
    device = "id_card_reader_hid" if hid else "id_card_reader"
    knobs = (
        _push(device, "拿走 lift", "lift"),
        _push(device, "读到一半拿走", "lift_during_read", after_bytes=400),
        _pair(device, "自检失败", "self_test_failed", "恢复正常", "healthy", ("refusal", "self_test_failed")),
        _pair(device, "未授权", "unauthorised", "恢复正常", "healthy", ("refusal", "unauthorised")),
        _plug(device),
        *(() if hid else (_other_name(device),)),
    )
    title = "身份证 ID card" + (" · HID" if hid else "")
    return Group("id_card_reader", title, device, knobs, ("card", "progress"), people=True, opened=True)


def _receipt_printer(_driver: str) -> Group:
    device = "receipt_printer"
    knobs = (
        _push(device, "没纸 empty", "empty_paper", ("paper", "end")),
        _push(device, "装纸 load", "load_paper"),
        _push(device, "快没纸 near end", "near_end", ("paper", "near_end")),
        _pair(device, "开盖 cover", "cover_open", "合盖 close", "cover_close", ("cover", "open")),
        _pair(device, "切刀卡住 cutter", "cutter_jam", "清切刀 clear", "clear_cutter", ("faults", "cutter")),
        _pair(device, "过热 overheat", "overheat", "凉了 cool down", "cool_down", ("faults", "hot")),
        _pair(device, "不应答 silent", "silent", "应答 answer", "unsilent", ("faults", "silent")),
        _push(device, "取走回执 take", "take_paper"),
        _plug(device),
        _other_name(device),
    )
    return Group(device, "回执打印机 receipts", device, knobs, ("paper", "paper_left_mm", "faults"))


def _document_printer(_driver: str) -> Group:
    device = "document_printer"
    knobs = (
        _push(device, "没纸 empty", "empty_paper", ("sheets", 0)),
        _push(device, "装纸 load", "load_paper"),
        _pair(device, "卡纸 jam", "jam", "清卡纸 clear", "clear", ("faults", "jam")),
        _pair(device, "开盖 cover", "cover_open", "合盖 close", "cover_close", ("faults", "cover_open")),
        _pair(device, "没墨粉 toner", "toner_empty", "装墨粉 toner", "load_toner", ("toner_percent", 0)),
        _pair(device, "停机 stop", "stop", "恢复 resume", "resume", ("faults", "paused")),
        _push(device, "取走纸 take", "take_paper"),
        _plug(device),
    )
    return Group(device, "A4 打印机 A4 printer", device, knobs, ("sheets", "toner_percent", "reasons"))


def _document_camera(_driver: str) -> Group:
    device = "document_camera"
    pages = ("contract-1", "contract-2")
    knobs = (
        *(_push(device, f"放 {page}", "lay", ("page", page), page=page, angle=3) for page in pages),
        _push(device, "拿走 clear", "clear"),
        _push(device, "全部复原 reset", "reset"),
        *(_flag(device, text, do) for text, do in _PICTURE),
        _plug(device),
    )
    return Group(device, "拍摄台 camera", device, knobs, ("page", "plate", "viewers"), opened=True)


_PICTURE = (
    ("模糊 blur", "blur"),
    ("反光 glare", "glare"),
    ("出界 cut", "cut"),
    ("太暗 dark", "dark"),
    ("全黑 black", "black"),
    ("停住 stall", "stall"),
    ("冻住 freeze", "freeze"),
    ("半张图 half JPEG", "half_jpeg"),
)


def _face_camera(_driver: str) -> Group:
    device = "face_camera"
    knobs = (
        *(_push(device, f"站 {n} 人 stand", "stand", ("faces", n), faces=n) for n in (1, 2, 3)),
        _push(device, "走开 leave", "leave", ("faces", 0)),
        _push(device, "太近 near", "stand", faces=1, where="near"),
        _push(device, "太远 far", "stand", faces=1, where="far"),
        _push(device, "灯暗 dark", "light", kind="dark"),
        _push(device, "灯亮 light", "light", kind="normal"),
        _flag(device, "晃动 moving", "moving"),
        _flag(device, "背光 behind", "behind"),
        *(_flag(device, text, do) for text, do in _PICTURE if do in ("black", "stall", "freeze", "half_jpeg")),
        _push(device, "全部复原 reset", "reset"),
        _plug(device),
    )
    return Group(device, "人脸摄像头 face camera", device, knobs, ("faces", "light", "viewers"))


def _code_scanner(driver: str) -> Group:
    device = "code_scanner"
    if driver == "code_scanner.keyboard":
        scans = tuple(_push(device, f"扫 {name}", "type", text=text) for name, text in CODES.items() if text.isascii())
        rest: tuple[Knob, ...] = ()
    else:
        encoding = {name: "gb18030" if "GB18030" in name else "utf-8" for name in CODES}
        scans = tuple(
            _push(device, f"扫 {name}", "scan", text=text, encoding=encoding[name]) for name, text in CODES.items()
        )
        rest = (
            _push(device, "扫半个 partial", "partial", text="https://zwfw.example/half"),
            _push(device, "乱码 raw", "raw", hex="1b5b41ff0d"),
            _push(device, "超长 flood", "flood", bytes=9000),
            _other_name(device),
        )
    return Group(device, "扫码器 code scanner", device, (*scans, *rest, _plug(device)), ("scans",))


def _smart_card_reader(_driver: str) -> Group:
    device = "smart_card_reader"
    knobs = (
        *(_push(device, f"插 {card}", "insert", ("card", card), card=card) for card in ("wang", "li")),
        _push(device, "别的卡 blank", "insert", ("card", "blank"), card="blank"),
        _push(device, "插反 mute", "insert_mute", ("card", "mute")),
        _push(device, "拔卡 remove", "remove"),
        _push(device, "读到一半拔卡", "remove_after", apdus=3),
        _push(device, "答错一次 garble", "garble"),
        _push(device, "停服务 pcscd", "stop_service"),
        _push(device, "起服务 pcscd", "start_service"),
        _plug(device),
    )
    return Group(device, "社保卡读卡器 smart card", device, knobs, ("card",))


def _cabinet(_driver: str) -> Group:
    device = "cabinet"
    knobs = (
        *(
            Knob(
                text,
                (_on(device, "feel", sensor=sensor),),
                (f"sensors.{sensor}", True),
                (_on(device, "calm", sensor=sensor),),
                back_text,
            )
            for text, back_text, sensor in (
                ("开门 open door", "关门 close door", "door"),
                ("有人走近 near", "人走了 gone", "proximity"),
                ("出纸口有纸 tray", "取走纸 tray", "tray"),
            )
        ),
        _push(device, "抖一下 chatter", "chatter", sensor="door"),
        _push(device, "灯全灭 dark", "dark"),
        _flag(device, "不应答 silent", "silent"),
        _flag(device, "说忙 busy", "busy"),
        _plug(device),
        _other_name(device),
    )
    return Group(device, "机柜 cabinet", device, knobs, ("lights",), opened=True)


def _power_supply(_driver: str) -> Group:
    device = "power_supply"
    knobs = (
        _pair(device, "停电 mains fail", "mains_fail", "来电 mains return", "mains_return", ("on_battery", True)),
        _push(device, "电池快空 low", "battery_low", ("battery_low", True)),
        _push(device, "误报一次 blink", "blink_low"),
        _pair(device, "电源坏 fail", "fail", "修好 repair", "repair", ("failed", True)),
        _push(device, "负载 load 85%", "load", ("load_percent", 85), percent=85),
        _push(device, "坏一帧 garble", "garble"),
        _pair(device, "不应答 silent", "silent", "应答 speak", "speak", ("silent", True)),
        _plug(device),
        _other_name(device),
    )
    return Group(device, "不间断电源 UPS", device, knobs, ("on_battery", "battery_low", "load_percent"))


def _hardware_watchdog(_driver: str) -> Group:
    device = "hardware_watchdog"
    knobs = (
        _push(device, "限时 timeout 8 s", "timeout", ("timeout_s", 8), seconds=8),
        _push(device, "限时 timeout 60 s", "timeout", ("timeout_s", 60), seconds=60),
        _push(device, "忘掉咬过 calm", "calm"),
        _plug(device),
    )
    return Group(device, "硬件看门狗 watchdog", device, knobs, ("armed", "fed", "bites", "timeout_s"))


def _payment() -> Group:
    device = "payment"
    knobs = (
        _push(device, "付款 pay", "pay"),
        _push(device, "结果未知 pending", "pending"),
        _push(device, "付款失败 fail", "fail"),
        _pair(device, "断线 cut", "cut", "恢复 restore", "restore", ("cut", True)),
    )
    return Group(device, "付款 payment", device, knobs, ("paid_fen", "refunded_fen", "kept_fen"), opened=True)


def _network() -> Group:
    device = "network"
    knobs = (
        _pair(device, "断网 cut", "cut", "恢复 restore", "restore", ("cut", True)),
        _push(device, "丢两个回答", "lose_answers", count=2),
        _push(device, "慢 delay 2 s", "delay", ("delay_ms", 2000), ms=2000),
        _push(device, "不慢 no delay", "delay", ms=0),
    )
    return Group(device, "网络 network", device, knobs, ("cut", "carried", "lose_left"), opened=True)


def _wires(devices: tuple[str, ...]) -> Group:
    """Until calmed: `times` 0."""
    knobs = (
        Knob("线路正常 calm", (_on(WIRE, "calm"),)),
        *(Knob(each, (_on(WIRE, "fault", operator=each, times=0),), ("wire", each)) for each in OPERATORS),
    )
    return Group("wires", "线路毛病 wire faults", WIRE, knobs, ("wire",), wires=devices)


def _sockets(roles: Mapping[str, str]) -> Group:
    pair = ("cabinet", "power_supply")
    if not set(pair) <= set(roles):
        return Group("host", "插口 sockets", "host")
    turns = (
        *(_on(each, "unplug") for each in pair),
        _on("host", "swap", first=pair[0], second=pair[1]),
        *(_on(each, "replug") for each in pair),
    )
    return Group("host", "插口 sockets", "host", (Knob("机柜、UPS 对调", turns),))


_WIRED = frozenset(
    {"id_card_reader", "receipt_printer", "document_printer", "document_camera", "face_camera", "code_scanner"}
    | {"smart_card_reader", "cabinet", "power_supply"}
)
_MAKERS = MappingProxyType(
    {
        "id_card_reader": _id_card_reader,
        "receipt_printer": _receipt_printer,
        "document_printer": _document_printer,
        "document_camera": _document_camera,
        "face_camera": _face_camera,
        "code_scanner": _code_scanner,
        "smart_card_reader": _smart_card_reader,
        "cabinet": _cabinet,
        "power_supply": _power_supply,
        "hardware_watchdog": _hardware_watchdog,
    }
)
