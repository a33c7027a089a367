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
from tests.central.applications import attachment, certificate_application, filed, replacement_application
from tests.central.running import RunningCentral
from tests.central.sealing import bring, post, sealed
from tests.central.stored import cases_of, count


def the_same_application_twice_is_one_case(central: RunningCentral) -> None:
    application = certificate_application()
    ready = sealed(central, application)
    first, again = (post(central, ready, application.id) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.content == first.content
    assert CaseAnswer.model_validate_json(first.content).application_sha256 == hashlib.sha256(ready.body).hexdigest()
    assert cases_of(central.state, application.id) == 1


def other_bytes_are_refused(central: RunningCentral) -> None:
    application = certificate_application()
    ready = sealed(central, application)
    first = post(central, ready, application.id)
    assert first.status_code == 201
    changed = sealed(central, application.model_copy(update={"language": "en"}))
    refused = post(central, changed, application.id)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:suishiban:problem:other-bytes"
    assert post(central, ready, application.id).content == first.content


def test_the_same_application_twice_is_one_case(central: RunningCentral) -> None:
    the_same_application_twice_is_one_case(central)


def test_other_bytes_under_a_known_key_are_refused_and_change_nothing(central: RunningCentral) -> None:
    other_bytes_are_refused(central)


@pytest.mark.parametrize(
    ("check", "planted_bug"),
    [
        pytest.param(
            the_same_application_twice_is_one_case,
            "from central.cases import intake; intake.repeated = lambda *_: None",
            id="key-ignored",
        ),
        pytest.param(
            other_bytes_are_refused,
            "from central.cases import intake, models; intake.repeated = lambda key, *_: next("
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
    ready = sealed(central, application)
    sessions = [central.session() for _ in range(20)]

    def send(index: int) -> Response:
        return post(central, ready, application.id, sessions[index])

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


def test_pages_are_matched_by_what_is_in_them_and_lie_there_sealed(central: RunningCentral) -> None:
    pages = [uuid4().bytes * 1000, uuid4().bytes * 2000]
    application = replacement_application(*(attachment(page) for page in (*reversed(pages), pages[0])))
    ready = sealed(central, application, pages)
    bring(central, ready)
    assert post(central, ready, application.id).status_code == 201
    blobs = [hashlib.sha256(data).hexdigest() for data in ready.attachments]
    assert count(central.state, "cases_casedocument", "sha256", attachment(pages[0]).sha256) == 2
    assert count(central.state, "cases_casedocument", "blob_id", blobs[0]) == 2
    assert count(central.state, "cases_casedocument", "blob_id", blobs[1]) == 1
    stored = b"".join(path.read_bytes() for path in (central.state / "blobs").rglob("*") if path.is_file())
    assert not any(page[:16] in stored for page in pages)


def test_the_promised_date_counts_working_days_from_the_application(central: RunningCentral) -> None:
    answer = filed(central, replacement_application())
    assert answer.due == date(2026, 11, 25)  # applied on Friday night; Monday, Tuesday, Wednesday
    assert answer.issued == ()


def test_a_matter_the_platform_does_not_know_is_accepted_all_the_same(central: RunningCentral) -> None:
    answer = filed(central, certificate_application(matter="matter-of-a-newer-release"))
    assert (answer.due, answer.issued) == (None, ())


def test_cases_survive_a_restart(central: RunningCentral) -> None:
    application = certificate_application()
    ready = sealed(central, application)
    first = post(central, ready, application.id)
    assert central.stop() == 0
    central.start_again()
    assert post(central, ready, application.id).content == first.content


def test_the_release_is_unpacked_before_the_one_writer_has_to_wait(tmp_path: Path) -> None:
    """The bug of before: it was looked up inside the transaction, and nobody else could write meanwhile."""
    spy = (
        "from django.db import connection; from central.cases import intake; real = intake.matter_of; "
        "intake.matter_of = lambda code: 1 / 0 if connection.in_atomic_block else real(code)"
    )
    with RunningCentral.start(tmp_path, spy) as central:
        application = certificate_application()
        assert post(central, sealed(central, application), application.id).status_code == 201
