"""Heartbeats are kept, believed once, and checked; the standing has a tag."""

import re
from pathlib import Path

from central.releases.shelf import begin
from kiosk.protocol.fleet import DeviceHealth, Standing
from tests.central.fleet.heartbeats import Log, beat, heartbeat
from tests.central.running import RunningCentral
from tests.central.test_console import logged_in


def test_a_heartbeat_is_kept_and_the_next_takes_its_place(central: RunningCentral) -> None:
    log = Log()
    assert beat(central, log).status_code == 200
    assert beat(central, log, closed="door_open").status_code == 200
    rows = central.sql("SELECT kiosk_id, closed, devices_down, queue_depth, release FROM fleet_kioskreport")
    assert rows == [("K-0412", "door_open", 1, 2, 3)]
    said = central.command("fleet", "--json")
    assert '"kiosk": "K-0412", "silent": false' in said
    assert '"closed": "door_open"' in said


def test_what_is_degraded_or_starts_is_not_down(central: RunningCentral) -> None:
    states = ("online", "degraded", "starting", "busy", "suspended", "disabled", "offline")
    devices = {state: DeviceHealth(state=state) for state in states}
    assert beat(central, Log(), devices=devices).status_code == 200
    assert central.sql("SELECT devices_down FROM fleet_kioskreport") == [(3,)]
    page = logged_in(central).get(f"{central.url}/admin/fleet/kioskreport/{central.kiosk_id}/change/", timeout=10)
    for role, said in (
        ("degraded", "可用，需处理"),
        ("suspended", "恢复中"),
        ("starting", "启动中"),
        ("disabled", "已停用"),
    ):
        assert re.search(rf"<td>{role}</td><td><span[^>]*>{said}</span>", page.text), role


def test_a_heartbeat_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """One transaction: what fails at the end leaves nothing of the beginning, and costs no commit of its own."""
    bug = "from central.fleet import fleet_api; fleet_api.follow = lambda *_: 1 / 0"
    with RunningCentral.start(tmp_path, bug) as central:
        assert beat(central, Log()).status_code == 500
        assert central.sql("SELECT count(*) FROM fleet_kioskreport") == [(0,)]
        assert central.sql("SELECT last_seen_at FROM kiosks_kiosk") == [(None,)]


def test_a_heartbeat_of_another_kiosk_is_refused(central: RunningCentral) -> None:
    body = heartbeat("K-0413", Log(), []).model_dump_json().encode()
    response = central.post("/v1/heartbeats", body)
    assert (response.status_code, response.json()["type"]) == (422, "urn:suishiban:problem:other-kiosk")


def test_the_same_signed_heartbeat_is_believed_once(central: RunningCentral) -> None:
    body = heartbeat(central.kiosk_id, Log(), []).model_dump_json().encode()
    headers = central.signer.headers("POST", "/v1/heartbeats", body) | {"Content-Type": "application/json"}
    address = f"{central.url}/v1/heartbeats"
    statuses = [central.session().post(address, data=body, headers=headers, timeout=10).status_code for _ in range(3)]
    assert statuses == [200, 401, 401]


def test_without_a_signature_nothing_is_told(central: RunningCentral) -> None:
    for method, path in (("GET", "/v1/standing"), ("POST", "/v1/heartbeats")):
        assert central.session().request(method, central.url + path, timeout=10).status_code == 401


def test_the_standing_has_a_tag_and_nothing_new_is_304(central: RunningCentral) -> None:
    first = central.call("GET", "/v1/standing")
    assert first.status_code == 200
    assert Standing.model_validate_json(first.content).commands == ()
    again = central.call("GET", "/v1/standing", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


def test_the_console_shows_the_fleet_in_chinese(central: RunningCentral) -> None:
    beat(central, Log())
    page = logged_in(central).get(f"{central.url}/admin/fleet/kioskreport/", timeout=10)
    assert page.status_code == 200
    for said in ("终端状态", "K-0412", "最近心跳", "待发", "审计"):
        assert said in page.text


def test_a_published_release_changes_the_standing(central: RunningCentral) -> None:
    before = central.call("GET", "/v1/standing")
    assert Standing.model_validate_json(before.content).edition == 0
    begin(central.state)
    tag = {"If-None-Match": before.headers["ETag"]}
    after = Standing.model_validate_json(central.call("GET", "/v1/standing", headers=tag).content)
    assert after.edition > 0
    assert after.release == 1
