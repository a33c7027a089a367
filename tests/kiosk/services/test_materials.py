"""A good page, or the reason why it is none."""

from collections.abc import Iterator
from typing import Any

import pytest

from devices.api.document_camera import PageImage, PageQuality, Preview
from devices.api.errors import DeviceError, DeviceFault
from devices.supervisor import Supervisor
from kiosk.matters.plan import Step
from kiosk.services.materials import MaterialsService
from kiosk.visit.effects import CaptureMaterial
from kiosk.visit.events import Failed, MaterialCaptured
from kiosk.visit.state import Page
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.journeys import visit_at

PREVIEW = Preview(b"live", 10, 10, None, PageQuality(), steady=False, number=1)


class Camera:
    """Takes one picture, or fails as a test says."""

    def __init__(self) -> None:
        self.fails: DeviceFault | None = None

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to let go of."""

    def identity(self) -> str:
        return "scripted"

    def preview(self) -> Preview:
        self._meet()
        return PREVIEW

    def capture(self) -> PageImage:
        self._meet()
        return PageImage(b"page", 10, 14, b"small")

    def _meet(self) -> None:
        if self.fails is not None:
            raise DeviceError(self.fails)


@pytest.fixture
def camera() -> Camera:
    return Camera()


@pytest.fixture
def service(camera: Camera) -> Iterator[MaterialsService]:
    owner: Supervisor[Any] = Supervisor(
        "document_camera", lambda: camera, no_answer=DeviceFault.CAMERA_STALLED, backoff_s=(0.02,)
    )
    yield MaterialsService(owner)
    owner.close()


def captured(service: MaterialsService) -> list[object]:
    hearer = Hearer()
    service.carry(visit_at(Step.MATERIALS), CaptureMaterial("home_proof"), hearer)
    return list(hearer.events)


def test_a_good_page_belongs_to_the_slot_that_asked(service):
    assert captured(service) == [MaterialCaptured("home_proof", Page(b"page", b"small"))]


@pytest.mark.parametrize("fault", [each for each in DeviceFault if each.value.startswith(("page.", "camera."))])
def test_every_reason_is_said_for_the_slot_that_asked(service, camera, fault, log_watch):
    if fault is DeviceFault.CAMERA_LOST:
        log_watch.expect("document_camera is lost")
    camera.fails = fault
    assert captured(service) == [Failed("CaptureMaterial", fault.value, of="home_proof")]


def test_the_live_picture_comes_or_says_why_not(service, camera):
    assert service.preview() == PREVIEW
    camera.fails = DeviceFault.CAMERA_STALLED
    with pytest.raises(DeviceError) as stalled:
        service.preview()
    assert stalled.value.fault is DeviceFault.CAMERA_STALLED
