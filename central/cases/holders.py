"""Whose case it is, without saying so: a keyed hash to find a person's cases, and veiled facts for lists."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from kiosk.matters.masks import masked_id_number, masked_name
from kiosk.protocol.messages import Holder
from kiosk.protocol.progress import holder_sha256

_SALT = "central.cases.holder"


@dataclass(frozen=True, slots=True)
class Veiled:
    """What a case keeps of its holder beside the sealed body."""

    holder_hash: str
    name_mask: str
    number_mask: str


def hash_of_digest(digest: str) -> str:
    """The hash by which cases are found, of what a kiosk sends (`holder_sha256`). Of no use without this platform's secret."""
    return salted_hmac(_SALT, digest, algorithm="sha256").hexdigest()


def veiled(holder: Holder) -> Veiled:
    """`holder` as a case keeps it."""
    found = hash_of_digest(holder_sha256(holder.number))
    return Veiled(found, _fitting(masked_name(holder.name), 100), _fitting(masked_id_number(holder.number), 40))


def _fitting(text: str, most: int) -> str:
    """As a column takes it: a name that is too long, or has what no name has, keeps no case out."""
    return "".join(letter for letter in text if letter.isprintable())[:most]
