"""The shell around every screen: header, step bar, footer, the two sheets."""

from dataclasses import dataclass
from typing import Literal

Network = Literal["online", "offline", "down"]
"""网络正常 · 离线可办 · 暂停服务"""


@dataclass(frozen=True, slots=True)
class ChromeStep:
    """One segment of the step bar."""

    label: str
    state: Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True)
class HelpWay:
    """One way to get help; the first may have tone ``ok``; at most four."""

    key: str
    icon: str
    title: str
    text: str
    tone: Literal["info", "ok"] = "info"


@dataclass(frozen=True, slots=True)
class TimeoutView:
    """The warning sheet; seconds left of ``total``."""

    open: bool = False
    seconds: int = 0
    total: int = 30
    card_on_reader: bool = False


@dataclass(frozen=True, slots=True)
class Chrome:
    """Everything the shell shows. ``locked`` is the point of no return: no exit, no back."""

    zone: str
    network: Network
    date_text: str
    clock_text: str
    language: str
    seconds_left: int = 90
    idle_total: int = 90
    can_go_back: bool = False
    in_visit: bool = False
    locked: bool = False
    steps: tuple[ChromeStep, ...] = ()
    matter_title: str = ""
    step_text: str = ""
    elder: bool = False
    night: bool = False
    reach: bool = False
    help_open: bool = False
    help_ways: tuple[HelpWay, ...] = ()
    timeout: TimeoutView = TimeoutView()
