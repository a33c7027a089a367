"""``kioskctl doctor``: would this kiosk start, and what is wrong with it."""

import argparse
from datetime import datetime

from devices import binding
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.audit import examine
from kiosk.cli.standing import NOT_ARMED, is_held, not_losing_what_is_held, standing
from kiosk.cli.store_report import check_store, store_report
from kiosk.cli.untouched import untouched
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, Config, load_config
from kiosk.runtime import Kiosk
from kiosk.sync.identity import Certificate

_LONG = (*DEVICE_ROLES, *OPTIONAL_ROLES, "face_verifier")


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("doctor", help="check configuration, catalogue, store and devices")
    add_json(parser)
    parser.set_defaults(run=run)


@not_losing_what_is_held()
def run(options: argparse.Namespace) -> int:
    """Opens everything as a start would, and leaves nothing behind; 1 when something does not work."""
    configured = load_config(options.config)
    _say(options, "configuration", f"{options.config}: good", ok=True)
    with untouched(configured.unarmed) as config:
        if config.kiosk.state != configured.kiosk.state:
            _say(options, "store", f"{configured.kiosk.state} holds none yet: the first start makes it", ok=True)
        return _examine(options, configured, config)


def _examine(options: argparse.Namespace, configured: Config, config: Config) -> int:
    check_store(config)
    kiosk = Kiosk(config, looking=True)
    try:
        for problem in kiosk.catalogue.problems:
            _say(options, "catalogue", str(problem), ok=False)
        count = len(kiosk.catalogue.problems)
        _say(options, "catalogue", f"{len(kiosk.catalogue.matters)} matters, {count} problems", ok=not count)
        lines = store_report(config, kiosk.store)
        for line in lines:
            _say(options, "store", line.says.replace(str(config.kiosk.state), str(configured.kiosk.state)), ok=line.ok)
        account = examine(kiosk.store.database)
        _say(
            options,
            "audit",
            account.problem or f"whole, {account.head.n} entries, the platform follows to {account.followed}",
            ok=account.problem is None,
        )
        certificate = kiosk.certificate.certificate
        enrolled = certificate is not None and certificate.expires > kiosk.clock.now()
        _say(options, "enrolment", _until(certificate, kiosk.clock.now()), ok=enrolled)
        down = _devices(options, kiosk, configured)
        unsound = not all(line.ok for line in lines) or account.problem is not None or not enrolled
        return 1 if down or unsound or kiosk.catalogue.problems else 0
    finally:
        kiosk.close()


def _devices(options: argparse.Namespace, kiosk: Kiosk, configured: Config) -> int:
    """How many of them do not work."""
    for role in kiosk.config.roles:
        if why := binding.warning(configured.device(role).options):
            _say(options, role, why, ok=True)
    down = 0
    for role in kiosk.config.roles:
        status = kiosk.devices.role(role).wait_until_known(5.0)
        works = status.usable or is_held(status)
        down += not works
        _say(options, role, standing(status), ok=works)
    if configured.devices.hardware_watchdog is not None:
        _say(options, "hardware_watchdog", NOT_ARMED.removeprefix("hardware_watchdog").strip(), ok=True)
    if kiosk.face_verifier is not None:
        missing = kiosk.face_verifier.available()
        down += missing is not None
        why = f"{missing.why.value} {missing.detail}".rstrip() if missing is not None else "available"
        _say(options, "face_verifier", why, ok=missing is None)
    return down


def _say(options: argparse.Namespace, part: str, sentence: str, *, ok: bool) -> None:
    """`ok` for machines: whether this line leaves nothing to be done before the kiosk works."""
    width = 18 if part in _LONG else 14
    say(options, f"{part:<{width}} {sentence}", part=part, says=sentence, ok=ok)


def _until(certificate: Certificate | None, now: datetime) -> str:
    if certificate is None:
        return "not enrolled: accepts nothing; get a code from the platform, then `kioskctl enrol CODE`"
    until = f"{certificate.expires:%Y-%m-%d}"
    if certificate.expires < now:
        return f"its certificate ran out on {until}: accepts, delivers nothing; `kioskctl enrol CODE` with a new code"
    return f"certificate until {until}, renews itself"
