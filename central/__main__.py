"""``python -m central``: serve the platform; ``enroll`` a kiosk; print its ``authority`` or ``intake-key``; make an ``admin``."""

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from qrcode import QRCode

from central.bootstrap import prepare, write_private
from central.people.region_codes import region_code
from central.server import LOOPBACK, CentralServer, kiosk_tls, people_tls, serve_all
from kiosk.protocol.crypto import NAMES

OTHERS = {
    "proxied": "central.proxied",
    "push": "central.push.service",
    "openapi": "central.openapi",
    "command": "central.commands.cli",
    "fleet": "central.fleet.cli",
    "numbers": "central.numbers.cli",
    "people": "central.people.cli",
    "release": "central.releases.commands",
    "cases": "central.cases.cli",
    "payments": "central.payments.cli",
    "services": "central.services.cli",
    "appointments": "central.appointments.cli",
    "tick": "central.timers.cli",
}
"""Commands with arguments of their own, by the module whose ``main`` takes them"""
_NO_ROOT = """
This platform has no releases yet. A kiosk takes what it trusts along from its enrolment: make the keys first
(python -m central release --state … init), or this kiosk has to be enrolled again before it takes any.
"""
COMMANDS = ("serve", "enroll", "authority", "intake-key", "admin")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="central",
        description="The Suishiban reference platform.",
        epilog=f"With arguments of their own (--help tells them): {', '.join(OTHERS)}.",
    )
    parser.add_argument("command", nargs="?", choices=COMMANDS, default="serve")
    parser.add_argument("--state", type=Path, required=True, help="folder of database, blobs and secret")
    parser.add_argument("--port", type=int, default=0, help="port (for kiosks); 0 takes a free one")
    parser.add_argument("--host", default=LOOPBACK, help="address to listen at; another than loopback needs --tls")
    parser.add_argument("--tls", action="store_true", help="TLS 1.3, and a client certificate from every kiosk")
    parser.add_argument(
        "--people-port", type=int, default=0, help="with --tls: port for phones, officers and enrolment"
    )
    parser.add_argument("--public-url", default="", help="address printed on papers; by default the loopback address")
    parser.add_argument(
        "--development-releases",
        action="store_true",
        help="serve: publish what was shipped as release 1, with keys that all lie here",
    )
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")
    parser.add_argument(
        "--no-timers", action="store_true", help="serve: another process does what is due (central tick)"
    )
    parser.add_argument("--kiosk", help="kiosk to enroll (serve: before serving)")
    parser.add_argument("--code-file", type=Path, help="write the one-time code there instead of printing it")
    parser.add_argument("--password-file", type=Path, help="serve: the first administrator's password goes there")
    parser.add_argument("--place", default="", help="where the kiosk stands, for the console")
    parser.add_argument(
        "--region", type=_region, help="its administrative area code: who sees it, and where on the map"
    )
    parser.add_argument("--new", action="store_true", help="intake-key: make one that kiosks are given from now on")
    parser.add_argument("--crypto", choices=NAMES, default=NAMES[0], help="algorithms of the new key")
    options = parser.parse_args()
    if options.command == "enroll" and not options.kiosk:
        parser.error("enroll needs --kiosk")
    if options.host != LOOPBACK and not options.tls:
        parser.error("plain HTTP is for this machine only: --host needs --tls")
    if options.kiosk and options.command == "serve" and not options.code_file:
        parser.error("serving, --kiosk needs --code-file")
    return options


def _region(code: str) -> str:
    try:
        region_code(code)
    except ValidationError:
        raise argparse.ArgumentTypeError(f"{code!r} is no administrative area code: 2 to 12 digits") from None
    return code


def _enroll(options: argparse.Namespace) -> None:
    """A one-time code for the kiosk, into a file, or for people: as text and as a QR code to photograph."""
    from central.kiosks.enrolment import CODE_LIFE, make_code  # noqa: PLC0415  needs django.setup()
    from central.releases.shelf import root_json  # noqa: PLC0415  TUF: it takes its time

    code = make_code(options.kiosk, place=options.place, region=options.region or "")
    if options.code_file:
        write_private(options.code_file, code)
        return
    picture = QRCode(border=2)
    picture.add_data(code)
    hours = int(CODE_LIFE.total_seconds() // 3600)
    sys.stdout.write(f"{options.kiosk}: good once, for {hours} hours. On the kiosk:\n\n    kioskctl enrol {code}\n\n")
    picture.print_ascii(sys.stdout)
    if root_json(options.state) is None:
        sys.stdout.write(_NO_ROOT)


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
    from central.people.accounts import break_glass  # noqa: PLC0415  needs django.setup()

    name, password = break_glass()
    sys.stdout.write(f"{name} {password}\n")


def _first_administrator(file: Path | None) -> str:
    """What to tell of a platform that knows nobody: the password, once; empty when it went into `file`."""
    from central.people.cli import first  # noqa: PLC0415  needs django.setup()

    told = first()
    if told and file is not None:
        write_private(file, told)
        return ""
    return told


def _serve(options: argparse.Namespace, parent: int) -> None:
    scheme = "https" if options.tls else "http"
    servers = [CentralServer(options.port, options.host, scheme=scheme)]
    if options.tls:
        servers.append(CentralServer(options.people_port, options.host, scheme=scheme))
    if options.with_parent:
        servers[0].end_with(parent)
    prepare(options.state, options.public_url or servers[-1].url)
    if options.tls:
        _secure(options, *servers)
    if options.development_releases:
        from central.releases.shelf import begin  # noqa: PLC0415  TUF, for development only

        begin(options.state)
    if options.kiosk:
        _enroll(options)
    from central.timers.clockwork import Clockwork  # noqa: PLC0415  needs django.setup()

    urls, clockwork = {"url": servers[0].url, "people_url": servers[-1].url}, Clockwork()

    def ready() -> None:
        told = _first_administrator(options.password_file)
        write_private(options.state / "central.json", json.dumps({**urls, "pid": os.getpid()}))
        sys.stdout.write(f"central ready {servers[0].url}\n{told}")
        sys.stdout.flush()
        if not options.no_timers:
            clockwork.start()

    serve_all(servers, ready)
    clockwork.stop()
    (options.state / "central.json").unlink(missing_ok=True)


def _secure(options: argparse.Namespace, for_kiosks: CentralServer, for_people: CentralServer) -> None:
    """A fresh certificate of our own authority for both addresses; client certificates are asked for at the first."""
    from central.kiosks.enrolment import authority  # noqa: PLC0415  needs django.setup()

    name = urlsplit(options.public_url).hostname or options.host
    ours = authority()
    files = ours.issue_server(sorted({name, options.host, "127.0.0.1", "localhost"}, key=lambda host: host != name))
    for_kiosks.secure(kiosk_tls(*files, ours.certificate_pem))
    for_people.secure(people_tls(*files))


def main() -> None:
    """Run the command line."""
    parent = os.getppid()
    os.umask(0o077)
    if len(sys.argv) > 1 and sys.argv[1] in OTHERS:
        sys.exit(importlib.import_module(OTHERS[sys.argv[1]]).main(sys.argv[2:]))
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
