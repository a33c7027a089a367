"""What is known is in the form, with where it came from; without the platform, the card alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.plan import Step
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.services.prefill import PrefillService, known_values, message_of
from kiosk.visit.effects import Prefill
from kiosk.visit.events import Prefilled
from kiosk.visit.state import Source, Visit
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.journeys import arrival, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, WANG

POLICE = {"zh": "公安人像库", "en": "Police photo library"}
ANSWER = PrefillAnswer(
    values={"photo": "已调用", "phone": "13800006621", "insurance_status": "", "shoe_size": "42"},
    sources={"photo": POLICE},
)
CARD_KEYS = {"name", "id_number", "address"}


def prefilled(visit: Visit, ask: Callable[[PrefillRequest], PrefillAnswer | None]) -> Prefilled:
    hearer = Hearer()
    PrefillService(ask).carry(visit, Prefill(), hearer)
    [event] = hearer.events
    assert isinstance(event, Prefilled)
    return event


@pytest.fixture
def visit() -> Visit:
    return replace(visit_at(Step.IDENTIFY), holder=WANG)


def test_the_platform_is_asked_about_this_holder_and_this_matter(visit):
    asked: list[PrefillRequest] = []
    prefilled(visit, asked.append)
    [request] = asked
    assert (request.matter_code, request.holder.number, request.holder.birth) == (
        CARD_REPLACEMENT.code,
        WANG.number,
        date(1985, 3, 12),
    )


def test_every_value_has_its_source_and_its_office(visit):
    event = prefilled(visit, lambda _: ANSWER)
    assert event.offline is False
    assert {key: value.source for key, value in event.values.items()} == {
        **dict.fromkeys(CARD_KEYS, Source.CARD),
        "photo": Source.GOVERNMENT,
        "phone": Source.GOVERNMENT,
    }
    assert event.values["photo"].office == ("公安人像库", "Police photo library")
    assert event.values["name"].office == ("身份证", "ID card")
    assert event.values["phone"].office == ("", ""), "an office that was not named is not guessed"
    assert {value.typed for value in event.values.values()} == {0}


def test_empty_and_unasked_values_are_none(visit):
    assert not {"insurance_status", "shoe_size"} & set(prefilled(visit, lambda _: ANSWER).values)


def test_offline_the_card_alone(visit):
    event = prefilled(visit, lambda _: None)
    assert (event.offline, set(event.values)) == (True, CARD_KEYS)


def test_a_library_that_was_silent_is_not_one_that_knows_nothing(visit):
    silent = ANSWER.model_copy(update={"unavailable": ("residence",)})
    assert prefilled(visit, lambda _: silent).unavailable == ("residence",), "nothing is known of the insurance"
    everything = {spec.key for spec in CARD_REPLACEMENT.form if (spec.source or "").startswith("government.")}
    assert set(prefilled(visit, lambda _: None).unavailable) == everything


def test_of_a_bundle_every_member_is_heard():
    course = load_catalogue().courses["newborn"]
    answers = iter([PrefillAnswer(unavailable=("marital_status",)), PrefillAnswer(unavailable=("residence",))])
    event = prefilled(replace(arrival(course), holder=WANG), lambda _: next(answers, PrefillAnswer()))
    assert {course.field(key).source for key in event.unavailable} == {
        "government.marital_status",
        "government.residence",
    }


def test_a_matter_that_needs_nothing_of_the_government_asks_nobody():
    fields = tuple(spec for spec in CERTIFICATE.fields if spec.source is not None and spec.source.startswith("card."))
    matter = CERTIFICATE.model_copy(update={"fields": fields})

    def asked(_: PrefillRequest) -> PrefillAnswer | None:
        raise AssertionError("nobody needs to know that this person is here")

    event = prefilled(replace(arrival(matter), holder=WANG), asked)
    assert (event.offline, set(event.values)) == (False, {spec.key for spec in fields})


def test_a_card_without_an_address_has_no_address():
    values = known_values(CARD_REPLACEMENT, replace(WANG, address=""), None)
    assert set(values) == CARD_KEYS - {"address"}


@pytest.mark.parametrize(("last_day", "said"), [(None, "长期"), (date(2031, 5, 6), "2031-05-06")])
def test_the_last_day_of_a_card_that_has_none_is_what_the_card_says(last_day, said):
    name = CARD_REPLACEMENT.field("name").model_copy(update={"source": "card.valid_to"})
    values = known_values(
        CARD_REPLACEMENT.model_copy(update={"fields": (name,)}), replace(WANG, valid_to=last_day), None
    )
    assert values["name"].text == said


def test_who_has_gone_is_not_asked_about():
    hearer = Hearer()
    PrefillService(lambda _: ANSWER).carry(visit_at(Step.IDENTIFY), Prefill(), hearer)
    assert hearer.events == []


def test_the_holder_on_the_wire_is_the_holder():
    said = message_of(WANG).model_dump()
    assert said == {key: getattr(WANG, key) for key in said}
    assert "王建国" not in repr(message_of(WANG))
