"""What of the platform a kiosk takes home from its enrolment, beside its certificate."""

from central.commands.key import command_key
from central.platform_keys import intake_public_key


def platform_parts() -> dict[str, str]:
    """Fields of `kiosk.protocol.enrolment.Enrolment`; a part that this platform does not have is left out."""
    return {"intake_key": intake_public_key(), "command_key": command_key().public_pem}
