"""Face camera: is somebody there, how many, how near, how still, in what light. It does not know who.

All of that is a value, never an exception: an empty lobby is no fault. Whether a face belongs to a card is the business of
`devices.api.face_verifier`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus

NEAR_ENOUGH, TOO_NEAR = 0.24, 0.68
"""height of the face as a share of the picture's"""
_MIDDLE = 0.18
_BYSTANDER = 0.6


class FaceLight(StrEnum):
    """How the face is lit; `UNKNOWN` while none is seen."""

    UNKNOWN = "unknown"
    GOOD = "good"
    DARK = "dark"
    BACKLIT = "backlit"


class FaceHint(StrEnum):
    """The one thing to do before a picture can be taken."""

    NOBODY = "nobody"
    SEVERAL = "several"
    DARK = "dark"
    BACKLIT = "backlit"
    TOO_FAR = "too_far"
    TOO_NEAR = "too_near"
    OFF_CENTRE = "off_centre"
    MOVING = "moving"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where a face is: shares (0..1) of the picture's width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class FaceView:
    """What is before the camera at one moment: the faces, largest first.

    `still` says that the largest has hardly moved since the look before. `number` tells a new look from the last one.
    """

    faces: tuple[FaceBox, ...] = ()
    light: FaceLight = FaceLight.UNKNOWN
    still: bool = False
    number: int = 0

    @property
    def present(self) -> bool:
        """Whether anybody is there."""
        return bool(self.faces)

    @property
    def hint(self) -> FaceHint:
        """What is to be done first, or that all is well."""
        if not self.faces:
            return FaceHint.NOBODY
        face = self.faces[0]
        if len(self.faces) > 1 and self.faces[1].height > _BYSTANDER * face.height:
            return FaceHint.SEVERAL
        if self.light in (FaceLight.DARK, FaceLight.BACKLIT):
            return FaceHint(self.light.value)
        if face.height < NEAR_ENOUGH:
            return FaceHint.TOO_FAR
        if face.height > TOO_NEAR:
            return FaceHint.TOO_NEAR
        if abs(face.x + face.width / 2 - 0.5) > _MIDDLE:
            return FaceHint.OFF_CENTRE
        return FaceHint.READY if self.still else FaceHint.MOVING


@dataclass(frozen=True, slots=True, repr=False)
class FacePreview:
    """One live frame: a JPEG for the screen, `width`×`height` pixels, and what is seen in it."""

    jpeg: bytes
    width: int
    height: int
    view: FaceView


@dataclass(frozen=True, slots=True, repr=False)
class FaceShot:
    """One face with some room around it, as JPEG. Personal data: memory only."""

    jpeg: bytes
    width: int
    height: int


class FaceCamera(Protocol):
    """One camera. All calls block, belong to the owner thread and raise `DeviceError` ``face_camera.*`` only."""

    def open(self) -> None:
        """Start the camera and wait for the first frame."""

    def close(self) -> None:
        """Stop it; safe to call twice."""

    def identity(self) -> str:
        """A stable name of this camera (its by-id path or address)."""

    def status(self) -> DeviceStatus:
        """Whether it is there, without switching it on."""

    def view(self) -> FaceView:
        """What is before the camera. Cheap when asked twice a second; the camera is off when nobody asks for 3 s."""

    def preview(self) -> FacePreview:
        """The newest frame with what is seen in it."""

    def shoot(self) -> FaceShot | FaceHint:
        """The face, or what keeps it from being taken."""
