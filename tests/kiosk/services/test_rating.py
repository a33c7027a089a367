"""好差评: nobody can tell whose it was."""

import json

from kiosk.matters.plan import Step
from kiosk.protocol.messages import Rating, rated_sha256
from kiosk.services.rating import RatingService
from kiosk.visit.effects import StoreRating
from tests.kiosk.services.bystanders import Hearer, queued
from tests.kiosk.visit.journeys import CASE, VISIT_ID, visit_at
from tests.kiosk.visit.people import WANG


def test_a_rating_is_on_its_way_and_nothing_joins_it_to_the_visit(outbox, clock):
    nudges: list[int] = []
    service = RatingService(kiosk_id="K-0412", outbox=outbox, nudge=lambda: nudges.append(1), clock=clock)
    visit, hearer = visit_at(Step.RESULT), Hearer()
    service.carry(visit, StoreRating(5), hearer)
    message = queued(outbox, clock.now())
    rating = Rating.model_validate_json(message.body)
    assert (rating.score, rating.matter_code, rating.kiosk_id) == (5, visit.matter.code, "K-0412")
    assert (message.kind, message.receipt_no, message.attachments, rating.rated_at) == ("rating", "", (), clock.now())
    assert (nudges, hearer.events) == ([1], [])
    for secret in (VISIT_ID, WANG.name, WANG.number, CASE.receipt_no, WANG.address):
        assert secret.encode() not in message.body
        assert secret != message.id


def test_it_says_what_and_when_and_of_the_case_only_what_counts_it_once(outbox, clock):
    service = RatingService(kiosk_id="K-0412", outbox=outbox, nudge=lambda: None, clock=clock)
    service.carry(visit_at(Step.RESULT), StoreRating(1), Hearer())
    body = json.loads(queued(outbox, clock.now()).body)
    assert set(body) == {"id", "kiosk_id", "matter_code", "score", "rated_at", "case_sha256"}


def test_two_ratings_of_a_case_name_the_same_case(outbox, clock):
    """The platform counts one of them: a random id alone would let both count."""
    service = RatingService(kiosk_id="K-0412", outbox=outbox, nudge=lambda: None, clock=clock)
    for _ in range(2):
        service.carry(visit_at(Step.RESULT), StoreRating(1), Hearer())
    named = {
        (Rating.model_validate_json(one.body).id, Rating.model_validate_json(one.body).case_sha256)
        for one in iter(lambda: outbox.take(clock.now()), None)
    }
    assert (len(named), {case for _, case in named}) == (2, {rated_sha256(CASE.receipt_no)})


def test_two_ratings_are_two(outbox, clock):
    service = RatingService(kiosk_id="K-0412", outbox=outbox, nudge=lambda: None, clock=clock)
    for score in (1, 1):
        service.carry(visit_at(Step.RESULT), StoreRating(score), Hearer())
    assert outbox.depth() == 2
