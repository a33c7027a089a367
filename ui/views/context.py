"""What the screens need besides the visit: the moment, the machine, the network."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kiosk.matters.deadline import WorkCalendar

FilingStage = Literal["saving", "sending", "answering"]


@dataclass(frozen=True, slots=True)
class ViewContext:
    """Read once for each view; `language` is that of the visit while there is one."""

    language: str
    now: datetime
    """Aware"""
    calendar: WorkCalendar
    zone: str = ""
    """Name of the self-service zone this kiosk stands in"""
    seconds_left_to_pay: float = 0.0
    """Until the code on the screen expires"""
    card_present: bool = False
    reader_down: bool = False
    online: bool = True
    filing_stage: FilingStage = "saving"
    """How far the submission really is; "saving" until the application is committed"""
