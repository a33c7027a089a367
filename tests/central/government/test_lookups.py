"""Every look at somebody's data is written down, the citizen sees it, and a matter that names no law gets nothing."""

from pathlib import Path

import pytest

from kiosk.protocol.lookups import Lookup, LookupsAnswer, LookupsRequest
from kiosk.protocol.messages import Holder, PrefillAnswer, PrefillRequest
from kiosk.protocol.progress import holder_sha256
from tests.central.applications import CERTIFICATE, REPLACEMENT, WANG, certificate_application, filed
from tests.central.databases import REFUSED
from tests.central.government.test_prefill import prefilled
from tests.central.running import RunningCentral
from tests.central.test_console import logged_in

LI = WANG.model_copy(update={"number": "990101194811022465", "name": "李桂兰"})
STRANGER = WANG.model_copy(update={"number": "990101198403171291"})
CREDIT = "credit-record-query"
_LAWLESS = (
    "from central.services import matters; was = matters.matter_of;"
    " matters.matter_of = lambda code: was(code).model_copy(update={'legal_basis': ()})"
)
_UNWRITTEN = "from central.government import lookups; lookups.Asked.write = lambda self: None"


def used(central: RunningCentral, holder: Holder) -> tuple[Lookup, ...]:
    body = LookupsRequest(holder=holder_sha256(holder.number)).model_dump_json().encode()
    answer = central.post("/v1/lookups/mine", body)
    assert answer.status_code == 200, answer.text
    assert holder.number not in answer.text
    assert holder.name not in answer.text
    return LookupsAnswer.model_validate_json(answer.content).lookups


def test_the_citizen_sees_who_looked_what_for_and_by_which_law(central: RunningCentral) -> None:
    assert used(central, LI) == ()
    told = prefilled(central, REPLACEMENT, LI)
    population, account = sorted(used(central, LI), key=lambda one: one.library != "population")
    assert {one.label.zh for one in population.fields} >= {"参保状态", "证件照片"}
    (phone,) = [one for one in account.fields if one.label.zh == "手机号"]
    assert (phone.office.en, phone.told) == ("Government account", "phone" in told.values)
    assert all(one.told for one in population.fields)
    assert population.matter.en == "Replace social security card"
    assert population.department.zh == "云桥区人社局"
    assert population.purpose_said.en == "Prefilled, so that you need not type"
    assert any("社会保险法" in law for law in population.legal_basis)
    assert (population.outcome, population.outcome_said.zh) == ("told", "已提供")
    assert prefilled(central, CREDIT, LI).values
    newest = used(central, LI)[0]
    assert (newest.library, newest.library_said.zh, newest.matter_code) == ("credit", "信用库", CREDIT)


def test_what_a_document_certifies_was_looked_up_and_nothing_that_was_found_is_said_so(central: RunningCentral) -> None:
    filed(central, certificate_application(LI))
    assert used(central, LI)[0].purpose == "issue"
    assert prefilled(central, CERTIFICATE, STRANGER) == PrefillAnswer()
    (look,) = used(central, STRANGER)
    assert look.outcome == "nothing"
    assert not any(one.told for one in look.fields)


def test_the_log_names_nobody_and_is_only_added_to(central: RunningCentral) -> None:
    prefilled(central, REPLACEMENT, LI)
    rows = str(central.sql("SELECT * FROM government_datalookup"))
    values = prefilled(central, REPLACEMENT, LI).values
    assert not [one for one in (LI.number, LI.name, values["phone"]) if one in rows]
    for statement in ("DELETE FROM government_datalookup", "UPDATE government_datalookup SET outcome = 'nothing'"):
        with pytest.raises(REFUSED):
            central.sql(statement)


def test_the_call_is_signed_and_believed_once(central: RunningCentral) -> None:
    body = LookupsRequest(holder=holder_sha256(LI.number)).model_dump_json().encode()
    address = f"{central.url}/v1/lookups/mine"
    assert central.session().post(address, data=body, timeout=10).status_code == 401
    headers = central.signer.headers("POST", "/v1/lookups/mine", body) | {"Content-Type": "application/json"}
    twice = [central.session().post(address, data=body, headers=headers, timeout=10) for _ in range(2)]
    assert [one.status_code for one in twice] == [200, 401]
    assert central.post("/v1/lookups/mine", b'{"holder": "990101194811022465"}').status_code == 422


def test_the_console_shows_marks_and_no_people(central: RunningCentral) -> None:
    prefilled(central, REPLACEMENT, LI)
    officer = logged_in(central)
    address = f"{central.url}/admin/government/datalookup/"
    page = officer.get(address, timeout=10).text
    assert "社会保障卡补领" in page
    assert "云桥区人社局" in page
    (key,) = central.sql("SELECT MAX(id) FROM government_datalookup")[0]
    row = officer.get(f"{address}{key}/change/", timeout=10).text
    assert "社会保险法" in row
    for text in (page, row):
        assert not [one for one in (LI.number, LI.name) if one in text]


def test_a_matter_without_a_law_is_refused_and_that_is_written_down(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central", _LAWLESS) as central:
        question = PrefillRequest(matter_code=REPLACEMENT, holder=LI).model_dump_json().encode()
        answer = central.post("/v1/prefill", question)
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:suishiban:problem:no-legal-basis"
        assert {one.outcome for one in used(central, LI)} == {"refused"}


def test_a_look_that_is_not_written_down_would_be_noticed(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central", _UNWRITTEN) as central:
        assert prefilled(central, REPLACEMENT, LI).values
        assert used(central, LI) == ()
