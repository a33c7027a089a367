"""What the kiosk's side knows of a camera without OpenCV: whether it is there, and how its helper is to be started."""

import socket
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

OPENCV_ENVIRONMENT: Final = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    # Without these ffmpeg holds frames back.
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "fflags;nobuffer|threads;1",
    # The default of 10 s keeps a stalled UVC camera from being noticed.
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "2",
}

_CONNECT_S = 0.5
_PORTS = {"http": 80, "https": 443}


def is_present(source: str) -> bool:
    """Whether the device node exists, or the address accepts a connection within half a second. Does not open it."""
    if source.startswith("/"):
        return Path(source).exists()
    parts = urlsplit(source)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), _CONNECT_S):
            return True
    except OSError:
        return False
