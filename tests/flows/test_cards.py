"""The reader and the cards that people lay on it: a plain sentence, and a way on."""

import pytest

from kiosk.matters.availability import Level
from kiosk.matters.plan import Step
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"
CERTIFICATE = "参保证明打印"


@pytest.mark.parametrize(
    ("person", "fault"),
    [
        ("forged", "card.forged"),
        ("transport", "card.not_an_id"),
        ("expired", "card.expired"),
        ("worn", "card.unreadable"),
    ],
)
def test_a_card_that_will_not_do_is_explained_and_a_good_one_goes_on(
    citizen: Citizen, house: House, person: str, fault: str
) -> None:
    citizen.chooses(CERTIFICATE).lays_card(person).reads_fault(fault).lifts_card()
    citizen.puts_card("wang").confirms_form().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


@pytest.mark.parametrize("after_bytes", [0, 200])
def test_a_card_lifted_in_mid_read_is_asked_for_again(citizen: Citizen, house: House, after_bytes: int) -> None:
    citizen.turns("id_card_reader", "lift_during_read", after_bytes=after_bytes)
    citizen.chooses(CERTIFICATE).lays_card("wang").reads_fault("card.moved")
    citizen.puts_card("wang").confirms_form().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


@pytest.mark.parametrize("trouble", ["noise", "half_frame", "flipped_bit", "duplicate"])
def test_a_bad_line_never_becomes_data(citizen: Citizen, house: House, trouble: str) -> None:
    citizen.chooses(CERTIFICATE).turns("id_card_reader", "trouble", kind=trouble, replies=2)
    citizen.puts_card("wang").confirms_form().sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert (case.holder.name, case.holder.number) == ("王建国", "990101198403171216")


def test_a_module_that_says_nothing_in_time_is_brought_back_without_anybody_noticing(
    citizen: Citizen, house: House
) -> None:
    citizen.chooses(CERTIFICATE).turns("id_card_reader", "trouble", kind="vendor_timeout", replies=2)
    citizen.puts_card("wang").confirms_form().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


@pytest.mark.expects_log("id_card_reader is lost")
def test_without_a_reader_the_guide_says_so_before_anything_is_asked(citizen: Citizen) -> None:
    citizen.opens(CERTIFICATE).turns("id_card_reader", "unplug")
    matter = citizen.matter(CERTIFICATE)
    citizen.wait("现在不能", lambda: citizen.kiosk.availability(matter).level is Level.NOT_NOW, 5.0)
    citizen.reads("现在不能办")
    citizen.turns("id_card_reader", "replug")
    citizen.wait("能办结", lambda: citizen.kiosk.availability(matter).level is Level.CAN_FINISH)
    citizen.begins().puts_card("wang").is_at(Step.FORM).walks_away()


@pytest.mark.expects_log("id_card_reader is lost")
def test_a_reader_that_is_unplugged_and_replugged_goes_on(citizen: Citizen, house: House) -> None:
    citizen.chooses(CERTIFICATE).turns("id_card_reader", "unplug").reads_fault("reader.lost")
    citizen.turns("id_card_reader", "replug").puts_card("wang").confirms_form().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


def test_taking_the_card_after_submission_changes_nothing(citizen: Citizen, house: House) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").confirms_form().is_at(Step.RESULT).lifts_card()
    citizen.waits_for("the card to be missed", lambda visit: visit.card_taken)
    citizen.sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
