"""What of the platform a kiosk takes home from its enrolment, beside its certificate."""

from central.platform_keys import intake_public_key
from kiosk.protocol.crypto.provider import key_id_of


def platform_parts() -> dict[str, str]:
    """Fields of `kiosk.protocol.enrolment.Enrolment`; a part that this platform does not have is left out."""
    intake = intake_public_key()
    return {"intake_key": intake, "intake_key_id": key_id_of(intake)}
