"""``kioskctl visit CODE|BUNDLE --card NAME [--offline] [--json]``: one visit without a screen, each step with its time."""

import argparse
import time

from devices.bench.client import BenchControl, BenchError
from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.cli.bench import control_of
from kiosk.cli.walker import Walker, WalkError
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.runtime import Kiosk

_READY_S = 10.0


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("visit", help="walk one visit without a screen")
    parser.add_argument("code", help="the code of a matter, or the key of a bundle; see 'kioskctl matters'")
    parser.add_argument("--card", default="wang", help="whose card is laid down (default: %(default)s)")
    parser.add_argument("--offline", action="store_true", help="cut the network first, restore it at the end")
    parser.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="what the citizen types for a field, counted as typed (offline the phone number is asked: 13800000000)",
    )
    add_json(parser)
    parser.set_defaults(run=run)


class BenchHands:
    """A citizen's hands, where the hardware is simulated."""

    def __init__(self, control: BenchControl, card: str) -> None:
        self._control = control
        self._card = card

    def are_there(self) -> None:
        """Whether anybody answers; raises `BenchError`, before a kiosk is started for nobody."""
        self._control.send("network", "state")

    def lay_card(self) -> None:
        """Put the card on the reader."""
        self._control.send("id_card_reader", "place", card=self._card)

    def lift_card(self) -> None:
        """Take it away."""
        self._control.send("id_card_reader", "lift")

    def lay_page(self, number: int) -> None:
        """Pages 1 and 2 of a rental contract, slightly askew as people lay them."""
        self._control.send("document_camera", "lay", page=f"contract-{1 + (number - 1) % 2}", angle=2.0)

    def pay(self) -> None:
        """The phone pays the newest order."""
        self._control.send("payment", "pay")

    def network(self, *, up: bool) -> None:
        """Platform and payment network together, as a cut cable would."""
        for wire in ("network", "payment"):
            self._control.send(wire, "restore" if up else "cut")


def run(options: argparse.Namespace) -> int:
    """1 when the visit could not be finished."""
    config = load_config(options.config)
    hands = BenchHands(control_of(config), options.card)
    try:
        hands.are_there()
        kiosk = Kiosk(config)  # refused beside a running application, before anything of that one's world is touched
        try:
            if options.offline:
                hands.network(up=False)
            with kiosk:
                return _walk(kiosk, hands, options)
        finally:
            hands.lift_card()
            if options.offline:
                hands.network(up=True)
    except (WalkError, BenchError) as error:
        return refused(options, str(error))


def _walk(kiosk: Kiosk, hands: BenchHands, options: argparse.Namespace) -> int:
    _await_devices(kiosk, online=not options.offline)
    answers = dict(answer.split("=", 1) for answer in options.answer if "=" in answer)
    if options.offline:
        answers = {"phone": "13800000000"} | answers
    walker = Walker(kiosk, hands, answers=answers)
    began = time.monotonic()
    for passed in walker.walk(options.code, options.language):
        say(
            options,
            f"{passed.seconds * 1000:8.0f} ms  {passed.step:<10} {passed.outcome}",
            step=passed.step,
            outcome=passed.outcome,
            ms=round(passed.seconds * 1000),
        )
    total = time.monotonic() - began
    typed = walker.last.typed if walker.last is not None else 0
    say(options, f"{total * 1000:8.0f} ms  in all, {typed} characters typed", total_ms=round(total * 1000), typed=typed)
    return 0


def _await_devices(kiosk: Kiosk, *, online: bool) -> None:
    """Devices open in the background; a visit begun before would find them down."""
    for role in DEVICE_ROLES:
        status = kiosk.devices.role(role).wait_until_known(_READY_S)
        if not status.usable:
            raise WalkError(
                f"{role} is {status.state.value} ({status.detail or status.fault}); if the touchscreen application is"
                " running it holds the devices, use 'make visit' for one on hardware of its own"
            )
    deadline = time.monotonic() + _READY_S
    while online and not kiosk.engine.online and time.monotonic() < deadline:
        time.sleep(0.05)
