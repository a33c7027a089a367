"""Cameras: what a V4L node says it is, and whether an MJPEG address sends pictures. Nothing is switched on or changed."""

import fcntl
import io
import os
import struct
import time
from pathlib import Path

import requests
from PIL import Image

from devices.probe.findings import Answer

_QUERYCAP = 0x80685600
"""``VIDIOC_QUERYCAP``: driver[16], card[32], bus_info[32], then version, capabilities, device_caps (videodev2.h)"""
_QUERYCAP_BYTES = 104
_DEVICE_CAPS, _VIDEO_CAPTURE = 0x80000000, 0x00000001
_PICTURE_LIMIT = 4 * 1024 * 1024
_PIECE = 16 * 1024


def ask_node(path: Path) -> tuple[Answer, str]:
    """Whether a V4L node is a camera that can capture."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except PermissionError:
        return Answer.NO_PERMISSION, "this user may not open it: see deploy/60-suishiban.rules"
    except OSError as error:
        return (Answer.IN_USE, "in use by another program") if error.errno == 16 else (Answer.GONE, "it does not open")  # noqa: PLR2004 - EBUSY
    try:
        reply = bytearray(_QUERYCAP_BYTES)
        fcntl.ioctl(descriptor, _QUERYCAP, reply)
    except OSError:
        return Answer.SILENT, "it is no video device"
    finally:
        os.close(descriptor)
    capabilities, device = struct.unpack_from("<II", reply, 84)
    if not (device if capabilities & _DEVICE_CAPS else capabilities) & _VIDEO_CAPTURE:
        return Answer.SILENT, "it cannot capture pictures"
    card = reply[16:48].split(b"\0")[0].decode("utf-8", errors="replace")
    return Answer.RECOGNISED, f"camera '{card}'"


def ask_stream(url: str, *, limit_s: float) -> tuple[Answer, str]:
    """Whether a picture comes from `url` within `limit_s`; the picture is measured, not looked at."""
    deadline = time.monotonic() + limit_s
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(url, stream=True, timeout=(limit_s / 2, limit_s / 2)) as answer:
                kind = answer.headers.get("Content-Type", "")
                if answer.status_code != requests.codes.ok or not kind.startswith(("multipart/", "image/jpeg")):
                    return Answer.SILENT, f"it answers, but sends no pictures (HTTP {answer.status_code})"
                return _first_picture(answer, deadline)
    except requests.Timeout:
        return Answer.SILENT, "no picture in time"
    except requests.RequestException as error:
        return Answer.GONE, f"it cannot be reached ({type(error).__name__})"


def _first_picture(answer: requests.Response, deadline: float) -> tuple[Answer, str]:
    data = bytearray()
    for piece in answer.iter_content(_PIECE):
        data += piece
        start = data.find(b"\xff\xd8\xff")
        if start >= 0 and (size := _size_of(bytes(data[start:]))):
            return Answer.RECOGNISED, f"MJPEG stream of {size[0]} × {size[1]}"
        if len(data) > _PICTURE_LIMIT or time.monotonic() > deadline:
            break
    return Answer.SILENT, "no picture in time"


def _size_of(start: bytes) -> tuple[int, int] | None:
    """Width and height, once enough of the picture's head has come."""
    try:
        with Image.open(io.BytesIO(start)) as picture:
            return picture.size
    except (OSError, SyntaxError):
        # Pillow raises either for a head that is cut short.
        return None
