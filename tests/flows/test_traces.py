"""Nothing left behind, whichever way a visit ends: files, temporary files, the keyboard's memory, the spool, and RAM."""

import gc
from base64 import b64encode
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.visit.state import Holder
from tests.flows.house import House
from tests.flows.personal import of_people
from tools.citizen import Citizen

CARD = "社保卡补领"
CERTIFICATE = "参保证明打印"
TYPED_PHONE = "13800136621"


@pytest.fixture
def delays() -> Delays:
    return Delays(idle=4.0, idle_with_keyboard=4.0, warning=1.0, card_away=2.0)


def _finishes(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form().scans(1).reviews().signs().pays()
    citizen.sees_case_number().leaves()


def _prints(citizen: Citizen) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").confirms_form().sees_case_number().leaves()


def _leaves_before_paying(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form().scans(1).reviews().signs().is_asked_to_pay().walks_away()
    citizen.wait("the order to come to rest", lambda: citizen.kiosk.payment.open_orders == 0)


def _forgets(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").is_at(Step.FORM).is_gone()


def _takes_the_card(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form().is_at(Step.MATERIALS).lifts_card().is_gone()


def _is_offline(citizen: Citizen) -> None:
    citizen.loses_network().chooses(CARD).puts_card("wang").confirms_form(phone=TYPED_PHONE).scans(1)
    citizen.reviews().signs().reads_fault("payment.unreachable").defers_payment().sees_receipt_number().leaves()
    citizen.gets_network_back()
    citizen.wait("the acknowledgement", lambda: citizen.kiosk.outbox.depth() == 0, 40.0)


WAYS: dict[str, Callable[[Citizen], None]] = {
    "finished": _finishes,
    "printed": _prints,
    "left": _leaves_before_paying,
    "timed out": _forgets,
    "card taken": _takes_the_card,
    "offline": _is_offline,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_left_behind(citizen: Citizen, house: House, way: str) -> None:
    WAYS[way](citizen)
    secrets = of_people("wang")
    citizen.wait("every file to be clean", lambda: secrets.found_in(house.places()) == [])
    citizen.forgets_all()
    citizen.wait("memory to be clean", lambda: _still_known(secrets.texts) == 0)


def test_between_acceptance_and_acknowledgement_it_is_sealed(citizen: Citizen, house: House) -> None:
    citizen.loses_network().chooses(CERTIFICATE).puts_card("wang").confirms_form().sees_receipt_number().leaves()
    assert citizen.kiosk.outbox.depth() == 1
    assert of_people("wang").found_in(house.places()) == []
    citizen.gets_network_back()
    citizen.wait("the acknowledgement", lambda: citizen.kiosk.outbox.depth() == 0, 40.0)


@pytest.mark.parametrize("number", range(len(of_people("wang").texts)))
@pytest.mark.parametrize("form", ["utf-8", "utf-16-le", "gbk", "base64", "base64 of utf-16-le", "name"])
def test_the_search_finds_what_is_planted(tmp_path: Path, form: str, number: int) -> None:
    text = of_people("wang").texts[number]
    coding = form.rpartition(" ")[2]
    plain = f"x{text}y" if form == "name" else f"vor {text} nach"
    data = plain.encode() if coding in ("base64", "name") else plain.encode(coding)
    leak = tmp_path / "deep" / (plain if form == "name" else "innocent.log")
    leak.parent.mkdir()
    leak.write_bytes(b"" if form == "name" else b64encode(data) if form.startswith("base64") else data)
    assert of_people("wang").found_in([tmp_path]) == [str(leak)]
    assert of_people("li").found_in([tmp_path]) == []


def _still_known(texts: Collection[str]) -> int:
    """How many times the process still knows the person of this story; other tests know people of their own."""
    gc.collect()
    # `isinstance` would wake what is lazy among everything that there is: Django's settings, in a worker that knows it
    return sum(type(thing) is Holder and thing.number in texts for thing in gc.get_objects())
