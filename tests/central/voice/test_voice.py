"""A bad rating opens a task with the kiosk's own circumstances; a ticket is answered by two people and opened again."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from requests import Response, Session

from kiosk.protocol.messages import Rating
from kiosk.protocol.progress import holder_sha256
from kiosk.protocol.voice import (
    TicketJudgement,
    TicketLook,
    TicketsAnswer,
    TicketsRequest,
    TicketStanding,
    WrittenTicket,
)
from tests.central.inside import inside
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import post, sealed, submit
from tests.central.test_console import form_token
from tests.central.voice.test_quality import CHECKED


def logged_in(central: RunningCentral, name: str, *roles: str) -> Session:
    """Somebody of the region that the kiosk stands in, past their first change of password."""
    told = central.command("people", "add", name, *(f"--role={role}" for role in roles), "--region", "9901")
    central.sql("UPDATE people_person SET must_change_password = FALSE")
    session = central.session()
    address = f"{central.url}/admin/login/?next=/admin/"
    form = {
        "username": name,
        "password": told.split()[-1],
        "csrfmiddlewaretoken": form_token(session.get(address, timeout=30)),
    }
    page = session.post(address, data=form, timeout=30)
    assert page.url.endswith("/admin/"), page.url
    return session


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
        running.sql("UPDATE kiosks_kiosk SET region = '990101'")
        yield running


@pytest.fixture(scope="module")
def clerk(central: RunningCentral) -> Session:
    return logged_in(central, "clerk", "officer")


@pytest.fixture(scope="module")
def chief(central: RunningCentral) -> Session:
    return logged_in(central, "chief", "operator", "officer")


def ticket(central: RunningCentral, text: str = "打印机没有纸，等了半小时也没有人来。") -> WrittenTicket:
    """A complaint that somebody without a card wrote at the kiosk."""
    wish = written(f"T-0412-{next(_NUMBERS)}", kind="complaint", text=text, holder="", written_at=datetime.now(UTC))
    answer = submit(central, wish)
    assert answer.status_code == 201, answer.text
    return wish


_NUMBERS = count(1000)


def page_of(console: Session, central: RunningCentral, number: str) -> str:
    """The address of a ticket's page."""
    found = console.get(f"{central.url}/admin/voice/ticket/", params={"q": number}, timeout=30)
    (address,) = set(re.findall(r"/admin/voice/ticket/\d+/change/", found.text))
    return f"{central.url}{address}"


def answer(console: Session, address: str, reply: str) -> Response:
    form = {"csrfmiddlewaretoken": form_token(console.get(address, timeout=30)), "reply": reply}
    return console.post(address, data=form, timeout=30)


def act(console: Session, central: RunningCentral, number: str, action: str) -> str:
    address = f"{central.url}/admin/voice/ticket/"
    page = console.get(address, params={"q": number}, timeout=30)
    (row,) = set(re.findall(r'name="_selected_action" value="(\d+)"', page.text))
    form = {"csrfmiddlewaretoken": form_token(page), "action": action, "_selected_action": row}
    return console.post(address, params={"q": number}, data=form, timeout=30).text


def decide(console: Session, address: str, button: str) -> str:
    """Press a button beside the reply."""
    form = {"csrfmiddlewaretoken": form_token(console.get(address, timeout=30)), button: "1"}
    return console.post(address.replace("/change/", "/decide/"), data=form, timeout=30).text


def rated(central: RunningCentral, score: int) -> str:
    rating = Rating(
        id=uuid4().hex,
        kiosk_id=KIOSK,
        matter_code="social-insurance-certificate",
        score=score,
        rated_at=datetime.now(UTC),
    )
    assert submit(central, rating).status_code == 201
    return rating.id


def tasks_of(central: RunningCentral, rating_id: str) -> int:
    rows = central.sql(f"SELECT count(*) FROM voice_rectification WHERE rating_id = '{rating_id}'")  # noqa: S608  of the tests
    return int(str(rows[0][0]))


def test_what_befell_the_kiosk_in_the_visit_is_told_in_words_and_nothing_else(tmp_path: Path) -> None:
    assert inside(tmp_path, "tests.central.voice.deeds.circumstances") == [
        ["2026-11-22 20:10", "终端程序重新启动"],
        ["2026-11-22 20:13", "设备故障 凭条打印机：卡纸"],
    ]


@pytest.mark.parametrize(("score", "tasks"), [(1, 0), (3, 0), (4, 1), (5, 1)])
def test_only_the_worst_two_open_a_rectification(central: RunningCentral, score: int, tasks: int) -> None:
    assert tasks_of(central, rated(central, score)) == tasks


def test_a_rectification_is_closed_with_words_that_say_something(central: RunningCentral, clerk: Session) -> None:
    rated(central, 5)
    listed = clerk.get(f"{central.url}/admin/voice/rectification/", timeout=30)
    address = f"{central.url}{re.findall(r'/admin/voice/rectification/[0-9]+/change/', listed.text)[0]}"
    page = clerk.get(address, timeout=30)
    assert "(&#x27;" not in page.text, "words, and not what Python calls a tuple"
    form = {"csrfmiddlewaretoken": form_token(page), "outcome": "done", "finding": "好", "measure": "好"}
    refused = clerk.post(address, data=form, timeout=30)
    assert "至少 10 个字" in refused.text
    form |= {"finding": "当时凭条打印机缺纸四十分钟，值班员未到场。", "measure": "已补纸，改为每日两次巡检并加报警。"}
    closed = clerk.post(address, data=form, timeout=30)
    assert closed.status_code == 200
    assert "已整改" in clerk.get(address, timeout=30).text
    assert clerk.post(address, data=form, timeout=30).status_code == 403


def test_a_form_that_is_looked_at_writes_nothing(central: RunningCentral) -> None:
    rated(central, 5)
    ticket(central)
    looked = inside(central.state, "tests.central.voice.deeds.looked_at", CHECKED)
    assert looked == {"reply": [True, "received", ""], "end": [True, "open", ""]}


def test_the_same_words_twice_are_one_ticket_and_other_words_are_refused(central: RunningCentral) -> None:
    wish = written("T-0412-0777", kind="suggestion", holder="", text="请在机器旁放一把椅子。")
    ready = sealed(central, wish)
    first, again = (post(central, ready, wish.id) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = sealed(central, wish.model_copy(update={"text": "请在机器旁放两把椅子。"}))
    assert post(central, other, wish.id).status_code == 422
    assert central.sql("SELECT COUNT(*) FROM voice_ticket WHERE number = 'T-0412-0777'") == [(1,)]


def test_what_is_said_travels_sealed_and_in_no_other_way(central: RunningCentral) -> None:
    wish = written("T-0412-0778", text="这句话不该在路上给人看见。")
    plain = {"id": wish.id, "kind": wish.kind, "text": wish.text, "matter_code": ""}
    assert central.post("/v1/tickets", json.dumps(plain).encode()).status_code == 404
    assert central.post("/v1/submissions", wish.model_dump_json().encode(), key=wish.id).status_code == 422
    assert wish.text not in sealed(central, wish).body.decode()
    assert central.sql("SELECT COUNT(*) FROM voice_ticket WHERE number = 'T-0412-0778'") == [(0,)]


def test_a_complaint_is_answered_by_two_and_opened_again(
    central: RunningCentral, clerk: Session, chief: Session
) -> None:
    opened = ticket(central)
    citizen = central.session()
    address = page_of(clerk, central, opened.number)
    assert "不足 20 个字" in answer(clerk, address, "您好，已收到，感谢您的支持！").text
    assert answer(clerk, address, CHECKED).status_code == 200
    page = f"{central.url}/t/{opened.number}/{opened.code}"
    assert CHECKED not in citizen.get(page, timeout=30).text, (
        "nothing reaches the citizen before a second person agreed"
    )
    answer(chief, address, CHECKED)
    assert "审核人不能是答复人本人" in act(chief, central, opened.number, "approve_chosen")
    assert "须由另一人审核" in chief.get(address, timeout=30).text
    assert CHECKED not in citizen.get(page, timeout=30).text
    answer(clerk, address, CHECKED)
    assert "已答复" in decide(chief, address, "approve")
    told = citizen.get(page, timeout=30).text
    assert CHECKED in told
    assert re.findall(r"<input[^>]*objection[^>]*>", told)
    assert "required" not in told, "a browser lets nobody say yes who has not written why not"
    unhappy = citizen.post(page, data={"answer": "no", "objection": "纸还是没有。"}, timeout=30)
    assert "已重新办理" in unhappy.text
    central.sql("UPDATE voice_formerreply SET answered_at = '2026-11-22 23:12:00+00:00'")
    read = clerk.get(address, timeout=30).text
    assert "纸还是没有。" in read
    assert "2026-11-23：" in read, "its morning in China"
    answer(clerk, address, CHECKED)
    act(chief, central, opened.number, "approve_chosen")
    assert "已办结" in citizen.post(page, data={"answer": "yes"}, timeout=30).text


def test_a_ticket_is_shown_to_whoever_has_its_code_only(central: RunningCentral) -> None:
    opened = ticket(central, "只有我知道的一句话。")
    session = central.session()
    for code in ("XXXXXXXX", opened.code.lower(), "", "é"):
        page = session.get(f"{central.url}/t/{opened.number}/{code}", timeout=30)
        assert page.status_code == 404
        assert "只有我知道的一句话" not in page.text


def written(number: str, **changes: Any) -> WrittenTicket:
    wish: dict[str, Any] = {
        "id": uuid4().hex,
        "kiosk_id": KIOSK,
        "number": number,
        "code": "ABCD2345",
        "kind": "consultation",
        "text": "居住证丢了，换一张要带什么？",
        "holder": holder_sha256("990101198403171283"),
        "written_at": datetime(2026, 11, 19, 12, 0, tzinfo=UTC),
    }
    return WrittenTicket(**{**wish, **changes})


def standing(central: RunningCentral, path: str, question: TicketLook | TicketJudgement) -> Response:
    return central.post(f"/v1/tickets/{path}", question.model_dump_json().encode())


def test_what_was_written_at_a_kiosk_is_found_by_slip_and_card_answered_and_opened_again(
    central: RunningCentral, clerk: Session, chief: Session
) -> None:
    wish = written("T-0412-0023")
    first = submit(central, wish)
    assert first.status_code == 201
    ready = sealed(central, wish)
    assert (post(central, ready, wish.id).status_code, first.json()["id"]) == (422, wish.id), "sealed anew: other bytes"
    assert submit(central, written("T-0412-0023")).status_code == 422, "a number is given once"
    typed = TicketLook(number="T04120023", code="ABCD2345")
    there = TicketStanding.model_validate_json(standing(central, "look", typed).content)
    assert (there.number, there.text, there.reply, there.may_judge) == ("T-0412-0023", wish.text, "", False)
    assert (there.written_at, f"{there.due}") == (wish.written_at, "2026-11-26"), (
        "the day on which it was written counts"
    )
    assert standing(central, "look", typed.model_copy(update={"code": "ABCD2346"})).status_code == 404
    assert standing(central, "look", typed.model_copy(update={"number": "T04120024"})).status_code == 404
    assert mine_of(central, "990101198403171283") == ["T-0412-0023"]
    assert mine_of(central, "990101198403171291") == []

    address = page_of(clerk, central, there.number)
    answer(clerk, address, CHECKED)
    act(chief, central, there.number, "approve_chosen")
    there = TicketStanding.model_validate_json(standing(central, "look", typed).content)
    assert (there.reply, there.may_judge, there.may_reopen) == (CHECKED, True, True)
    no = TicketJudgement(number=typed.number, code=typed.code, satisfied=False, objection="没有回答我的问题")
    again = TicketStanding.model_validate_json(standing(central, "judge", no).content)
    assert (again.said.zh, again.reply, again.may_judge) == ("已重新办理", "", False)
    assert standing(central, "judge", no).json()["said"]["zh"] == "已重新办理", "said twice changes nothing"


def mine_of(central: RunningCentral, number: str) -> list[str]:
    question = TicketsRequest(holder=holder_sha256(number)).model_dump_json().encode()
    answer = TicketsAnswer.model_validate_json(central.post("/v1/tickets/mine", question).content)
    return [one.number for one in answer.tickets]
