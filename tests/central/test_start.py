"""Starting and ending: announced when ready, private files, no orphan, no person in the log."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from requests import get

from tests.central.applications import WANG, certificate_application, filed
from tests.central.running import ROOT, RunningCentral
from tests.central.sealing import submit


def test_it_announces_itself_and_takes_the_notice_down(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central") as central:
        notice = central.state / "central.json"
        assert json.loads(notice.read_text())["url"] == central.url
        for secret in ("secret", "code", "authority/ca.key", *(["central.db"] if not central.database else [])):
            assert (central.state / secret).stat().st_mode & 0o077 == 0
        assert central.stop() == 0
        assert not notice.exists()


def test_it_comes_back_under_the_same_address(central: RunningCentral) -> None:
    before = central.url
    central.stop()
    central.start_again()
    assert central.url == before
    assert central.call("GET", "/v1/ping").status_code == 204


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    starter = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'central', '--with-parent', '--state', sys.argv[1]],"
        " stdout=subprocess.PIPE, text=True)\n"
        "print(child.stdout.readline().split()[-1], child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", starter, str(tmp_path / "central")], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        url, pid = parent.stdout.readline().split()
        child = psutil.Process(int(pid))
        assert get(f"{url}/v1/ping", timeout=10).status_code == 401
        parent.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs([child], timeout=10)
    assert alive == []


def test_a_code_for_a_kiosk_that_would_take_no_releases_says_so(tmp_path: Path) -> None:
    """Before the platform has a root, and not after; both in one process, for a start is slow."""
    enroll = (
        "import sys; from pathlib import Path; from central.__main__ import main\n"
        "state = Path(sys.argv[1])\n"
        "sys.argv[1:] = ['enroll', '--state', str(state), '--kiosk', 'K-0412']\n"
        "main(); print('----')\n"
        "from central.releases.shelf import publisher; from datetime import UTC, datetime\n"
        "publisher(state).init(datetime.now(UTC)); main()\n"
    )
    command = [sys.executable, "-c", enroll, str(tmp_path / "central")]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout
    without, _, with_root = said.partition("----")
    assert "no releases yet" in without
    assert "kioskctl enrol" in with_root
    assert "no releases yet" not in with_root


def test_help_names_the_commands_that_have_arguments_of_their_own() -> None:
    command = [sys.executable, "-m", "central", "--help"]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout
    assert all(other in said for other in ("release", "command", "fleet", "push"))


def test_the_log_names_no_person_and_no_code(central: RunningCentral) -> None:
    (document,) = filed(central, certificate_application()).issued
    central.session().get(document.verify_url, timeout=10)
    central.session().get(f"{central.url}/r/a-token?number={WANG.number}", timeout=10)
    central.post("/v1/submissions", WANG.model_dump_json().encode(), key="0" * 32)
    code, log = (central.state / "code").read_text(), central.log
    assert "POST /v1/submissions 201" in log
    assert "/r/<str:token> 404" in log
    for personal in (WANG.name, WANG.number, "a-token", document.number, code):
        assert personal not in log


def test_a_bug_is_a_problem_outside_and_a_place_without_its_text_inside(tmp_path: Path) -> None:
    bug = "from central.cases import intake; intake.matter_of = lambda _: int('王建国')"
    with RunningCentral.start(tmp_path / "central", bug) as central:
        application = certificate_application()
        response = submit(central, application)
        assert (response.status_code, response.json()["status"]) == (500, 500)
        assert response.headers["Content-Type"] == "application/problem+json"
        assert "ValueError" in central.log
        assert WANG.name not in central.log
