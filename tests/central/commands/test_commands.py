"""A command is asked for by one person and approved by another; the kiosk gets it signed until it has answered."""

import stat
from datetime import UTC, datetime
from subprocess import CalledProcessError
from uuid import uuid4

import pytest

from kiosk.protocol.commands import LONGEST_LIFE
from kiosk.protocol.enrolment import Enrolment
from kiosk.protocol.messages import Report
from tests.central.commands.asking import command_key, given, said, standing, waiting
from tests.central.fleet.heartbeats import neighbour
from tests.central.running import RunningCentral
from tests.central.sealing import submit
from tests.central.test_console import form_token, logged_in


def test_an_approved_command_waits_for_its_kiosk_only(central: RunningCentral) -> None:
    asked = said(central, "K-0412", "restart", "--by", "lin")
    assert asked["id"] not in [one.id for one in waiting(central)]
    assert said(central, "approve", asked["id"], "--by", "zhao")["state"] == "approved"
    (command,) = [one for one in waiting(central) if one.id == asked["id"]]
    assert (command.kiosk_id, command.verb) == ("K-0412", "restart")
    assert (command.requester, command.approver) == ("lin", "zhao")
    assert command.expires - command.not_before <= LONGEST_LIFE
    assert command.not_before < datetime.now(UTC) < command.expires
    assert standing(neighbour(central, "K-0499")) == ()


def test_nobody_approves_what_they_asked_for(central: RunningCentral) -> None:
    asked = said(central, "K-0412", "restart", "--by", "lin")
    for by in (" LIN ", ""):
        with pytest.raises(CalledProcessError) as refused:
            said(central, "approve", asked["id"], "--by", by)
        assert "another person" in refused.value.stderr
    assert asked["id"] not in [one.id for one in waiting(central)]


def test_a_command_is_approved_once_and_not_after_it_was_withdrawn(central: RunningCentral) -> None:
    command = given(central, "resync")
    with pytest.raises(CalledProcessError):
        said(central, "approve", command, "--by", "wu")
    taken_back = said(central, "K-0412", "resync", "--by", "lin")["id"]
    assert said(central, "withdraw", taken_back)["state"] == "withdrawn"
    with pytest.raises(CalledProcessError):
        said(central, "approve", taken_back, "--by", "zhao")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("K-0412", "shell", "--by", "lin"), "expected one of restart"),
        (("K-0412", "restart"), "needs somebody who asks for it"),
        (("K-0412", "restart", "--by", "lin", "--hours", "24"), "23 hours at most"),
    ],
)
def test_what_cannot_be_asked_for_is_said(central: RunningCentral, arguments: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CalledProcessError) as refused:
        said(central, *arguments)
    assert sentence in refused.value.stderr


def test_an_expired_command_waits_no_more(central: RunningCentral) -> None:
    command = given(central, "resync")
    assert command in [one.id for one in waiting(central)]
    central.sql(f"UPDATE commands_kioskcommand SET expires = '2020-01-01 00:00:00' WHERE id = '{command}'")  # noqa: S608  of the tests
    assert command not in [one.id for one in waiting(central)]


def report(kiosk_id: str, command: str) -> Report:
    return Report(
        id=uuid4().hex,
        kiosk_id=kiosk_id,
        subject="command",
        about=command,
        reported_at=datetime.now(UTC),
        facts={"verb": "resync", "ended": "done"},
    )


def test_the_answer_ends_it_and_nobody_elses_does(central: RunningCentral) -> None:
    command = given(central, "resync")
    stranger = neighbour(central, "K-0498")
    assert submit(stranger, report("K-0498", command)).status_code == 201
    assert command in [one.id for one in waiting(central)]
    assert submit(central, report("K-0412", command)).status_code == 201
    assert command not in [one.id for one in waiting(central)]
    listed = central.command("command", "list", "K-0412", "--json")
    assert f'"id": "{command}"' in listed
    assert '"state": "answered"' in listed
    assert '"outcome": "done"' in listed


def test_the_key_is_private_and_its_public_half_goes_home_with_an_enrolment(central: RunningCentral) -> None:
    assert stat.S_IMODE((central.state / "command.key").stat().st_mode) == 0o600
    answer = central.enrol()
    public = Enrolment.model_validate_json(answer.json()["enrolment"]).command_key
    assert public.startswith("-----BEGIN PUBLIC KEY-----")
    assert command_key(central) is not None


def test_the_console_asks_in_ones_name_and_refuses_ones_own_approval(central: RunningCentral) -> None:
    session = logged_in(central)
    address = f"{central.url}/admin/commands/kioskcommand/"
    form = {
        "kiosk": "K-0412",
        "verb": "out-of-service",
        "csrfmiddlewaretoken": form_token(session.get(f"{address}add/", timeout=10)),
    }
    page = session.post(f"{address}add/", data=form, headers={"Referer": address}, timeout=10)
    assert "须由另一人审批" in page.text
    ((command, requester),) = central.sql(
        "SELECT id, requester FROM commands_kioskcommand WHERE verb = 'out-of-service' AND state = 'requested'"
    )
    assert requester == "admin"
    approval = {"action": "approve_chosen", "_selected_action": command, "csrfmiddlewaretoken": form_token(page)}
    page = session.post(address, data=approval, headers={"Referer": address}, timeout=10)
    assert "审批人不能是申请人本人" in page.text
    central.sql(f"UPDATE commands_kioskcommand SET requester = 'lin' WHERE id = '{command}'")  # noqa: S608  of the tests
    page = session.post(address, data=approval, headers={"Referer": address}, timeout=10)
    assert "已下发" in page.text
    (one,) = [one for one in waiting(central) if one.id == command]
    assert (one.requester, one.approver) == ("lin", "admin")
