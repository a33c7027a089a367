"""``python -m central``: serve the platform; ``enroll`` a kiosk; print its ``authority`` or ``intake-key``; make an ``admin``."""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from qrcode import QRCode

from central.bootstrap import prepare, write_private
from kiosk.protocol.crypto import NAMES

COMMANDS = ("serve", "enroll", "authority", "intake-key", "admin")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="central", description="The Suishiban reference platform.")
    parser.add_argument("command", nargs="?", choices=COMMANDS, default="serve")
    parser.add_argument("--state", type=Path, required=True, help="folder of database, blobs and secret")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--public-url", default="", help="address printed on papers; by default the loopback address")
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")
    parser.add_argument("--kiosk", help="kiosk to enroll (serve: before serving)")
    parser.add_argument("--code-file", type=Path, help="write the one-time code there instead of printing it")
    parser.add_argument("--place", default="", help="where the kiosk stands, for the console")
    parser.add_argument("--new", action="store_true", help="intake-key: make one that kiosks are given from now on")
    parser.add_argument("--crypto", choices=NAMES, default=NAMES[0], help="algorithms of the new key")
    options = parser.parse_args()
    if options.command == "enroll" and not options.kiosk:
        parser.error("enroll needs --kiosk")
    if options.kiosk and options.command == "serve" and not options.code_file:
        parser.error("serving, --kiosk needs --code-file")
    return options


def _enroll(options: argparse.Namespace) -> None:
    """A one-time code for the kiosk, into a file, or for people: as text and as a QR code to photograph."""
    from central.kiosks.enrolment import CODE_LIFE, make_code  # noqa: PLC0415  needs django.setup()

    code = make_code(options.kiosk, place=options.place)
    if options.code_file:
        write_private(options.code_file, code)
        return
    picture = QRCode(border=2)
    picture.add_data(code)
    hours = int(CODE_LIFE.total_seconds() // 3600)
    sys.stdout.write(f"{options.kiosk}: good once, for {hours} hours. On the kiosk:\n\n    kioskctl enrol {code}\n\n")
    picture.print_ascii(sys.stdout)


def _authority() -> None:
    from central.kiosks.enrolment import authority  # noqa: PLC0415  needs django.setup()

    sys.stdout.write(authority().certificate_pem)


def _intake_key(options: argparse.Namespace) -> None:
    """The key that submissions are sealed to, its public half."""
    from central.platform_keys import intake_public_key, make_intake_key  # noqa: PLC0415  needs django.setup()

    if options.new:
        make_intake_key(options.state, options.crypto)
    sys.stdout.write(intake_public_key())


def _admin() -> None:
    from django.contrib.auth.models import User  # noqa: PLC0415  needs django.setup()

    password = secrets.token_urlsafe(12)
    user, _ = User.objects.get_or_create(username="admin", defaults={"is_staff": True, "is_superuser": True})
    user.set_password(password)
    user.save()
    sys.stdout.write(f"admin {password}\n")


def _serve(options: argparse.Namespace, parent: int) -> None:
    from central.server import CentralServer  # noqa: PLC0415  Django is imported once settings exist

    server = CentralServer(options.port)
    if options.with_parent:
        server.end_with(parent)
    prepare(options.state, options.public_url or server.url)
    if options.kiosk:
        _enroll(options)

    def ready() -> None:
        write_private(options.state / "central.json", json.dumps({"url": server.url, "pid": os.getpid()}))
        sys.stdout.write(f"central ready {server.url}\n")
        sys.stdout.flush()

    server.run(ready)
    (options.state / "central.json").unlink(missing_ok=True)


def main() -> None:
    """Run the command line."""
    parent = os.getppid()
    os.umask(0o077)
    options = _arguments()
    options.state = options.state.absolute()
    if options.command == "serve":
        _serve(options, parent)
        return
    prepare(options.state)
    match options.command:
        case "enroll":
            _enroll(options)
        case "authority":
            _authority()
        case "intake-key":
            _intake_key(options)
        case _:
            _admin()


if __name__ == "__main__":
    main()
