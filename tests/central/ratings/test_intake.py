"""A rating counts once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kiosk.protocol.messages import Rating, SubmissionAnswer, rated_sha256
from tests.central.applications import CERTIFICATE
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import post, sealed, submit
from tests.central.stored import count


def rating(score: int, receipt_no: str = "") -> Rating:
    moment = datetime(2026, 11, 22, 1, 52, tzinfo=UTC)
    rated = rated_sha256(receipt_no) if receipt_no else ""
    return Rating(
        id=uuid4().hex, kiosk_id=KIOSK, matter_code=CERTIFICATE, score=score, rated_at=moment, case_sha256=rated
    )


def test_a_rating_sent_twice_counts_once(central: RunningCentral) -> None:
    one = rating(1)
    ready = sealed(central, one)
    answers = [post(central, ready, one.id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].content == answers[1].content
    given = SubmissionAnswer.model_validate_json(answers[0].content)
    assert (given.id, given.sha256) == (one.id, hashlib.sha256(ready.body).hexdigest())
    assert count(central.state, "ratings_ratingrecord", "id", one.id) == 1


def test_another_score_under_the_same_key_is_refused(central: RunningCentral) -> None:
    one = rating(1)
    assert submit(central, one).status_code == 201
    assert submit(central, one.model_copy(update={"score": 5})).status_code == 422


def test_of_a_case_the_first_rating_counts_and_a_second_one_is_settled(central: RunningCentral) -> None:
    """An answer that a kiosk takes for the end of it: refused, it would be set aside and somebody called."""
    receipt_no = f"L-0412-{uuid4().int % 10**6:06d}"
    first, second, other = rating(1, receipt_no), rating(5, receipt_no), rating(5, f"{receipt_no}7")
    posts = [(sealed(central, one), one) for one in (first, second, second, first, other)]
    ready = {one.id: message for message, one in posts}
    answers = [post(central, ready[one.id], one.id) for _, one in posts]
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 201]
    assert (answers[1].content, answers[3].content) == (answers[2].content, answers[0].content)
    settled = SubmissionAnswer.model_validate_json(answers[1].content)
    assert (settled.id, settled.sha256) == (second.id, hashlib.sha256(ready[second.id].body).hexdigest())
    assert [count(central.state, "ratings_ratingrecord", "id", one.id) for one in (first, second, other)] == [1, 0, 1]


def test_two_ratings_of_a_case_at_once_are_one(central: RunningCentral) -> None:
    """Planted: the roll is marked outside of the transaction, or not asked after it was found marked."""
    receipt_no = f"L-0412-{uuid4().int % 10**6:06d}"
    ones = [rating(score, receipt_no) for score in (1, 2, 3, 4, 5, 1)]
    ready = [sealed(central, one) for one in ones]
    with ThreadPoolExecutor(len(ones)) as callers:
        answers = list(callers.map(lambda pair: post(central, pair[1], pair[0].id), zip(ones, ready, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 200, 201]
    assert sum(count(central.state, "ratings_ratingrecord", "id", one.id) for one in ones) == 1


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_outside_the_scale_is_refused(central: RunningCentral, score: int) -> None:
    one = rating(1)
    body = one.model_dump_json().replace('"score":1', f'"score":{score}').encode()
    assert post(central, sealed(central, one, body=body), one.id).status_code == 422
