"""A rating counts once."""

import hashlib
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kiosk.protocol.messages import Rating, SubmissionAnswer
from tests.central.applications import CERTIFICATE
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import post, sealed, submit
from tests.central.stored import count


def rating(score: int) -> Rating:
    moment = datetime(2026, 11, 22, 1, 52, tzinfo=UTC)
    return Rating(id=uuid4().hex, kiosk_id=KIOSK, matter_code=CERTIFICATE, score=score, rated_at=moment)


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


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_outside_the_scale_is_refused(central: RunningCentral, score: int) -> None:
    one = rating(1)
    body = one.model_dump_json().replace('"score":1', f'"score":{score}').encode()
    assert post(central, sealed(central, one, body=body), one.id).status_code == 422
