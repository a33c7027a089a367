"""``POST /v1/tickets``: a complaint, a consultation or a suggestion, with nobody's name."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from kiosk.protocol.messages import Identifier, Message


class TicketRequest(Message):
    """What somebody has to say. `id` is made before the first try: the same again is the same ticket."""

    id: Identifier
    kind: Literal["consultation", "suggestion", "complaint"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=2000)]
    matter_code: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]*)?$", max_length=60)] = ""


class TicketAnswer(Message):
    """Where the answer will be: page `address`, by `number` and `code`."""

    number: str
    code: str
    address: str
    due: date
