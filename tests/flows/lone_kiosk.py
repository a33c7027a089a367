"""A kiosk as a process of its own that can be killed: ``python -m tests.flows.lone_kiosk CONFIG.json waiting|paid [BUNDLE]``.

Walks 社保卡补领 up to the code, or up to 付好了, says which visit it was, and stays there. Its pause after 付好了 is long, so
nothing is submitted before the kill.
"""

import sys
from pathlib import Path

from devices.bench.client import BenchControl
from kiosk.clock import Delays
from kiosk.config import DEVICE_ROLES, Config
from kiosk.runtime import Kiosk
from tests.flows.headless import HeadlessCitizen

BUNDLE = {
    "situation.insured": "no",
    "situation.fund": "no",
    "situation.home": "yes",
    "situation.place_of_death": "hospital",
    "situation.transfer": "gift",
    "deceased_name": "样张",
    "deceased_id_number": "990101195003070017",
    "property_number": "1",
}


def main(config_file: str, control: str, until: str, bundle: str = "") -> None:
    config = Config.model_validate_json(Path(config_file).read_text(encoding="utf-8"))
    with Kiosk(config, delays=Delays(paid_pause=600.0)) as kiosk:
        citizen = HeadlessCitizen(kiosk, BenchControl(control))
        citizen.wait("devices", lambda: all(kiosk.devices.role(role).status.usable for role in DEVICE_ROLES))
        citizen.wait("the platform", lambda: kiosk.engine.online)
        if bundle:
            citizen.chooses(bundle).puts_card("wang").confirms_form(**BUNDLE)
            while citizen.is_at_papers():
                citizen.scans(1)
        else:
            citizen.chooses("社保卡补领").puts_card("wang").confirms_form(delivery="pickup").scans(1)
        citizen.reviews().signs()
        citizen.is_asked_to_pay()
        if until == "paid":
            citizen.phone("pay").is_told_paid()
        print(citizen.visit.id, flush=True)  # noqa: T201 - for the one who kills this process
        citizen.wait("the end", lambda: False, 600.0)


if __name__ == "__main__":
    main(*sys.argv[1:])
