"""Commands to a kiosk: signed, addressed, expiring, asked for by one person and approved by another.

What is signed are the bytes as they travel, so neither end has to agree on how JSON is written.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from kiosk.protocol.crypto.provider import SigningKey, VerifyingKey
from kiosk.protocol.messages import Identifier, Message

LONGEST_LIFE = timedelta(hours=24)
"""Between `not_before` and `expires`"""
_DOMAIN = b"suishiban/1/command\n"
"""Before what is signed, so that no other signature of the platform can be taken for a command"""
Person = Annotated[str, StringConstraints(strip_whitespace=True, max_length=150)]
Base64 = Annotated[str, Field(max_length=16_384)]


class Verb(StrEnum):
    """Everything that a kiosk can be told to do."""

    RESTART = "restart"
    OUT_OF_SERVICE = "out-of-service"
    IN_SERVICE = "in-service"
    RESYNC = "resync"
    COLLECT_LOGS = "collect-logs"
    ROTATE_KEY = "rotate-key"


class Refusal(StrEnum):
    """Why a command is not carried out."""

    NOT_GENUINE = "not_genuine"
    OTHER_KIOSK = "other_kiosk"
    UNAPPROVED = "unapproved"
    UNKNOWN_VERB = "unknown_verb"
    LIVES_TOO_LONG = "lives_too_long"
    EXPIRED = "expired"
    STORE_RECOVERED = "store_recovered"
    """It may have been carried out before the kiosk lost its memory of that"""
    NOT_YET = "not_yet"
    """The one that passes by itself"""


class Command(Message):
    """One command. `verb` is a text here, so that one that this program does not know can be refused by its name."""

    id: Identifier
    kiosk_id: Annotated[str, Field(min_length=1, max_length=40)]
    verb: Annotated[str, Field(max_length=40)]
    args: Annotated[dict[str, str], Field(max_length=10)] = Field(default_factory=dict)
    not_before: AwareDatetime
    expires: AwareDatetime
    requester: Person
    approver: Person

    @property
    def approved(self) -> bool:
        """Whether two people stand behind it."""
        return bool(self.requester and self.approver) and self.requester.casefold() != self.approver.casefold()


class SignedCommand(Message):
    """As it travels: `command` is base64 of the JSON of a `Command`, `signature` base64 of the platform's over it."""

    command: Base64
    signature: Base64


def signed(command: Command, key: SigningKey) -> SignedCommand:
    """`command` under the platform's command key."""
    text = command.model_dump_json().encode()
    return SignedCommand(command=b64encode(text).decode(), signature=b64encode(key.sign(_DOMAIN + text)).decode())


def opened(message: SignedCommand, key: VerifyingKey) -> Command | Refusal:
    """What `message` says, if it is genuine. Any text is safe to pass."""
    try:
        text = b64decode(message.command, validate=True)
        signature = b64decode(message.signature, validate=True)
    except (NotBase64, ValueError):
        return Refusal.NOT_GENUINE
    if not key.verify(_DOMAIN + text, signature):
        return Refusal.NOT_GENUINE
    try:
        return Command.model_validate_json(text)
    except ValidationError:
        return Refusal.NOT_GENUINE


def refusal(command: Command, *, kiosk_id: str, now: datetime) -> Refusal | None:
    """Why this kiosk does not carry out the genuine `command` now; None when it may. `now` is aware."""
    if command.kiosk_id != kiosk_id:
        return Refusal.OTHER_KIOSK
    if not command.approved:
        return Refusal.UNAPPROVED
    if command.verb not in set(Verb):
        return Refusal.UNKNOWN_VERB
    if command.expires - command.not_before > LONGEST_LIFE:
        return Refusal.LIVES_TOO_LONG
    if now >= command.expires:
        return Refusal.EXPIRED
    return Refusal.NOT_YET if now < command.not_before else None
