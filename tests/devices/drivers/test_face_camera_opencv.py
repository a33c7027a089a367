"""The face camera over its real wire: a motion-JPEG stream with drawn people, a helper process, and what goes wrong."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import psutil
import pytest
from pydantic import ValidationError

from devices.api.errors import DeviceError, DeviceFault
from devices.api.face_camera import FaceHint, FaceShot
from devices.bench.device import Places
from devices.bench.face_camera import FaceCameraBench
from devices.drivers.face_camera_opencv import FaceCameraOptions, OpenCvFaceCamera

Eventually = Callable[..., bool]
Answer = TypeVar("Answer")


@pytest.fixture(name="bench", scope="module")
def _bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaceCameraBench]:
    bench = FaceCameraBench(Places(Path(tmp_path_factory.mktemp("bench"))))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(name="shared", scope="module")
def _shared(bench: FaceCameraBench) -> Iterator[OpenCvFaceCamera]:
    camera = OpenCvFaceCamera(FaceCameraOptions(source=bench.url))
    yield camera
    camera.close()


@pytest.fixture(name="camera")
def _camera(bench: FaceCameraBench, shared: OpenCvFaceCamera, eventually: Eventually) -> OpenCvFaceCamera:
    bench.command("reset", {})
    assert eventually(lambda: fault_of(shared) is None, 10.0)
    return shared


def fault_of(camera: OpenCvFaceCamera) -> DeviceFault | None:
    try:
        camera.view()
    except DeviceError as error:
        return error.fault
    return None


def seen(ask: Callable[[], Answer]) -> Answer | None:
    """What the camera answers; None while a loaded machine lets no frame through in time, which is a stall."""
    try:
        return ask()
    except DeviceError as error:
        if error.fault is not DeviceFault.FACE_CAMERA_STALLED:
            raise
        return None


def hint_of(camera: OpenCvFaceCamera) -> FaceHint | None:
    view = seen(camera.view)
    return view.hint if view is not None else None


def test_who_comes_is_seen_and_who_leaves_is_not(
    bench: FaceCameraBench, camera: OpenCvFaceCamera, eventually: Eventually
) -> None:
    assert eventually(lambda: hint_of(camera) is FaceHint.NOBODY)
    bench.command("stand", {})
    assert eventually(lambda: hint_of(camera) is FaceHint.READY)
    (face,) = camera.view().faces
    assert abs(face.x + face.width / 2 - 0.5) < 0.03
    bench.command("leave", {})
    assert eventually(lambda: hint_of(camera) is FaceHint.NOBODY)


@pytest.mark.parametrize(
    ("knobs", "hint"),
    [
        ((("stand", {"faces": 2}),), FaceHint.SEVERAL),
        ((("stand", {"where": "far"}),), FaceHint.TOO_FAR),
        ((("stand", {"where": "near"}),), FaceHint.TOO_NEAR),
        ((("stand", {}), ("light", {"kind": "dark"})), FaceHint.DARK),
        ((("stand", {}), ("behind", {})), FaceHint.BACKLIT),
        ((("stand", {}), ("moving", {})), FaceHint.MOVING),
    ],
)
def test_what_keeps_a_picture_from_being_taken_is_a_value(
    bench: FaceCameraBench,
    camera: OpenCvFaceCamera,
    eventually: Eventually,
    knobs: tuple[tuple[str, dict[str, object]], ...],
    hint: FaceHint,
) -> None:
    for verb, args in knobs:
        bench.command(verb, args)
    assert eventually(lambda: seen(camera.shoot) is hint)


def test_a_face_is_taken_with_room_around_it(
    bench: FaceCameraBench, camera: OpenCvFaceCamera, eventually: Eventually
) -> None:
    bench.command("stand", {})
    assert eventually(lambda: isinstance(seen(camera.shoot), FaceShot))
    shot = camera.shoot()
    assert isinstance(shot, FaceShot)
    picture = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    assert picture.shape == (shot.height, shot.width, 3)
    preview = camera.preview()
    assert (preview.width, preview.height, len(preview.view.faces)) == (640, 480, 1)


@pytest.mark.parametrize(
    ("knob", "fault"),
    [
        ("stall", DeviceFault.FACE_CAMERA_STALLED),
        ("freeze", DeviceFault.FACE_CAMERA_STALLED),
        ("half_jpeg", DeviceFault.FACE_CAMERA_STALLED),
        ("unplug", DeviceFault.FACE_CAMERA_LOST),
    ],
)
def test_a_camera_in_trouble_is_told_and_comes_back(
    bench: FaceCameraBench, camera: OpenCvFaceCamera, eventually: Eventually, knob: str, fault: DeviceFault
) -> None:
    bench.command(knob, {})
    assert eventually(lambda: fault_of(camera) is fault, 10.0)
    bench.command(*(("replug", {}) if knob == "unplug" else (knob, {"on": False})))
    assert eventually(lambda: fault_of(camera) is None, 10.0)


def test_a_black_picture_shows_nobody_and_is_no_fault(
    bench: FaceCameraBench, camera: OpenCvFaceCamera, eventually: Eventually
) -> None:
    bench.command("stand", {})
    bench.command("black", {})
    assert eventually(lambda: hint_of(camera) is FaceHint.NOBODY)


def test_the_status_needs_no_picture_and_knows_when_the_camera_is_gone(
    bench: FaceCameraBench, camera: OpenCvFaceCamera
) -> None:
    assert camera.status().usable
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as gone:
        camera.status()
    assert gone.value.fault is DeviceFault.FACE_CAMERA_LOST
    bench.command("replug", {})


def test_nobody_asking_costs_nothing(bench: FaceCameraBench, camera: OpenCvFaceCamera, eventually: Eventually) -> None:
    assert camera.helper_pid is not None
    helper = psutil.Process(camera.helper_pid)
    # The helper forgets and rests after 3 s; its clock of used time then stands still.
    assert eventually(lambda: bench.state()["viewers"] == 0)
    before = helper.cpu_times()
    began = time.monotonic()
    assert eventually(lambda: time.monotonic() - began > 1.5)
    after = helper.cpu_times()
    assert after.user + after.system - before.user - before.system <= 0.02


def test_close_leaves_no_process(bench: FaceCameraBench) -> None:
    bench.command("reset", {})
    camera = OpenCvFaceCamera(FaceCameraOptions(source=bench.url))
    camera.open()
    helper = camera.helper_pid
    assert helper is not None
    camera.close()
    camera.close()
    assert not psutil.pid_exists(helper)


def test_a_source_that_is_neither_an_address_nor_a_path_is_refused() -> None:
    with pytest.raises(ValidationError):
        FaceCameraOptions(source="0")
