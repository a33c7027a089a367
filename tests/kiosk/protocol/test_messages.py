"""Messages never show what they carry."""

import pytest
from pydantic import ValidationError

from kiosk.protocol.messages import Application, Holder


def test_a_refused_message_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        Application.model_validate_json('{"holder": {"name": "王建国", "number": "990101198403171216"}, "values": 7}')

    assert "王建国" not in str(caught.value)
    assert "1216" not in str(caught.value)


def test_a_holder_is_not_shown_by_repr() -> None:
    holder = Holder(kind="citizen", name="王建国", number="990101198403171216", birth="1984-03-17")  # type: ignore[arg-type]

    assert "王建国" not in f"{holder!r} {holder}"
