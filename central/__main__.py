"""``python -m central``: serve the platform; ``enroll`` a kiosk; make an ``admin`` for development."""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from central.bootstrap import prepare, write_private


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="central", description="The Suishiban reference platform.")
    parser.add_argument("command", nargs="?", choices=("serve", "enroll", "admin"), default="serve")
    parser.add_argument("--state", type=Path, required=True, help="folder of database, blobs and secret")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--public-url", default="", help="address printed on papers; by default the loopback address")
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")
    parser.add_argument("--kiosk", help="kiosk to enroll (serve: before serving)")
    parser.add_argument("--token-file", type=Path, help="the kiosk's token; made when it does not exist")
    parser.add_argument("--public-key-file", type=Path, help="PEM of the key that signs the kiosk's receipts")
    parser.add_argument("--place", default="", help="where the kiosk stands, for the console")
    options = parser.parse_args()
    if options.command == "enroll" and not options.kiosk:
        parser.error("enroll needs --kiosk")
    if options.kiosk and not options.token_file:
        parser.error("--kiosk needs --token-file")
    return options


def _enroll(options: argparse.Namespace) -> None:
    from central.kiosks.enrolment import enroll  # noqa: PLC0415  needs django.setup()

    token_file: Path = options.token_file
    if not token_file.exists():
        token_file.parent.mkdir(parents=True, exist_ok=True)
        write_private(token_file, secrets.token_urlsafe(32))
    key = options.public_key_file.read_text() if options.public_key_file else ""
    enroll(options.kiosk, token_file.read_text().strip(), public_key=key, place=options.place)


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
    if options.command == "enroll":
        _enroll(options)
    else:
        _admin()


if __name__ == "__main__":
    main()
