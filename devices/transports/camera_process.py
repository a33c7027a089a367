"""A camera in a process of its own, from the kiosk's side: started, asked, and started again when it was killed."""

import time
from collections.abc import Sequence

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus
from devices.transports.camera_source import OPENCV_ENVIRONMENT, is_present
from devices.transports.framed_pipe import Header, Message
from devices.transports.helper_process import HelperLate, HelperLost
from devices.transports.shared_memory_process import SharedMemoryProcess

_OPEN_S = 8.0
_ANSWER_S = 2.6
"""the helper itself waits at most 2 s for a first frame; kiosk/services/materials.py gives a preview 3 s in all"""


class CameraProcess:
    """What every driver of a camera has. Asked from one thread.

    When nobody asks for 3 s the camera is switched off; the next call switches it on again.
    """

    lost: DeviceFault
    stalled: DeviceFault
    looks: str
    """the question that needs a frame and changes nothing, asked when it is opened"""

    def __init__(self, module: str, source: str, arguments: Sequence[str]) -> None:
        """`module` is the process, `source` its camera. Nothing is started yet."""
        self._source = source
        self._helper = SharedMemoryProcess(module, ["--source", source, *arguments], OPENCV_ENVIRONMENT)

    @property
    def helper_pid(self) -> int | None:
        """The process in which the camera lives, for the technician's screen and for tests."""
        return self._helper.pid

    def open(self) -> None:
        """Start the camera and wait for the first frame, at most 8 s."""
        self._asked(self.looks, _OPEN_S)

    def close(self) -> None:
        """End the camera's process; safe to call twice."""
        self._helper.stop()

    def identity(self) -> str:
        """The address or by-id path."""
        return self._source

    def status(self) -> DeviceStatus:
        """Whether the camera is there, without switching it on: its node exists, its address accepts a connection."""
        if not is_present(self._source):
            raise DeviceError(self.lost, "the camera is not there")
        return DeviceStatus(DeviceState.ONLINE)

    def _asked(self, do: str, deadline_s: float = _ANSWER_S, **details: object) -> Message:
        try:
            reply = self._ask_twice({"do": do, **details}, deadline_s)
        except HelperLate as late:
            raise DeviceError(self.stalled, str(late)) from late
        except HelperLost as lost:
            raise DeviceError(self.lost, str(lost)) from lost
        if "fault" in reply[0]:
            raise DeviceError(DeviceFault(reply[0]["fault"]), reply[0]["detail"])
        return reply

    def _ask_twice(self, request: Header, deadline_s: float) -> Message:
        """A helper that was killed is replaced, once per call, without the caller noticing more than a pause."""
        deadline = time.monotonic() + deadline_s
        try:
            return self._helper.ask(request, deadline_s=deadline_s)
        except HelperLost:
            return self._helper.ask(request, deadline_s=deadline - time.monotonic())
