"""``make platform-pg``: PostgreSQL, granian, nginx with mutual TLS; a kiosk enrols and delivers through all of it."""

import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import HTTPSHandler, Request, build_opener

import psutil
import psycopg
import pytest

from kiosk.protocol.outcome import Delivered, NotAllowed
from kiosk.sync.client import CentralClient
from kiosk.sync.identity import enrol
from kiosk.sync.signing import RequestSigner
from kiosk.sync.transport import client_context
from tests.central.test_tls import Machine
from tests.proofs.shop import KIOSK, message, sealing
from tools import platform_pg
from tools.platform_pg import Platform, running
from tools.rig import ROOT

pytestmark = pytest.mark.skipif(bool(platform_pg.missing()), reason=platform_pg.missing())


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One that the user of PostgreSQL and nginx may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="platform-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def platform(folder: Path) -> Iterator[Platform]:
    with running(folder / "platform") as started:
        yield started


def central(platform: Platform, *arguments: str) -> str:
    command = [sys.executable, "-m", "central", *arguments, "--state", str(platform.state)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.fixture(scope="module")
def machine(platform: Platform, folder: Path) -> Iterator[Machine]:
    made = Machine(folder / "kiosk", platform.url)
    code = folder / "code"
    central(platform, "enroll", "--kiosk", KIOSK, "--code-file", str(code))
    # How a technician says whom to believe: the authority, carried there once.
    enrol(platform.people_url, KIOSK, code.read_text(), vault=made.vault, folder=made.folder)
    yield made
    made.client.close()


def test_a_kiosk_enrols_and_delivers_an_application_once(platform: Platform, machine: Machine) -> None:
    assert machine.client.ping() == Delivered(None)
    outgoing = message(1)
    body = sealing(central(platform, "intake-key"))(outgoing).body
    first = machine.client.post_submission(body, outgoing.id, "case")
    assert isinstance(first, Delivered)
    assert machine.client.post_submission(body, outgoing.id, "case") == first
    with psycopg.connect((platform.state / "database").read_text()) as connection:
        assert connection.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)


def test_without_a_certificate_a_kiosk_is_not_answered(platform: Platform, machine: Machine) -> None:
    context = client_context(machine.folder.authority.read_text())
    stranger = CentralClient(platform.url, RequestSigner(KIOSK, machine.vault.sign), tls=lambda: context)
    assert stranger.ping() == NotAllowed(403)
    stranger.close()


def page(platform: Platform, machine: Machine, path: str) -> tuple[int, str]:
    """What somebody with a browser gets."""
    context = ssl.create_default_context(cadata=machine.folder.authority.read_text())
    opener = build_opener(HTTPSHandler(context=context))
    request = Request(platform.people_url + path)  # noqa: S310  ours
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except OSError as error:
        return int(getattr(error, "code", 0)), ""


def test_people_see_the_console_with_its_styles_and_nothing_of_the_kiosks(platform: Platform, machine: Machine) -> None:
    status, text = page(platform, machine, "/admin/login/")
    assert status == 200
    styles = re.findall(r'href="(/static/[^"]+\.css)"', text)
    assert styles
    assert [page(platform, machine, style)[0] for style in styles] == [200] * len(styles)
    assert page(platform, machine, "/v1/ping")[0] == 404
    assert page(platform, machine, "/metrics")[0] == 404


def test_the_command_says_where_everything_is_and_ctrl_c_ends_all_of_it(folder: Path) -> None:
    place = folder / "command"
    command = [sys.executable, "tools/platform_pg.py", "--var", str(place), "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("ready after"):
                break
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert {line.split()[0] for line in said} >= {"people", "kiosks", "metrics", "enrol", "ready"}
    assert len(children) >= 4
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert not (place / "postgres" / "postmaster.pid").exists()
    shutil.rmtree(place)


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts them as somebody else")
def test_a_folder_that_their_user_may_not_enter_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(platform_pg.PlatformError, match="may not enter"), running(tmp_path / "platform"):
        pass
