"""``kioskctl``: what a technician does over SSH. One module a command; plain sentences, ``--json`` where machines read."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.cli import audit, bench, devices, doctor, enrol, examine, matters, queue, receipt, release, sync, visit
from kiosk.cli.arguments import refused
from kiosk.config import ConfigError, TableError
from kiosk.runtime import CatalogueError
from offline_cache.errors import StoreFailed, StoreRefused

DEFAULT_CONFIG = Path("var/kiosk.toml")
_COMMANDS = (doctor, enrol, matters, examine, devices, queue, audit, sync, receipt, release, visit, bench)
_MISUSED = 2
_NOT_STARTED = "start `make run` first, which writes it, or name one: kioskctl --config FILE …"
_STORE_FAILED = "see `kioskctl doctor`: a restart of the application recovers a damaged store, a full disk needs room"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 it says what is wrong, 2 called wrongly."""
    parser = argparse.ArgumentParser(prog="kioskctl", description="随时办: look after one kiosk.")
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, help="kiosk.toml (default: %(default)s)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _COMMANDS:
        module.add_to(commands)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except TableError as error:
        return refused(options, f"{options.config}: {error}")
    except (ConfigError, CatalogueError, StoreRefused) as error:
        unnamed = options.config == DEFAULT_CONFIG and not DEFAULT_CONFIG.exists()
        return refused(options, f"{error}; {_NOT_STARTED}" if unnamed else str(error))
    except StoreFailed as error:
        return refused(options, f"{error}; {_STORE_FAILED}")
    except BrokenPipeError:
        # Whoever read the answer had enough of it, as `head` does. What is still in the buffer must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return refused(options, "stopped")
    return code
