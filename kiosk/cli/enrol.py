"""``kioskctl enrol``: make this kiosk known to its platform, by the one-time code that was given out for it."""

import argparse

from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.cli.untouched import handed_over
from kiosk.config import load_config
from kiosk.runtime.enrolment import enrol
from kiosk.sync.identity import EnrolmentFailed


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("enrol", help="make this kiosk known to its platform")
    parser.add_argument(
        "code", metavar="CODE", help="the one-time code of `python -m central enroll`; dashes may be left out"
    )
    parser.add_argument("--at", metavar="URL", default="", help="where to ask (default: public_url of kiosk.toml)")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when the kiosk is enrolled; a sentence and 1 when it is not."""
    config = load_config(options.config)
    try:
        with handed_over(config):
            certificate = enrol(config, options.code, url=options.at.rstrip("/"))
    except (EnrolmentFailed, OSError) as error:
        return refused(options, str(error))
    until = certificate.expires.isoformat(timespec="minutes")
    say(
        options,
        f"{config.kiosk.id} is enrolled; its certificate is good until {until} and renews itself. Restart the application.",
        kiosk=config.kiosk.id,
        expires=until,
    )
    return 0
