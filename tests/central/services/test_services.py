"""Each service is asked how it is; what is down takes nothing else with it; a province puts its own in place."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.protocol.progress import ProgressAnswer, ProgressRequest, holder_sha256
from kiosk.protocol.services import SearchAnswer, ServiceLine, ServicesAnswer
from tests.central.applications import REPLACEMENT, WANG, certificate_application, filed, unpaid_application
from tests.central.ratings.test_intake import rating
from tests.central.running import RunningCentral
from tests.central.sealing import submit
from tests.central.services.province import HANG
from tests.central.test_console import logged_in

OWN = {
    "credit": "tests.central.services.province.Credit",
    "delivery": "tests.central.services.province.HangingCarrier",
    "population": "tests.central.services.province.PatientPopulation",
}
EVERY = {
    *("identity", "certificates", "matters", "complaints", "ratings", "users", "search"),
    *("population", "legal_entity", "credit", "payment", "delivery", "appointment"),
}
_AGED = "UPDATE services_servicestanding SET checked_at = '2026-01-01 00:00:00+00:00'"
_LIES = "from central.services.libraries import SimulatedLibrary; SimulatedLibrary.ping = lambda self: None"


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform on which a province has put two services of its own."""
    state = tmp_path_factory.mktemp("province")
    (state / "services.json").write_text(json.dumps(OWN))
    with RunningCentral.start(state) as running:
        yield running


@pytest.fixture(autouse=True)
def _everything_is_up_again(central: RunningCentral) -> Iterator[None]:
    yield
    outages(central)


def outages(central: RunningCentral, **planned: int) -> None:
    (central.state / "outages.json").write_text(json.dumps(planned))


def standing(central: RunningCentral) -> dict[str, ServiceLine]:
    central.sql(_AGED)
    answer = central.call("GET", "/v1/services")
    assert answer.status_code == 200, answer.text
    return {one.service: one for one in ServicesAnswer.model_validate_json(answer.content).services}


def prefilled(central: RunningCentral, matter: str, **holder: str) -> PrefillAnswer:
    question = PrefillRequest(matter_code=matter, holder=WANG.model_copy(update=holder))
    answer = central.post("/v1/prefill", question.model_dump_json().encode())
    assert answer.status_code == 200, answer.text
    return PrefillAnswer.model_validate_json(answer.content)


def test_every_service_is_asked_and_one_that_hangs_holds_nobody_up(central: RunningCentral) -> None:
    (central.state / HANG).touch()
    begun = time.monotonic()
    first = standing(central)
    assert time.monotonic() - begun < 6
    assert first.keys() == EVERY
    assert {name for name, one in first.items() if one.state == "down"} == {"delivery"}
    assert first["delivery"].latency_ms >= 2000
    assert first["identity"].name.en == "Identity"
    assert "12345" not in first["credit"].without.zh
    assert standing(central)["delivery"].since == first["delivery"].since
    (central.state / HANG).unlink()
    assert standing(central)["delivery"].state == "up"


def test_one_library_down_leaves_the_others_and_the_citizen_types(central: RunningCentral) -> None:
    whole = prefilled(central, REPLACEMENT)
    outages(central, users=-1)
    part = prefilled(central, REPLACEMENT)
    assert "phone" in part.unavailable
    assert part.values.keys() == whole.values.keys() - set(part.unavailable)
    assert part.values
    now = standing(central)
    assert (now["users"].state, now["population"].state) == ("down", "up")
    assert central.sql(
        "SELECT outcome FROM government_datalookup WHERE library = 'account' ORDER BY id DESC LIMIT 1"
    ) == [("unavailable",)]
    outages(central, users=700)
    assert prefilled(central, REPLACEMENT) == whole
    assert standing(central)["users"].state == "slow"


def test_another_name_than_the_cards_is_told_nothing(central: RunningCentral) -> None:
    assert prefilled(central, REPLACEMENT, name="李桂兰") == PrefillAnswer()
    outages(central, identity=-1)
    assert prefilled(central, REPLACEMENT).values == {}
    assert "phone" in prefilled(central, REPLACEMENT).unavailable


def test_a_provinces_own_library_answers_and_tells_no_more_than_was_asked(central: RunningCentral) -> None:
    told = prefilled(central, "credit-record-query").values
    assert told["credit_record"] == "信用良好 18"
    assert "marital_status" not in told


def test_instant_papers_wait_for_the_department_while_the_library_is_down(central: RunningCentral) -> None:
    outages(central, population=-1)
    assert filed(central, certificate_application()).issued == ()
    outages(central)
    (paper,) = filed(central, certificate_application()).issued
    outages(central, certificates=-1)
    page = central.session().get(paper.verify_url, timeout=10)
    assert page.status_code == 503
    assert "请过几分钟再查" in page.text
    outages(central)
    assert "这份证明是真的" in central.session().get(paper.verify_url, timeout=10).text


def test_nobody_pays_twice_while_the_acquirer_is_away(central: RunningCentral) -> None:
    number = "990101198403171267"
    unpaid = unpaid_application()
    filed(central, unpaid.model_copy(update={"holder": WANG.model_copy(update={"number": number})}))
    question = ProgressRequest(holder=holder_sha256(number)).model_dump_json().encode()
    (case,) = ProgressAnswer.model_validate_json(central.post("/v1/cases/progress", question).content).cases
    assert case.payment is not None
    phone, address = central.session(), case.payment.url
    outages(central, payment=-1)
    assert standing(central)["payment"].state == "down"
    assert "请不要再付" in phone.post(address, data={"answer": "success"}, timeout=10).text
    assert "请不要再付" in phone.get(address, timeout=10).text
    assert central.sql("SELECT COUNT(*) FROM payments_simulatedentry WHERE amount_fen > 0") == [(0,)]


def test_a_problem_names_the_service_that_is_down(central: RunningCentral) -> None:
    outages(central, matters=-1)
    answer = central.post(
        "/v1/prefill", PrefillRequest(matter_code=REPLACEMENT, holder=WANG).model_dump_json().encode()
    )
    assert (answer.status_code, answer.json()["service"]) == (503, "matters")
    assert answer.headers["Retry-After"] == "30"
    assert submit(central, certificate_application()).status_code == 201, "an application is taken all the same"


def test_ratings_wait_on_the_kiosk_and_cases_do_not(central: RunningCentral) -> None:
    outages(central, ratings=-1)
    given = rating(1)
    answer = submit(central, given)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:suishiban:problem:service-down")
    assert submit(central, certificate_application()).status_code == 201
    outages(central)
    assert submit(central, given).status_code == 201


def test_matters_are_found_by_words_pinyin_and_english(central: RunningCentral) -> None:
    for words in ("社保卡", "sbk", "social security card"):
        answer = central.call("GET", f"/v1/search?words={quote(words)}")
        found = SearchAnswer.model_validate_json(answer.content).found
        assert REPLACEMENT in {one.code for one in found}, words
    assert central.call("GET", f"/v1/search?words={'a' * 41}").status_code == 422


def test_prometheus_and_the_console_say_the_same(central: RunningCentral) -> None:
    outages(central, search=-1)
    standing(central)
    token = (central.state / "metrics.token").read_text()
    page = (
        central.session().get(f"{central.url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=10).text
    )
    for service, state in (("search", "down"), ("identity", "up")):
        assert f'suishiban_service_state{{service="{service}",state="{state}"}} 1.0' in page
    assert float(re.findall(r'suishiban_service_latency_seconds{service="delivery"} (\S+)', page)[0]) < 2
    shown = logged_in(central).get(f"{central.url}/admin/services/servicestanding/", timeout=10).text
    assert "统一搜索" in shown
    assert "终端用本机搜索" in shown
    assert "province.Credit" in shown
    assert shown.index("CatalogueSearch") < shown.index("province.Credit"), "what is down comes first"


def test_a_service_that_is_not_asked_would_be_noticed(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central", _LIES) as mutant:
        outages(mutant, users=-1)
        assert "phone" in prefilled(mutant, REPLACEMENT).unavailable
        assert standing(mutant)["users"].state == "up"
