"""How a supervised device stands, in the dock's words: one line, and a colour."""

from typing import Any

from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.metrics import Metrics
from devices.supervisor import Supervisor

_STATES = {
    DeviceState.DISABLED: "已停用",
    DeviceState.STARTING: "正在打开",
    DeviceState.ONLINE: "正常",
    DeviceState.DEGRADED: "能用，要人来",
    DeviceState.SUSPENDED: "正在恢复",
    DeviceState.BUSY: "忙",
    DeviceState.OFFLINE: "不应答",
    DeviceState.NO_DEVICE: "没接上",
    DeviceState.HARDWARE_ERROR: "坏了",
    DeviceState.USER_ERROR: "用户要处理",
}
_ACTIONS = {
    RequiredAction.NONE: "",
    RequiredAction.WAIT: "等一等 wait",
    RequiredAction.USER: "用户处理 user",
    RequiredAction.OPERATOR: "值班员来 operator",
    RequiredAction.TECHNICIAN: "技术员来 technician",
}
GOOD, CARE, DOWN = "good", "care", "down"


def tone(status: DeviceStatus) -> str:
    """`GOOD`, `CARE` (works, or is under way) or `DOWN`."""
    if status.state in (DeviceState.ONLINE, DeviceState.BUSY):
        return GOOD
    return CARE if status.usable or status.state in (DeviceState.STARTING, DeviceState.DISABLED) else DOWN


def line(status: DeviceStatus, metrics: Metrics) -> str:
    """State, fault, who has to act, and what was counted."""
    fault = status.fault.value if status.fault is not None else ""
    said = [f"{_STATES[status.state]} {status.state.value}", fault, _ACTIONS[status.action]]
    counted = f"命令 {metrics.commands} · 失败 {metrics.failed} · 重连 {metrics.reconnects}"
    return " · ".join(each for each in (*said, counted) if each)


def standing(supervisor: Supervisor[Any]) -> dict[str, str]:
    """For the dock: ``tone`` and ``line``. Blocks for nothing but a lock that is held for microseconds."""
    return {"tone": tone(supervisor.status), "line": line(supervisor.status, supervisor.metrics)}
