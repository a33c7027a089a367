"""``kioskctl enrol`` against a real platform, and what it says when that is not there."""

import json
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.config import load_config
from kiosk.protocol.outcome import Delivered
from kiosk.runtime.enrolment import certificate_of, open_client
from offline_cache.vault import Vault
from tests.central.running import RunningCentral
from tests.kiosk.kiosk_toml import GOOD, write_config


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory):
    """A platform that uses TLS, with a code that nobody has used."""
    with RunningCentral.start(tmp_path_factory.mktemp("central"), tls=True) as running:
        yield running


def config_for(central: RunningCentral, folder: Path) -> Path:
    addresses = f'url = "{central.url}"\npublic_url = "{central.people_url}"'
    return write_config(
        folder, GOOD.replace('url = "http://127.0.0.1:1"\npublic_url = "http://127.0.0.1:1"', addresses)
    )


def test_a_code_makes_the_kiosk_known(central, tmp_path, capsys):
    file = config_for(central, tmp_path)
    config = load_config(file)
    assert certificate_of(config) is None
    assert main(["--config", str(file), "enrol", central.code, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["kiosk"] == "K-0412"
    certificate = certificate_of(config)
    assert certificate is not None
    assert said["expires"] == certificate.expires.isoformat(timespec="minutes")
    client = open_client(config, Vault.of(config.kiosk.state))
    assert client.ping() == Delivered(None)
    client.close()
    assert main(["--config", str(file), "audit", "list"]) == 0
    assert '"event":"enrolled"' in capsys.readouterr().out


def test_another_kiosk_cannot_use_it_again(central, tmp_path, capsys):
    file = config_for(central, tmp_path)
    assert main(["--config", str(file), "enrol", central.code]) == 1
    assert capsys.readouterr().err == (
        "kioskctl: The platform does not accept the code: it is for another kiosk, used, or older than a day.\n"
    )


def test_what_is_no_code_is_said_before_anybody_is_asked(tmp_path, capsys):
    assert main(["--config", str(write_config(tmp_path)), "enrol", "0815"]) == 1
    assert "This is no enrolment code" in capsys.readouterr().err
    assert main(["--config", str(write_config(tmp_path)), "enrol", "0815", "--json"]) == 1
    assert "This is no enrolment code" in json.loads(capsys.readouterr().out)["error"]


def test_a_platform_that_is_not_there_is_a_sentence(central, tmp_path, capsys):
    file = config_for(central, tmp_path)
    assert main(["--config", str(file), "enrol", central.code, "--at", "https://127.0.0.1:1"]) == 1
    assert "https://127.0.0.1:1 cannot be reached" in capsys.readouterr().err
