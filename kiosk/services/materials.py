"""Materials: the live picture for the screen, and the page that is taken from it."""

from devices.api.document_camera import DocumentCamera, PageImage, Preview
from devices.api.errors import DeviceError
from devices.supervisor import Supervisor
from kiosk.services.runner import Post
from kiosk.visit.effects import CaptureMaterial
from kiosk.visit.events import Failed, MaterialCaptured
from kiosk.visit.state import Page, Visit

_PREVIEW_S = 3.0
_CAPTURE_S = 6.0


class MaterialsService:
    """Carries out `CaptureMaterial`."""

    def __init__(self, camera: Supervisor[DocumentCamera]) -> None:
        self._camera = camera

    def carry(self, _visit: Visit, effect: CaptureMaterial, post: Post) -> None:
        """A good page, or the reason why it is none."""
        try:
            image: PageImage = self._camera.call("capture", lambda camera: camera.capture(), deadline_s=_CAPTURE_S)
        except DeviceError as error:
            post(Failed("CaptureMaterial", error.fault.value, of=effect.slot))
            return
        post(MaterialCaptured(effect.slot, Page(image.jpeg, image.thumbnail)))

    def preview(self) -> Preview:
        """The newest frame. Raises `DeviceError`; blocks until the frame is there, so never call it on the GUI thread."""
        return self._camera.call("preview", lambda camera: camera.preview(), deadline_s=_PREVIEW_S)
