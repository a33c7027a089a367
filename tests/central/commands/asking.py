"""Commands asked for and approved from the platform's command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.protocol.commands import Command, SignedCommand, opened
from kiosk.protocol.crypto.international import International
from kiosk.protocol.crypto.provider import VerifyingKey
from kiosk.protocol.fleet import Standing
from tests.central.running import ROOT, RunningCentral

_GIVEN = """
import os
from pathlib import Path
os.umask(0o077)
from central.bootstrap import prepare
prepare(Path({state!r}))
from central.commands.book import approve, request
from central.kiosks.models import Kiosk
from kiosk.protocol.commands import Verb
asked = request(Kiosk.objects.get(id={kiosk!r}), Verb({verb!r}), by="lin")
print(approve(asked.id, by="zhao").id)
"""


def said(central: RunningCentral, *arguments: str) -> dict[str, Any]:
    """What ``python -m central command …`` says of one command."""
    answer: dict[str, Any] = json.loads(central.command("command", *arguments, "--json"))
    return answer


def given(central: RunningCentral, verb: str) -> str:
    """The id of an approved command, asked for and approved in one process."""
    return given_at(central.state, central.kiosk_id, verb)


def given_at(state: Path, kiosk_id: str, verb: str) -> str:
    """The same, of the platform in the folder `state`."""
    program = _GIVEN.format(kiosk=kiosk_id, verb=verb, state=str(state))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.strip()


def standing(central: RunningCentral) -> tuple[SignedCommand, ...]:
    """The commands that wait for the kiosk."""
    return Standing.model_validate_json(central.call("GET", "/v1/standing").content).commands


def command_key(central: RunningCentral) -> VerifyingKey:
    """What kiosks believe commands by."""
    crypto = International()
    private = (central.state / "command.key").read_bytes()
    return crypto.verifying_key(crypto.public_key(private))


def waiting(central: RunningCentral) -> list[Command]:
    """The same, opened."""
    key = command_key(central)
    found = [opened(message, key) for message in standing(central)]
    return [one for one in found if isinstance(one, Command)]
