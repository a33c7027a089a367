"""The document camera over its real wire: a motion-JPEG stream, a helper process, and what goes wrong with both."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import pytest
import zxingcpp
from cv2.typing import MatLike
from pydantic import ValidationError

from devices.api.document_camera import WHOLE_PICTURE, Corner, PageImage, PageQuality, Preview, Proposal
from devices.api.errors import DeviceError, DeviceFault
from devices.bench.device import Places
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.papers import FILING_NUMBER
from devices.drivers.document_camera_opencv import DocumentCameraOptions, OpenCvDocumentCamera
from tests.devices.conftest import PATIENCE_S
from tests.devices.fair_time import fair_time

Eventually = Callable[..., bool]


NOTHING = Preview(b"", 1, 1, None, PageQuality(), steady=False, number=0)


@pytest.fixture(name="bench", scope="module")
def _bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentCameraBench]:
    bench = DocumentCameraBench(Places(Path(tmp_path_factory.mktemp("bench"))))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture(name="shared", scope="module")
def _shared(bench: DocumentCameraBench) -> Iterator[OpenCvDocumentCamera]:
    camera = OpenCvDocumentCamera(DocumentCameraOptions(source=bench.url))
    yield camera
    camera.close()


@pytest.fixture(name="camera")
def _camera(bench: DocumentCameraBench, shared: OpenCvDocumentCamera, eventually: Eventually) -> OpenCvDocumentCamera:
    bench.command("reset", {})
    assert eventually(lambda: fault_of(shared) is None)
    return shared


def fault_of(camera: OpenCvDocumentCamera) -> DeviceFault | None:
    try:
        camera.preview()
    except DeviceError as error:
        return error.fault
    return None


def refusal_of(camera: OpenCvDocumentCamera) -> DeviceFault | None:
    try:
        camera.capture()
    except DeviceError as error:
        return error.fault
    return None


def decoded(jpeg: bytes) -> MatLike:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def lay(bench: DocumentCameraBench, camera: OpenCvDocumentCamera, page: str, angle: float = 0.0) -> Preview:
    """Lay a page and look until the camera sees it lie still."""
    bench.command("lay", {"page": page, "angle": angle})
    deadline = time.monotonic() + PATIENCE_S
    while (seen := previewed(camera)) is None or not (seen.steady and seen.quality.good):
        assert time.monotonic() < deadline, seen
    return seen


def previewed(camera: OpenCvDocumentCamera) -> Preview | None:
    """What is seen; None while a loaded machine lets no frame through in time, which is a stall."""
    try:
        return camera.preview()
    except DeviceError as error:
        if error.fault is not DeviceFault.CAMERA_STALLED:
            raise
        return None


def taken(camera: OpenCvDocumentCamera) -> PageImage:
    """The page, which is seen well; the newest frame may be another one than that which showed it."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return camera.capture()
        except DeviceError:
            if time.monotonic() > deadline:
                raise


def test_a_laid_page_is_seen_steady_and_taken_straight(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera
) -> None:
    seen = lay(bench, camera, "contract-1", angle=8)
    assert (seen.width, seen.height) == (960, 720)
    shown = decoded(seen.jpeg)
    assert shown.shape == (720, 960, 3)
    assert seen.corners is not None
    assert seen.corners[0][0] < seen.corners[1][0]

    page = taken(camera)
    assert (page.width, page.height) == (2480, 3508)
    picture = decoded(page.jpeg)
    assert picture.shape == (3508, 2480, 3)
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == FILING_NUMBER
    assert abs(code.orientation) <= 1
    assert decoded(page.thumbnail).shape[0] == 320


def test_a_page_laid_on_the_one_that_was_taken_is_told_from_it(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    lay(bench, camera, "contract-1", angle=2)
    taken(camera)
    assert eventually(lambda: (previewed(camera) or NOTHING).alike == pytest.approx(1, abs=0.1))
    bench.command("lay", {"page": "contract-2", "angle": 2})
    assert eventually(lambda: ((previewed(camera) or NOTHING).alike or 1) < 0.3)
    taken(camera)
    assert eventually(lambda: (previewed(camera) or NOTHING).alike == pytest.approx(1, abs=0.1))


@pytest.mark.parametrize(
    ("knob", "fault"),
    [
        ("blur", DeviceFault.PAGE_BLURRED),
        ("glare", DeviceFault.PAGE_GLARE),
        ("cut", DeviceFault.PAGE_CUT),
        ("dark", DeviceFault.PAGE_DARK),
        ("black", DeviceFault.PAGE_DARK),
        ("clear", DeviceFault.PAGE_MISSING),
    ],
)
def test_a_bad_picture_is_refused_with_its_reason(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually, knob: str, fault: DeviceFault
) -> None:
    bench.command("lay", {"page": "contract-2"})
    assert eventually(lambda: refusal_of(camera) is None)
    bench.command(knob, {})
    assert eventually(lambda: refusal_of(camera) is fault)
    assert camera.preview().quality.faults[0] is fault


def test_frames_are_counted(camera: OpenCvDocumentCamera, eventually: Eventually) -> None:
    first = camera.preview().number
    assert eventually(lambda: camera.preview().number > first)


def test_a_stalled_camera_is_told_within_three_seconds_and_comes_back(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    bench.command("stall", {})
    began, fairly = time.monotonic(), fair_time()
    assert eventually(lambda: fault_of(camera) is DeviceFault.CAMERA_STALLED)
    assert time.monotonic() - began > 2.0
    assert fair_time() - fairly < 3.2
    bench.command("stall", {"on": False})
    assert eventually(lambda: fault_of(camera) is None, 10.0)


def test_a_frozen_picture_is_a_stall(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    bench.command("freeze", {})
    began = time.monotonic()
    assert eventually(lambda: fault_of(camera) is DeviceFault.CAMERA_STALLED, 10.0)
    assert time.monotonic() - began > 4.5
    bench.command("freeze", {"on": False})
    assert eventually(lambda: fault_of(camera) is None, 10.0)


def test_half_pictures_are_never_taken_for_whole_ones(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    lay(bench, camera, "contract-1")
    helper = camera.helper_pid
    bench.command("half_jpeg", {})
    whole: set[int] = set()

    def only_halves_come() -> bool:
        fault = fault_of(camera)
        try:
            if fault is None:
                whole.add(camera.preview().number)
        except DeviceError as stalled:
            fault = stalled.fault
        return fault is DeviceFault.CAMERA_STALLED

    assert eventually(only_halves_come)
    assert len(whole) <= 2
    bench.command("half_jpeg", {"on": False})
    assert eventually(lambda: refusal_of(camera) is None, 10.0)
    assert camera.helper_pid == helper


def test_an_unplugged_camera_is_lost_and_comes_back(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    bench.command("unplug", {})
    assert eventually(lambda: fault_of(camera) is DeviceFault.CAMERA_LOST)
    bench.command("replug", {})
    assert eventually(lambda: fault_of(camera) is None, 10.0)


def test_another_resolution_is_taken_as_it_comes(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    lay(bench, camera, "contract-1")
    bench.command("resolution", {"size": "1280x960"})
    assert eventually(lambda: refusal_of(camera) is None)


def test_a_killed_helper_is_replaced_within_the_call(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    before = lay(bench, camera, "contract-1")
    first = camera.helper_pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: fault_of(camera) is None)
    assert camera.helper_pid != first
    assert camera.preview().number > before.number


def test_a_helper_that_hangs_is_ended_and_the_caller_waits_no_longer_than_its_deadline(
    camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    stuck = camera.helper_pid
    assert stuck is not None
    os.kill(stuck, signal.SIGSTOP)
    began = fair_time()
    assert fault_of(camera) is DeviceFault.CAMERA_STALLED
    assert fair_time() - began < 3.0
    assert not psutil.pid_exists(stuck)
    assert eventually(lambda: fault_of(camera) is None, 10.0)


def test_a_camera_nobody_looks_at_is_switched_off_and_is_back_at_once(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    before = camera.preview().number
    assert bench.state()["viewers"] == 1
    assert eventually(lambda: bench.state()["viewers"] == 0, 6.0)
    began = fair_time()
    assert camera.preview().number > before
    assert fair_time() - began < 1.5


def test_close_leaves_no_process_and_may_be_called_twice(bench: DocumentCameraBench) -> None:
    bench.command("reset", {})
    camera = OpenCvDocumentCamera(DocumentCameraOptions(source=bench.url))
    camera.open()
    helper = camera.helper_pid
    assert helper is not None
    camera.close()
    camera.close()
    assert not psutil.pid_exists(helper)


def test_a_camera_that_is_not_there_is_lost_at_once(bench: DocumentCameraBench) -> None:
    del bench
    camera = OpenCvDocumentCamera(DocumentCameraOptions(source="/dev/v4l/by-id/usb-none-video-index0"))
    with pytest.raises(DeviceError) as refused:
        camera.open()
    assert refused.value.fault is DeviceFault.CAMERA_LOST
    camera.close()


def test_a_source_that_is_neither_an_address_nor_a_path_is_refused() -> None:
    with pytest.raises(ValidationError):
        DocumentCameraOptions(source="0")


def held(bench: DocumentCameraBench, camera: OpenCvDocumentCamera, angle: float = 0.0) -> Proposal:
    lay(bench, camera, "contract-1", angle)
    return camera.propose()


def test_corners_are_proposed_and_a_person_may_set_others(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera
) -> None:
    proposal = held(bench, camera, angle=9)
    assert proposal.found
    assert decoded(proposal.jpeg).shape == (proposal.height, proposal.width, 3)
    bench.command("clear", {})  # the picture is held: what lies there now is of no account
    page = camera.capture_within(proposal.number, proposal.corners)
    assert (page.width, page.height) == (2480, 3508)
    (code,) = zxingcpp.read_barcodes(decoded(page.jpeg))
    assert code.text == FILING_NUMBER

    top_left, top_right, bottom_right, bottom_left = proposal.corners
    middle_right, middle_left = between(top_right, bottom_right), between(top_left, bottom_left)
    upper = camera.capture_within(proposal.number, (top_left, top_right, middle_right, middle_left))
    assert upper.width > upper.height
    assert not zxingcpp.read_barcodes(decoded(upper.jpeg))


def between(one: Corner, other: Corner) -> Corner:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def test_where_nothing_is_found_the_whole_picture_is_proposed(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    bench.command("clear", {})
    assert eventually(lambda: not camera.propose().found)
    assert camera.propose().corners == WHOLE_PICTURE


def test_corners_that_enclose_nothing_and_pictures_no_longer_held_are_refused(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera
) -> None:
    proposal = held(bench, camera)
    point = proposal.corners[0]
    for number, corners in ((proposal.number, (point, point, point, point)), (proposal.number + 1, WHOLE_PICTURE)):
        with pytest.raises(DeviceError) as refused:
            camera.capture_within(number, corners)
        assert refused.value.fault is DeviceFault.PAGE_MISSING


def test_the_code_on_a_page_is_read_in_the_live_picture(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    bench.command("lay", {"page": "contract-1", "angle": -12})
    assert eventually(lambda: len(camera.codes()) == 1)
    (code,) = camera.codes()
    assert (code.text, code.kind, code.data) == (FILING_NUMBER, "QRCode", FILING_NUMBER.encode())
    assert code.corners is not None
    assert all(0 < x < 1 and 0 < y < 1 for x, y in code.corners)
    bench.command("clear", {})
    assert eventually(lambda: camera.codes() == ())


@pytest.mark.parametrize("plate", ["light", "white"])
def test_a_page_is_taken_from_a_light_plate_too(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, plate: str
) -> None:
    bench.command("plate", {"kind": plate})
    lay(bench, camera, "contract-1", angle=7)
    assert taken(camera).width == 2480


def test_a_camera_that_stays_black_is_opened_anew(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    before = bench.state()["visits"]
    bench.command("black", {})

    def opened_anew() -> bool:
        camera.preview()
        return bool(bench.state()["visits"] > before)

    assert eventually(opened_anew, 12.0)


def test_the_status_switches_no_camera_on_and_knows_when_it_is_gone(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera
) -> None:
    assert camera.status().usable
    assert camera.quiet_test().startswith("a frame of 960×720")
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as gone:
        camera.status()
    assert gone.value.fault is DeviceFault.CAMERA_LOST


def test_nobody_asking_costs_nothing(
    bench: DocumentCameraBench, camera: OpenCvDocumentCamera, eventually: Eventually
) -> None:
    assert camera.helper_pid is not None
    helper = psutil.Process(camera.helper_pid)
    assert eventually(lambda: bench.state()["viewers"] == 0)
    before, began = helper.cpu_times(), time.monotonic()
    assert eventually(lambda: time.monotonic() - began > 1.5)
    after = helper.cpu_times()
    assert after.user + after.system - before.user - before.system <= 0.02
