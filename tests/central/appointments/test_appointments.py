"""A time has as many people as it has places, however many ask at once; what is given back is free again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from requests import Response

from kiosk.protocol.appointments import (
    AppointmentLine,
    AppointmentsAnswer,
    AppointmentsRequest,
    BookRequest,
    CancelRequest,
    SlotLine,
    SlotsAnswer,
)
from kiosk.protocol.progress import holder_sha256
from tests.central.running import RunningCentral
from tests.central.test_console import form_token, logged_in

MATTER = "passport-issue"
OFFICE = "临江市公安局出入境管理支队"
PLACES = 4
_UNCOUNTED = "from central.appointments import booking; booking._place_taken = lambda slot: True"
_PEOPLE = "SELECT COUNT(*) FROM appointments_appointment WHERE slot_id = {} AND state = 'booked'"
_BEGUN = "UPDATE appointments_slot SET day = '{}', begins = '00:00:00', ends = '00:00:01' WHERE id = {}"
_people = iter(range(10_000))


def somebody() -> str:
    return holder_sha256(f"9901011990010{next(_people):05d}")


def opened(central: RunningCentral, days: int = 14, capacity: int = PLACES, **more: str) -> int:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    options = {"department": OFFICE, "place": "临江市政务服务中心 3 楼", "minutes": "120", **more}
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    made = central.command(
        "appointments", "--first", f"{tomorrow}", "--days", f"{days}", "--capacity", f"{capacity}", *given
    )
    return int(made)


def free(central: RunningCentral, matter: str = MATTER) -> tuple[SlotLine, ...]:
    answer = central.call("GET", f"/v1/appointments/slots?matter_code={matter}")
    assert answer.status_code == 200, answer.text
    return SlotsAnswer.model_validate_json(answer.content).slots


def booked(central: RunningCentral, slot: int, holder: str, matter: str = MATTER, message: str = "") -> Response:
    wish = BookRequest(id=message or uuid4().hex, holder=holder, matter_code=matter, slot=slot)
    return central.post("/v1/appointments", wish.model_dump_json().encode())


def cancelled(central: RunningCentral, number: str, holder: str) -> Response:
    return central.post(
        "/v1/appointments/cancel", CancelRequest(holder=holder, number=number).model_dump_json().encode()
    )


def mine(central: RunningCentral, holder: str) -> tuple[AppointmentLine, ...]:
    answer = central.post("/v1/appointments/mine", AppointmentsRequest(holder=holder).model_dump_json().encode())
    assert answer.status_code == 200, answer.text
    return AppointmentsAnswer.model_validate_json(answer.content).appointments


def kind(answer: Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).rpartition(":")[2]


def many_at_once(central: RunningCentral, slot: int) -> Counter[int]:
    holders = [somebody() for _ in range(5 * PLACES)]
    with ThreadPoolExecutor(8) as pool:
        return Counter(answer.status_code for answer in pool.map(lambda one: booked(central, slot, one), holders))


def people_in(central: RunningCentral, slot: int) -> int:
    found: int = central.sql(_PEOPLE.format(slot))[0][0]
    return found


@pytest.fixture(scope="module")
def slots(central: RunningCentral) -> list[SlotLine]:
    assert opened(central) >= 8
    assert opened(central) == 0, "what is there stays as it is"
    return list(free(central))


def test_what_is_free_is_told_of_the_matters_own_department(central: RunningCentral, slots: list[SlotLine]) -> None:
    assert {one.free for one in slots} == {PLACES}
    assert [one.begins for one in slots] == sorted(one.begins for one in slots)
    assert free(central, "social-insurance-certificate") == ()
    assert free(central, "no-such-matter") == ()
    assert kind(booked(central, slots[0].id, somebody(), "vaccination-record")) == (404, "no-appointments")
    assert opened(central, region="8801", place="别处") > 0
    assert {one.place for one in free(central)} == {"临江市政务服务中心 3 楼"}, "of another region nothing is offered"


def test_a_place_is_taken_once_given_back_once_and_seen_by_its_holder_only(
    central: RunningCentral, slots: list[SlotLine]
) -> None:
    holder, message, slot = somebody(), uuid4().hex, slots[1]
    first, again = (booked(central, slot.id, holder, message=message) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert kind(booked(central, slots[2].id, holder, message=message)) == (422, "other-bytes")
    assert kind(booked(central, slot.id, holder)) == (409, "already-booked")
    (line,) = mine(central, holder)
    assert (line.begins, line.department.zh, line.said.en) == (slot.begins, OFFICE, "Booked")
    assert kind(cancelled(central, line.number, somebody())) == (404, "no-appointment")
    for _ in range(2):
        assert cancelled(central, line.number, holder).json()["state"] == "cancelled"
    assert {one.id: one.free for one in free(central)}[slot.id] == PLACES
    assert booked(central, slot.id, holder).status_code == 201
    for one in slots[2:4]:
        assert booked(central, one.id, holder).status_code == 201
    assert kind(booked(central, slots[4].id, holder)) == (409, "too-many-appointments")


def test_the_last_place_is_sold_once(central: RunningCentral, slots: list[SlotLine]) -> None:
    slot = slots[5].id
    assert many_at_once(central, slot) == {201: PLACES, 409: 4 * PLACES}
    assert people_in(central, slot) == PLACES
    assert kind(booked(central, slot, somebody())) == (409, "slot-full")


def test_what_has_begun_is_neither_booked_nor_given_back(central: RunningCentral, slots: list[SlotLine]) -> None:
    slot, holder = slots[6].id, somebody()
    number = booked(central, slot, holder).json()["number"]
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    central.sql(_BEGUN.format(today, slot))
    assert kind(booked(central, slot, somebody())) == (409, "slot-over")
    assert kind(cancelled(central, number, holder)) == (409, "slot-over")


def test_officers_see_times_and_marks_and_copy_a_week(central: RunningCentral, slots: list[SlotLine]) -> None:
    holder = somebody()
    number = booked(central, slots[7].id, holder).json()["number"]
    officer = logged_in(central)
    page = officer.get(f"{central.url}/admin/appointments/appointment/", timeout=10).text
    assert number in page
    assert holder not in page
    address = f"{central.url}/admin/appointments/slot/"
    form = {"action": "next_week", "_selected_action": [slots[-1].id, slots[-2].id]}
    form["csrfmiddlewaretoken"] = form_token(officer.get(address, timeout=10))
    before = central.sql("SELECT COUNT(*) FROM appointments_slot")[0][0]
    assert "新增" in officer.post(address, data=form, timeout=10).text
    assert central.sql("SELECT COUNT(*) FROM appointments_slot")[0][0] > before


def test_an_oversold_time_would_be_noticed(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central", _UNCOUNTED) as mutant:
        opened(mutant, days=4)
        slot = free(mutant)[0].id
        many_at_once(mutant, slot)
        assert people_in(mutant, slot) > PLACES
