"""``kioskctl doctor``: would this kiosk start, and what is wrong with it."""

import argparse
from datetime import datetime

from devices import binding
from kiosk.cli.arguments import Commands
from kiosk.cli.standing import NOT_ARMED, is_held, standing
from kiosk.config import load_config
from kiosk.runtime import Kiosk
from kiosk.sync.identity import Certificate


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", help="check configuration, catalogue, store and devices")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Opens everything as a start would; 1 when something does not work."""
    configured = load_config(options.config)
    config = configured.unarmed
    print(f"configuration  {options.config}: good")
    kiosk = Kiosk(config)
    try:
        for problem in kiosk.catalogue.problems:
            print(f"catalogue      {problem}")
        print(f"catalogue      {len(kiosk.catalogue.matters)} matters, {len(kiosk.catalogue.problems)} problems")
        print(f"store          {kiosk.outbox.depth()} waiting for the platform, {len(kiosk.outbox.dead())} set aside")
        certificate = kiosk.certificate.certificate
        print(f"enrolment      {_until(certificate, kiosk.clock.now())}")
        for role in config.roles:
            if why := binding.warning(config.device(role).options):
                print(f"{role:<18} {why}")
        down = 0
        for role in config.roles:
            status = kiosk.devices.role(role).wait_until_known(5.0)
            down += not status.usable and not is_held(status)
            print(f"{role:<18} {standing(status)}")
        if configured.devices.hardware_watchdog is not None:
            print(NOT_ARMED)
        if kiosk.face_verifier is not None:
            missing = kiosk.face_verifier.available()
            down += missing is not None
            why = f"{missing.why.value} {missing.detail}".rstrip() if missing is not None else "available"
            print(f"{'face_verifier':<18} {why}")
        return 1 if down or kiosk.catalogue.problems or certificate is None else 0
    finally:
        kiosk.close()


def _until(certificate: Certificate | None, now: datetime) -> str:
    if certificate is None:
        return "not enrolled: accepts nothing; get a code from the platform, then `kioskctl enrol CODE`"
    until = f"{certificate.expires:%Y-%m-%d}"
    if certificate.expires < now:
        return f"its certificate ran out on {until}: accepts, delivers nothing; `kioskctl enrol CODE` with a new code"
    return f"certificate until {until}, renews itself"
