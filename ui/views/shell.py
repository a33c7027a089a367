"""The shell around every screen, from what the citizen chose and how the machine stands. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.clock import CHINA
from kiosk.services.idle import Patience
from ui.i18n import text
from ui.views.chrome import Chrome, HelpWay, Network, TimeoutView
from ui.views.dates import clock_time, short_date
from ui.views.more import MorePlace


@dataclass(frozen=True, slots=True)
class Shell:
    """What the citizen chose for the whole screen, and whether it is night."""

    language: str
    elder: bool = False
    night: bool = False
    reach: bool = False
    help_open: bool = False
    leave_open: bool = False
    """退出 was pressed where something would be lost, and is asked about"""
    more: MorePlace | None = None
    """What is read of the sheet behind 更多 of a guide; ``None`` while it is closed"""


def chrome_of(
    shell: Shell,
    *,
    zone: str,
    counter: str,
    network: Network,
    now: datetime,
    patience: Patience,
    warn_s: float,
    card_present: bool,
) -> Chrome:
    """The shell where somebody stands before it; `ui.views.progress.in_visit` adds what belongs to a visit.

    `counter` says where the counter is and when it is open; empty where the kiosk knows of none.
    With `warn_s` zero nobody is asked whether they are still there: an empty lobby has nobody to ask.
    """
    left = max(0, int(patience.left + 0.999))
    return Chrome(
        zone=zone,
        network=network,
        date_text=short_date(now.astimezone(CHINA).date(), shell.language),
        clock_text=clock_time(now),
        language=shell.language,
        seconds_left=left,
        idle_total=int(patience.total),
        elder=shell.elder,
        night=shell.night,
        reach=shell.reach,
        help_open=shell.help_open,
        help_text=text(shell.language, "help.textEmpty"),
        help_ways=_help_ways(shell.language, counter),
        timeout=TimeoutView(
            open=warn_s > 0 and patience.left <= warn_s, seconds=left, total=int(warn_s), card_on_reader=card_present
        ),
    )


def with_voice(chrome: Chrome) -> Chrome:
    """Where nothing is under way, help also leads to where one can write: before the last way, which starts anew."""
    said = text(chrome.language, "help.voice"), text(chrome.language, "help.voiceText")
    *ways, restart = chrome.help_ways
    return replace(chrome, help_ways=(*ways, HelpWay("voice", "pencil-simple", *said, leads=True), restart))


def _help_ways(language: str, counter: str) -> tuple[HelpWay, ...]:
    """Only ways that are really there: no staff call while no such service is connected, no counter nobody named."""
    hotline = HelpWay("hotline", "phone-call", text(language, "help.hotline"), text(language, "help.hotlineText"), "ok")
    restart = HelpWay(
        "restart", "sign-out", text(language, "help.restart"), text(language, "help.restartText"), leads=True
    )
    if not counter:
        return (hotline, restart)
    return (hotline, HelpWay("counter", "map-pin", text(language, "help.counter"), counter), restart)
