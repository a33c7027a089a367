"""``python -m central proxied``: make ready what several processes behind a reverse proxy share, before the first starts.

The tables, the keys, the console's files in a folder that the proxy reads, and who may log in first.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from central.bootstrap import prepare


def main(arguments: list[str]) -> int:
    """Make it ready; prints the first administrator's password, once."""
    options = _parser().parse_args(arguments)
    state: Path = options.state.absolute()
    prepare(state, options.public_url)
    if options.development_releases:
        from central.releases.shelf import begin  # noqa: PLC0415  TUF, for development only

        begin(state)
    if options.certificate_for:
        from central.kiosks.enrolment import authority  # noqa: PLC0415  needs django.setup()

        authority().issue_server(options.certificate_for)
    collect_static(options.static)
    from central.people.cli import first  # noqa: PLC0415  needs django.setup()

    sys.stdout.write(first())
    return 0


def collect_static(into: Path) -> None:
    """Copy what browsers load (styles, scripts, pictures) to `into`, readable by everybody. Django must be set up."""
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415  needs django.setup()

    into.mkdir(parents=True, exist_ok=True)
    for finder in get_finders():
        for name, storage in finder.list([]):
            _copied(storage, name, into / name)
    for path in (into, *into.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _copied(storage: Any, name: str, to: Path) -> None:  # noqa: ANN401  Django gives it no type
    if to.exists() and to.stat().st_mtime >= storage.get_modified_time(name).timestamp():
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with storage.open(name) as file:
        to.write_bytes(file.read())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="central proxied", description="Make the platform ready to serve behind a proxy."
    )
    parser.add_argument(
        "--state", type=Path, required=True, help="folder of blobs, keys and the address of the database"
    )
    parser.add_argument("--static", type=Path, required=True, help="folder that the proxy serves as /static/")
    parser.add_argument("--public-url", default="", help="address printed on papers")
    parser.add_argument(
        "--certificate-for", nargs="*", default=[], metavar="HOST", help="issue authority/server.pem and .key"
    )
    parser.add_argument("--development-releases", action="store_true", help="publish what was shipped as release 1")
    return parser
