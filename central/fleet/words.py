"""The fleet in words for people: devices, faults, reasons, times. What has no word here is shown as it came."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import starmap

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.fleet.forecast import Forecast, Sure
from central.fleet.health import Trouble
from kiosk.protocol.fleet import LookEnd, look_end

Words = str | Promise

ROLES: Mapping[str, Words] = {
    "id_card_reader": _("身份证阅读器"),
    "receipt_printer": _("凭条打印机"),
    "document_printer": _("文档打印机"),
    "document_camera": _("高拍仪"),
    "face_camera": _("人脸相机"),
    "code_scanner": _("扫码器"),
    "smart_card_reader": _("社保卡读卡器"),
    "cabinet": _("机柜"),
    "power_supply": _("不间断电源"),
    "hardware_watchdog": _("硬件看门狗"),
    "scan_to_pay": _("扫码缴费"),
}
STATES: Mapping[str, Words] = {
    "disabled": _("已停用"),
    "starting": _("启动中"),
    "online": _("正常"),
    "degraded": _("可用，需处理"),
    "suspended": _("恢复中"),
    "busy": _("使用中"),
    "offline": _("无应答"),
    "no_device": _("未接设备"),
    "hardware_error": _("硬件故障"),
    "user_error": _("需人处理"),
}
FAULTS: Mapping[str, Words] = {
    "lost": _("设备不在"),
    "no_answer": _("没有应答"),
    "paper_out": _("缺纸"),
    "paper_low": _("纸将用完"),
    "jam": _("卡纸"),
    "cover_open": _("盖子打开"),
    "cutter": _("切刀故障"),
    "overheated": _("过热"),
    "toner_empty": _("墨粉用完"),
    "hardware": _("硬件故障"),
    "stalled": _("没有画面"),
    "in_doubt": _("结果不明"),
    "self_test_failed": _("自检未通过"),
}
CLOSED: Mapping[str, Words] = {
    "withdrawn": _("按指令暂停"),
    "release_due": _("等待必须的新版本"),
    "door_open": _("柜门打开"),
    "tamper": _("防拆报警"),
    "battery": _("正在用电池"),
    "power": _("断电"),
    "key_switch": _("维护钥匙已打开"),
}
REASONS: Mapping[str, Words] = {
    "counter.only": _("只能到窗口办理"),
    "queue.full": _("待发的件太多或磁盘将满"),
    "hours.closed": _("不在开放时间"),
    "member.missing": _("必办的事项这里不办"),
    "device.missing": _("缺少所需的设备或功能"),
    "network.down": _("连不上平台"),
    "withdrawn": _("已紧急下架"),
    "expired": _("已过有效期"),
    "planned": _("还没到计划生效日期"),
    "not_in_release": _("所用版本中没有"),
    "closed": _("整机暂停服务"),
    "silent": _("失联，以下按最后一次心跳推算"),
}
SUPPLIES: Mapping[str, Words] = {
    "toner": _("墨粉"),
    "ink": _("墨水"),
    "drum": _("硒鼓"),
    "fuser": _("定影器"),
    "waste": _("废粉盒"),
    "paper": _("纸张"),
    "other": _("其他耗材"),
}
_WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
_NEAR = timedelta(days=6)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def role_words(role: str) -> str:
    """The device's name."""
    return str(ROLES.get(role, role))


def fault_words(fault: str) -> str:
    """What is wrong with a device; the code where there is no word."""
    return str(FAULTS.get(fault.partition(".")[2], fault))


def closed_words(closed: str) -> str:
    """Why a kiosk lets nobody in."""
    return str(CLOSED.get(closed, closed))


def reason_words(reason: str) -> str:
    """Why a matter cannot be done; ``document_printer.down`` is said by the device's name."""
    role, _dot, what = reason.rpartition(".")
    if reason not in REASONS and what == "down":
        return gettext("%(device)s不可用") % {"device": role_words(role)}
    return str(REASONS.get(reason, reason))


def supply_words(name: str, kind: str) -> str:
    """``document_printer.black`` as 文档打印机 墨粉 black."""
    role, _dot, own = name.partition(".")
    what = str(SUPPLIES.get(kind, kind))
    return f"{role_words(role)} {what}" + ("" if own == kind else f" {own}")


def forecast_words(found: Forecast, kind: str, now: datetime) -> str:
    """``缺纸 约周四 14:00``, or why nobody can tell."""
    match found.sure:
        case Sure.YES if found.empty_at is not None:
            what = gettext("缺纸") if kind == "paper" else gettext("用完")
            return gettext("%(what)s 约%(when)s") % {"what": what, "when": _about(found.empty_at, now)}
        case Sure.EMPTY:
            return gettext("已用完")
        case Sure.FAR:
            return gettext("可用 90 天以上")
        case Sure.NO_LEVEL:
            return gettext("没有余量传感器，无法预测")
        case _:
            return gettext("数据不足，暂不预测")


def first_empty_words(supply: str, kind: str, percent: int, empty_at: datetime, now: datetime) -> str:
    """``文档打印机 墨粉 black 用完 约周四 14:00``: what is first, and about when; never in the past."""
    found = Forecast(Sure.YES if percent else Sure.EMPTY, percent, max(empty_at, now))
    return f"{supply_words(supply, kind)} {forecast_words(found, kind, now)}"


def ago_words(seconds: float) -> str:
    """How long ago, or how long."""
    if seconds < _MINUTE:
        return gettext("%d 秒") % seconds
    if seconds < 2 * _HOUR:
        return gettext("%d 分钟") % (seconds // _MINUTE)
    if seconds < 2 * _DAY:
        return gettext("%d 小时") % (seconds // _HOUR)
    return gettext("%d 天") % (seconds // _DAY)


def detail_words(kind: str, detail: str) -> str:
    """The facts of an alarm (`central.fleet.alarms.details_of`)."""
    match kind:
        case Trouble.CLOSED:
            return closed_words(detail)
        case Trouble.DEVICE:
            return "；".join(starmap(_device, _pairs(detail)))
        case Trouble.SUPPLY:
            return "；".join(
                f"{role_words(name.partition('.')[0])} {level and level + ' %'}".strip()
                for name, level in _pairs(detail)
            )
        case Trouble.QUEUE:
            depth, _equals, oldest = detail.partition("=")
            return gettext("%(n)s 件，最早 %(age)s") % {"n": depth, "age": ago_words(float(oldest or 0))}
        case Trouble.DEAD:
            return gettext("%s 件") % detail
        case Trouble.CLOCK:
            return gettext("%s 秒") % detail
        case Trouble.DISK:
            return gettext("剩 %.1f GB") % (int(detail or 0) / 1e9)
        case Trouble.RELEASE:
            return look_words(detail)
        case _:
            return detail


_LOOKS: tuple[tuple[str, Promise], ...] = (
    (r"release (\d+) is in use", _("发布版 {0} 在用")),
    (r"release (\d+) is ready, and is used as soon as nobody is here", _("发布版 {0} 已就绪，没有人办事时启用")),
)
_LOOK_ENDS: Mapping[LookEnd, Promise] = {
    LookEnd.NOT_REACHED: _("取不到发布内容：{why}"),
    LookEnd.NOT_BELIEVED: _("发布内容的签名或有效期不对：{why}"),
    LookEnd.REFUSED: _("发布版 {release} 不能用：{why}"),
    LookEnd.TAKEN_BACK: _("发布版 {release} 启用后又退回：{why}"),
}


def look_words(said: str) -> str:
    """What came of a kiosk's last look for releases (`Heartbeat.release_said`); a reason stays as the program gives it."""
    for pattern, words in _LOOKS:
        if found := re.fullmatch(pattern, said):
            return str(words).format(*found.groups())
    end, (head, _colon, why) = look_end(said), said.partition(": ")
    if end is None:
        return said
    release = re.search(r"\d+", head)
    return str(_LOOK_ENDS[end]).format(release=release[0] if release else "", why=why)


_BREAKS: tuple[tuple[str, Promise], ...] = (
    (r"the log ends at entry (\d+); it had (\d+)", _("日志到第 {0} 条就没有了，此前已有 {1} 条")),
    (r"entry (\d+) is another than before", _("第 {0} 条和此前的不一样")),
    (r"entry (\d+) is missing", _("缺第 {0} 条")),
    (r"entry (\d+) is missing, and the platform was told of it", _("缺第 {0} 条，平台此前已知道有这条")),
    (r"entry (\d+) is not what was written", _("第 {0} 条不是当时写下的内容")),
    (r"entry (\d+) is not the one that the platform was told of", _("第 {0} 条和告诉过平台的不一样")),
)


def break_words(why: str) -> str:
    """Why an audit log does not fit (`kiosk.protocol.audit_chain.first_break`, `central.fleet.trail`)."""
    for pattern, said in _BREAKS:
        if found := re.fullmatch(pattern, why):
            return str(said).format(*found.groups())
    return why


def _device(role: str, fault: str) -> str:
    return f"{role_words(role)}：{fault_words(fault)}"


def _pairs(detail: str) -> list[tuple[str, str]]:
    parts = (one.partition("=") for one in detail.split())
    return [(name, value) for name, _equals, value in parts]


def _about(moment: datetime, now: datetime) -> str:
    local = timezone.localtime(moment + timedelta(minutes=30))
    if moment - now <= _NEAR:
        return f"{_WEEKDAYS[local.weekday()]} {local:%H}:00"
    return gettext("%(month)d月%(day)d日") % {"month": local.month, "day": local.day}
