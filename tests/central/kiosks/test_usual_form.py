"""The short way through a signature says what the library says, of whatever is signed or altered."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.kiosks import signatures
from central.kiosks.signatures import Call, Refusal, Signed, signed
from central.kiosks.usual_form import usual
from tests.central.kiosks.test_signatures import NOW, Message, keys_of, messages


def verdicts(message: Message) -> tuple[Signed | Refusal, Signed | Refusal]:
    """Of the verifier as it is, and of the library alone."""
    call = Call(message.method, message.target, message.headers, bool(message.body))
    by_both = signed(call, keys_of, now=NOW)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(signatures, "usual", lambda *_, **__: None)
        return by_both, signed(call, keys_of, now=NOW)


def altered(message: Message, data: st.DataObject) -> Message:
    name = data.draw(st.sampled_from([*message.headers, "method", "target"]))
    old = getattr(message, name, None) or message.headers[name]
    at = data.draw(st.integers(0, len(old) - 1))
    letter = data.draw(st.sampled_from('Aa10 "=:;()?/-#@%\\,+'))
    new = data.draw(
        st.sampled_from([old[:at] + old[at + 1 :], old[:at] + letter + old[at:], old[:at] + letter + old[at + 1 :]])
    )
    if name in message.headers:
        message.headers[name] = new
    else:
        setattr(message, name, new)
    return message


@settings(max_examples=200, deadline=None)
@given(messages, st.data())
def test_it_says_what_the_library_says(message: Message, data: st.DataObject) -> None:
    by_both, by_library = verdicts(altered(message, data) if data.draw(st.booleans()) else message)
    assert by_both == by_library


def test_what_our_kiosks_sign_goes_the_short_way() -> None:
    for message in (Message(), Message(method="GET", target="/v1/ping", body=b"", key="")):
        assert usual(message.method, message.target, message.headers, has_body=bool(message.body)) is not None


def test_a_base_that_leaves_the_path_out_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(method: str, _path: str, headers: Any, *, has_body: bool) -> Any:
        return usual(method, "/v1/submissions", headers, has_body=has_body)

    monkeypatch.setattr(signatures, "usual", wrong)
    message = Message()
    message.target = "/v1/heartbeats"
    by_both, by_library = verdicts(message)
    assert isinstance(by_both, Signed)
    assert by_library is Refusal.UNSIGNED
