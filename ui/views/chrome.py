"""The shell around every screen: header, step bar, footer, sheets and the banner."""

from dataclasses import dataclass
from typing import Literal

from ui.views.more import MoreView

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
    leads: bool = False
    """Whether pressing it does something; else it only says something"""


@dataclass(frozen=True, slots=True)
class TimeoutView:
    """The warning sheet; seconds left of ``total``."""

    open: bool = False
    seconds: int = 0
    total: int = 30
    card_on_reader: bool = False


@dataclass(frozen=True, slots=True)
class CardAwayView:
    """The sheet that asks for the card that was lifted in mid-visit; seconds left of ``total``."""

    open: bool = False
    seconds: int = 0
    total: int = 25
    reading: bool = False
    """A card lies there again and is being read"""
    trouble: str = ""
    """Why the card that was put there could not be read, and what to do: empty while nothing went wrong"""
    advice: str = ""
    money: bool = False
    """An order is open: what becomes of the money has to be said"""


@dataclass(frozen=True, slots=True)
class LeaveView:
    """The sheet that asks once before everything is erased."""

    open: bool = False
    money: bool = False
    card_on_reader: bool = False


@dataclass(frozen=True, slots=True)
class LeftCardView:
    """The banner over an empty lobby: a card was forgotten; with ``other`` it is not the one that was there before."""

    open: bool = False
    other: bool = False
    on_reader: bool = True


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
    help_text: str = ""
    """What becomes of what was begun while help is read"""
    help_ways: tuple[HelpWay, ...] = ()
    timeout: TimeoutView = TimeoutView()
    card_away: CardAwayView = CardAwayView()
    leave: LeaveView = LeaveView()
    left_card: LeftCardView = LeftCardView()
    more: MoreView | None = None
    """What a guide says beyond itself, while it is read"""
