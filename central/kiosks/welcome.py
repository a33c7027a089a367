"""What of the platform a kiosk takes home from its enrolment, beside its certificate."""

import base64
from pathlib import Path

from django.conf import settings

from central.commands.key import command_key
from central.platform_keys import intake_public_key
from central.releases.shelf import root_json


def platform_parts() -> dict[str, str]:
    """Fields of `kiosk.protocol.enrolment.Enrolment`; a part that this platform does not have is left out."""
    root = root_json(Path(settings.STATE))
    return {
        "intake_key": intake_public_key(),
        "command_key": command_key().public_pem,
        "release_root": base64.b64encode(root).decode() if root is not None else "",
    }
