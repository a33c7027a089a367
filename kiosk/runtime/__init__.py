"""The composition root: from a configuration to a running kiosk."""

from kiosk.runtime.catalogue import CatalogueError, open_calendar, open_catalogue
from kiosk.runtime.closed_loop import closed_loop
from kiosk.runtime.hardware import Devices, check_driver, open_face_verifier, supervised
from kiosk.runtime.kiosk import Kiosk

__all__ = [
    "CatalogueError",
    "Devices",
    "Kiosk",
    "check_driver",
    "closed_loop",
    "open_calendar",
    "open_catalogue",
    "open_face_verifier",
    "supervised",
]
