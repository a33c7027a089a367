"""Exactly one case per application, whatever arrives twice, at once or changed."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from requests import Response

from kiosk.protocol.messages import CaseAnswer
from tests.central.applications import attachment, certificate_application, filed, replacement_application, send_blob
from tests.central.running import RunningCentral
from tests.central.stored import cases_of, count


def the_same_application_twice_is_one_case(central: RunningCentral) -> None:
    application = certificate_application()
    body = application.model_dump_json().encode()
    first, again = (central.post("/v1/cases", body, key=application.id) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert CaseAnswer.model_validate_json(first.content).application_sha256 == hashlib.sha256(body).hexdigest()
    assert cases_of(central.state, application.id) == 1


def other_bytes_are_refused(central: RunningCentral) -> None:
    application = certificate_application()
    answer = filed(central, application)
    changed = application.model_copy(update={"language": "en"})
    response = central.post("/v1/cases", changed.model_dump_json().encode(), key=application.id)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:suishiban:problem:other-bytes"
    assert filed(central, application) == answer


def test_the_same_application_twice_is_one_case(central: RunningCentral) -> None:
    the_same_application_twice_is_one_case(central)


def test_other_bytes_under_a_known_key_are_refused_and_change_nothing(central: RunningCentral) -> None:
    other_bytes_are_refused(central)


@pytest.mark.parametrize(
    ("check", "planted_bug"),
    [
        pytest.param(
            the_same_application_twice_is_one_case,
            "from central.cases import intake; intake._repeated = lambda *_: None",
            id="key-ignored",
        ),
        pytest.param(
            other_bytes_are_refused,
            "from central.cases import intake, models; intake._repeated = lambda key, *_: next("
            "(intake.Accepted(c.answer, False) for c in models.Case.objects.filter(application_id=key)), None)",
            id="bytes-not-compared",
        ),
    ],
)
def test_planted_bugs_are_caught(tmp_path: Path, check: Callable[[RunningCentral], None], planted_bug: str) -> None:
    with RunningCentral.start(tmp_path / "central", planted_bug) as mutant, pytest.raises(AssertionError):
        check(mutant)


def test_twenty_at_once_are_one_case_with_one_answer(central: RunningCentral) -> None:
    application = certificate_application()
    body = application.model_dump_json().encode()
    sessions = [central.session() for _ in range(20)]

    def send(index: int) -> Response:
        return central.post("/v1/cases", body, key=application.id, session=sessions[index])

    with ThreadPoolExecutor(20) as pool:
        responses = list(pool.map(send, range(20)))
    assert sorted(response.status_code for response in responses) == [200] * 19 + [201]
    assert len({response.content for response in responses}) == 1
    assert cases_of(central.state, application.id) == 1


def test_different_applications_at_once_get_different_numbers(central: RunningCentral) -> None:
    applications = [certificate_application() for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda one: filed(central, one), applications))
    assert len({answer.case_no for answer in answers}) == 12
    assert len({answer.issued[0].number for answer in answers}) == 12


def test_a_case_number_has_four_groups_of_four_digits(central: RunningCentral) -> None:
    groups = filed(central, certificate_application()).case_no.split(" ")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert "".join(groups).isdigit()


def test_missing_attachments_are_named_and_the_case_waits_for_them(central: RunningCentral) -> None:
    page = uuid4().bytes
    application = replacement_application(attachment(page))
    body = application.model_dump_json().encode()
    refused = central.post("/v1/cases", body, key=application.id)
    assert refused.status_code == 409
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:suishiban:problem:missing-attachments"
    assert refused.json()["missing"] == [attachment(page).sha256]
    assert cases_of(central.state, application.id) == 0
    assert send_blob(central, page) == 201
    assert central.post("/v1/cases", body, key=application.id).status_code == 201
    assert count(central.state, "cases_casedocument", "blob_id", attachment(page).sha256) == 1


def test_an_attachment_of_another_size_is_refused(central: RunningCentral) -> None:
    page = uuid4().bytes
    send_blob(central, page)
    application = replacement_application(attachment(page, size=len(page) + 1))
    response = central.post("/v1/cases", application.model_dump_json().encode(), key=application.id)
    assert response.status_code == 422
    assert response.json()["type"] == "urn:suishiban:problem:wrong-size"


def test_the_promised_date_counts_working_days_from_the_application(central: RunningCentral) -> None:
    answer = filed(central, replacement_application())
    assert answer.due == date(2026, 11, 25)  # applied on Friday night; Monday, Tuesday, Wednesday
    assert answer.issued == ()


def test_a_matter_the_platform_does_not_know_is_accepted_all_the_same(central: RunningCentral) -> None:
    answer = filed(central, certificate_application(matter="matter-of-a-newer-release"))
    assert (answer.due, answer.issued) == (None, ())


def test_the_key_must_be_there_and_be_the_id(central: RunningCentral) -> None:
    body = certificate_application().model_dump_json().encode()
    assert central.post("/v1/cases", body).status_code == 400
    assert central.post("/v1/cases", body, key=uuid4().hex).status_code == 422


def test_an_application_of_another_kiosk_is_refused(central: RunningCentral) -> None:
    application = certificate_application().model_copy(update={"kiosk_id": "K-9999"})
    response = central.post("/v1/cases", application.model_dump_json().encode(), key=application.id)
    assert response.json()["type"] == "urn:suishiban:problem:other-kiosk"


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[]", 422), (b'{"id": "x"}', 422), (b"\xff", 400)])
def test_what_is_no_application_is_a_problem(central: RunningCentral, body: bytes, status: int) -> None:
    response = central.post("/v1/cases", body, key=uuid4().hex)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_huge_message_is_refused(central: RunningCentral) -> None:
    assert central.post("/v1/cases", b" " * 1_100_000, key=uuid4().hex).status_code == 413


def test_cases_survive_a_restart(central: RunningCentral) -> None:
    application = certificate_application()
    answer = filed(central, application)
    assert central.stop() == 0
    central.start_again()
    assert filed(central, application) == answer
