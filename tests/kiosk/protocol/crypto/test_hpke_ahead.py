"""What is sealed ahead is what the library seals: it opens both, and no key pair is used twice."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.protocol.crypto.hpke_ahead import _AHEAD, SUITE, SealingAhead
from tests.kiosk.fake_clock import until

KEY = X25519PrivateKey.generate()
CONTEXT = b"suishiban/1/case/K-0412/0"


@pytest.fixture
def ahead() -> SealingAhead:
    """One that has made everything ahead that it makes."""
    made = SealingAhead(KEY.public_key())
    made.seal(b"", b"")
    assert until(lambda: len(made._ready) == _AHEAD and not made._filling.locked())
    return made


@pytest.mark.parametrize("data", [b"", b"x", b"form" * 1024, bytes(200_000)])
@pytest.mark.parametrize("context", [b"", CONTEXT])
def test_the_library_opens_it(ahead, data, context):
    before = len(ahead._ready)
    sealed = ahead.seal(data, context)
    assert len(ahead._ready) == before - 1
    assert SUITE.decrypt(sealed, KEY, info=context) == data
    assert len(sealed) == len(SUITE.encrypt(data, KEY.public_key(), info=context))


@pytest.mark.parametrize("damage", [0, 40, -1])
def test_the_library_refuses_what_was_changed_or_moved(ahead, damage):
    sealed = bytearray(ahead.seal(b"form", CONTEXT))
    with pytest.raises(InvalidTag):
        SUITE.decrypt(bytes(sealed), KEY, info=CONTEXT + b"1")
    sealed[damage] ^= 1
    with pytest.raises((InvalidTag, ValueError)):
        SUITE.decrypt(bytes(sealed), KEY, info=CONTEXT)


def test_no_key_pair_is_used_twice_however_many_seal_at_once(ahead):
    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(lambda number: ahead.seal(b"%d" % number, CONTEXT), range(400)))
    assert len({one[:32] for one in sealed}) == 400
    assert [SUITE.decrypt(one, KEY, info=CONTEXT) for one in sealed] == [b"%d" % number for number in range(400)]


def test_before_anything_is_made_ahead_the_library_seals(monkeypatch):
    fresh = SealingAhead(KEY.public_key())
    monkeypatch.setattr(fresh, "_refill", lambda: None)
    assert SUITE.decrypt(fresh.seal(b"form", CONTEXT), KEY, info=CONTEXT) == b"form"


def test_nothing_is_made_ahead_while_somebody_seals(ahead, monkeypatch):
    monkeypatch.setattr("kiosk.protocol.crypto.hpke_ahead._REST_S", 3600.0)
    for _ in range(_AHEAD):
        ahead.seal(b"form", CONTEXT)
    assert len(ahead._ready) == 0
    assert ahead._filling.locked()  # it waits for the rest
    assert SUITE.decrypt(ahead.seal(b"form", CONTEXT), KEY, info=CONTEXT) == b"form"


def test_another_process_makes_its_own(ahead, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: 1)
    parents = {encapsulated for encapsulated, _ in ahead._ready}
    assert len(parents) == _AHEAD
    assert ahead.seal(b"form", CONTEXT)[:32] not in parents
    assert parents.isdisjoint(encapsulated for encapsulated, _ in ahead._ready)
