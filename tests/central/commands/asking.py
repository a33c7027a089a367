"""Commands asked for and approved from the platform's command line."""

import json
from typing import Any

from kiosk.protocol.commands import Command, SignedCommand, opened
from kiosk.protocol.crypto.international import International
from kiosk.protocol.crypto.provider import VerifyingKey
from kiosk.protocol.fleet import Standing
from tests.central.running import RunningCentral


def said(central: RunningCentral, *arguments: str) -> dict[str, Any]:
    """What ``python -m central command …`` says of one command."""
    answer: dict[str, Any] = json.loads(central.command("command", *arguments, "--json"))
    return answer


def given(central: RunningCentral, verb: str) -> str:
    """The id of an approved command."""
    asked = said(central, central.kiosk_id, verb, "--by", "lin")
    said(central, "approve", asked["id"], "--by", "zhao")
    return str(asked["id"])


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
