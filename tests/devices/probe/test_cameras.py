"""Cameras by what they say: an MJPEG server with and without pictures, and nodes that are no cameras."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.document_camera import DocumentCameraBench
from devices.probe.cameras import ask_node, ask_stream
from devices.probe.findings import Answer


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[DocumentCameraBench]:
    camera = DocumentCameraBench(Places(tmp_path))
    yield camera
    camera.stop()


def test_a_stream_is_measured_and_not_looked_at(camera: DocumentCameraBench) -> None:
    url = str(camera.start()["url"])
    answer, detail = ask_stream(url, limit_s=20.0)
    assert answer is Answer.RECOGNISED
    assert detail == "MJPEG stream of 1920 × 1440"


def test_a_page_that_is_no_stream_is_no_camera(camera: DocumentCameraBench) -> None:
    url = str(camera.start()["url"]).rsplit("/", 1)[0] + "/nothing-here"
    assert ask_stream(url, limit_s=20.0)[0] is Answer.SILENT


def test_an_address_where_nobody_is_cannot_be_reached() -> None:
    answer, detail = ask_stream("http://127.0.0.1:1/stream", limit_s=1.0)
    assert (answer, detail) == (Answer.GONE, "it cannot be reached (ConnectionError)")


def test_a_node_that_is_no_camera(tmp_path: Path) -> None:
    assert ask_node(Path(os.devnull)) == (Answer.SILENT, "it is no video device")
    assert ask_node(tmp_path / "video0") == (Answer.GONE, "it does not open")
