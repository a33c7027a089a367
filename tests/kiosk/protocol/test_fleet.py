"""What came of a look for releases is told apart by the words that the kiosk itself uses."""

import pytest

from kiosk.protocol.fleet import LookEnd, look_end


@pytest.mark.parametrize(
    ("said", "end"),
    [
        ("not reached: no route", LookEnd.NOT_REACHED),
        ("not believed: older than what was seen before", LookEnd.NOT_BELIEVED),
        ("release 7 cannot be used: small/matter.toml: title: expected", LookEnd.REFUSED),
        ("release 7 was taken back: no search", LookEnd.TAKEN_BACK),
        ("release 7 is in use", None),
        ("release 7 is ready, and is used as soon as nobody is here", None),
        ("the disk refuses: what cannot be used: was not reached", None),
        ("", None),
    ],
)
def test_a_look_that_went_wrong_is_known_by_its_words(said: str, end: LookEnd | None) -> None:
    assert look_end(said) is end
