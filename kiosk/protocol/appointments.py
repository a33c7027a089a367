"""Appointments: ``/v1/appointments/slots``, ``/v1/appointments``, ``/v1/appointments/cancel`` and ``/v1/appointments/mine``.

`holder` is `kiosk.protocol.progress.holder_sha256` of the number of the card that lies on the reader.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kiosk.protocol.messages import Identifier, Message, Sha256
from kiosk.protocol.progress import Said

AppointmentWord = Literal["booked", "cancelled"]
_Code = Annotated[str, Field(max_length=60)]


class SlotLine(Message):
    """A time that the department has; `free` places are left."""

    id: int
    place: str
    begins: AwareDatetime
    ends: AwareDatetime
    free: Annotated[int, Field(ge=0)]


class SlotsAnswer(Message):
    """The times of the next fortnight, in order; empty for a matter that is not done by appointment."""

    department: Said | None = None
    slots: tuple[SlotLine, ...] = ()


class BookRequest(Message):
    """Take one place. The same again under the same id gets the same appointment."""

    id: Identifier
    holder: Sha256
    matter_code: _Code
    slot: Annotated[int, Field(ge=1, lt=2**63)]


class CancelRequest(Message):
    """Give it back."""

    holder: Sha256
    number: Annotated[str, StringConstraints(pattern=r"^Y[0-9]{1,19}$")]


class AppointmentsRequest(Message):
    """Whose."""

    holder: Sha256


class AppointmentLine(Message):
    """One appointment as its holder may see it."""

    number: str
    state: AppointmentWord
    said: Said
    matter_code: str
    matter: Said
    department: Said
    place: str
    begins: AwareDatetime
    ends: AwareDatetime


class AppointmentsAnswer(Message):
    """Those of the last fortnight and ahead, the latest first."""

    appointments: tuple[AppointmentLine, ...] = ()
