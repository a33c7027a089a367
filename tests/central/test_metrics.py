"""Figures for Prometheus: counted by route, for whoever has the token, and with nobody named in them."""

import re
import subprocess
import sys
from pathlib import Path

from requests import Response

from central.shared_counts import SHARED
from tests.central.applications import WANG, certificate_application, filed
from tests.central.fleet.heartbeats import Log, beat
from tests.central.running import KIOSK, ROOT, RunningCentral

_TWO_PROCESSES = """
import os, sys
from pathlib import Path
from central.shared_counts import share_between_processes
share_between_processes(Path(sys.argv[1]), os.getppid())
from central.metrics import count
count("GET", "/v1/ping", 204, 0.01)
if sys.argv[2] == "look":
    from prometheus_client import generate_latest
    from central.metrics import _gathered
    print(generate_latest(_gathered()).decode())
"""


def looked(central: RunningCentral, token: str) -> Response:
    return central.session().get(f"{central.url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=10)


def sample(text: str, name: str) -> float:
    (value,) = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(value)


def test_calls_are_counted_by_route_and_nobody_is_named(central: RunningCentral) -> None:
    (document,) = filed(central, certificate_application()).issued
    central.session().get(document.verify_url, timeout=10)
    central.session().get(f"{central.url}/r/a-token", timeout=10)
    central.session().get(f"{central.url}/v1/{WANG.number}", timeout=10)
    central.session().request("WANGJIANGUO", f"{central.url}/v1/ping", timeout=10)
    assert beat(central, Log()).status_code == 200
    page = looked(central, (central.state / "metrics.token").read_text())
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/plain")
    submitted = '{method="POST",route="/v1/submissions",status="201"}'
    assert sample(page.text, f"suishiban_requests_total{submitted}") == 1
    assert sample(page.text, 'suishiban_requests_total{method="GET",route="(no route)",status="404"}') == 1
    assert sample(page.text, 'suishiban_request_seconds_count{method="POST",route="/v1/submissions"}') == 1
    assert sample(page.text, 'suishiban_kiosks{standing="heard"}') == 1
    assert sample(page.text, "suishiban_queue_messages") == 2
    for personal in (WANG.name, WANG.number, document.number, KIOSK, "a-token", "WANGJIANGUO"):
        assert personal not in page.text


def test_without_the_token_there_is_nothing(central: RunningCentral) -> None:
    assert looked(central, "").status_code == 404
    assert looked(central, "guessed").status_code == 404
    assert (central.state / "metrics.token").stat().st_mode & 0o077 == 0


def test_processes_of_one_manager_count_together_and_sweep_what_is_left(tmp_path: Path) -> None:
    old = tmp_path / "metrics" / "999999999"
    old.mkdir(parents=True)
    for what in ("count", "look"):
        command = [sys.executable, "-c", _TWO_PROCESSES, str(tmp_path), what]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout
    assert sample(said, 'suishiban_requests_total{method="GET",route="/v1/ping",status="204"}') == 2
    assert not old.exists()
    assert SHARED == "PROMETHEUS_MULTIPROC_DIR"
