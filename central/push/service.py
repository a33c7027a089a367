"""``python -m central push``: the push service as a process of its own."""

import argparse
import fcntl
import os
import resource
import socket
import sys
from pathlib import Path

from central.bootstrap import prepare

_BACKLOG = 4096
_RETRY_S = 60.0


def main(arguments: list[str]) -> int:
    """Serve until stopped; 1 when it cannot be started, with a sentence why."""
    parent = os.getppid()
    options = _parser().parse_args(arguments)
    state: Path = options.state.absolute()
    _allow_many_connections()
    prepare(state)
    from central.push.serving import serve  # noqa: PLC0415  needs django.setup()

    with (state / "push.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.stderr.write(f"push: another push service serves {state} already\n")
            return 1
        try:
            listener = socket.create_server((options.host, options.port), backlog=_BACKLOG)
        except OSError as error:
            sys.stderr.write(f"push: cannot listen on {options.host}:{options.port} ({error.strerror})\n")
            return 1
        with listener:
            serve(listener, retry_s=options.retry, parent=parent if options.with_parent else None)
    return 0


def _allow_many_connections() -> None:
    """Each kiosk is an open file; most systems start a process with room for a thousand."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="central push", description="Tell kiosks that it is worth to look.")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port; 0 takes a free one")
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")
    parser.add_argument(
        "--retry",
        type=float,
        default=_RETRY_S,
        help="seconds over which kiosks spread their reconnection (%(default)s)",
    )
    return parser
