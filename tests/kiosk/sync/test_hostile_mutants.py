"""The planted wrongs of `test_hostile_platform`: a careless client falls for what a platform that means harm does."""

import tracemalloc
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from threading import Thread

import pytest
from pydantic import BaseModel
from requests import Response

from kiosk.protocol.outcome import Delivered
from kiosk.sync import calls, client, transport
from kiosk.sync.transport import PlatformSession
from tests.kiosk.sync.test_hostile_platform import ENDLESS, READ_S, SLOW, answer, hostile, says
from tests.offline_cache.samples import application

_HONEST_S = 2 * READ_S
"""So long connecting and answering may take together"""


@pytest.mark.parametrize("name", ["headers", "body"])
def test_a_client_without_a_deadline_is_kept_for_ever(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(transport, "_hurry", lambda _line, _patience: None)
    monkeypatch.setattr(transport._Patience, "left", lambda _self: 1e6)
    with hostile(SLOW[name]) as (platform, careless):
        kept = Thread(target=careless.post_submission, args=(b"{}", "0" * 32, "case"))
        kept.start()
        kept.join(_HONEST_S * 2)
        is_kept = kept.is_alive()
        platform.close()
        kept.join(10)
    assert is_kept
    assert not kept.is_alive()


def test_a_client_that_takes_any_length_fills_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = 4 * calls.LONGEST_ANSWER
    monkeypatch.setattr(calls, "LONGEST_ANSWER", 2 * bound)
    monkeypatch.setattr(transport._Patience, "left", lambda _self: 60.0)
    with hostile(ENDLESS["a body"]) as (_, careless):
        tracemalloc.start()
        try:
            careless.post_submission(b"{}", "0" * 32, "case")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak > bound


def test_a_client_that_follows_goes_where_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def follows(
        self: PlatformSession,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | BytesIO | None,
        timeout: tuple[float, float],
    ) -> Response:
        return self.request(method, url, headers=headers, data=body, timeout=timeout, stream=True)

    monkeypatch.setattr(PlatformSession, "exchange", follows)
    with hostile(says("204 No Content")) as (elsewhere, _):
        with hostile(says(f"307 Temporary\r\nLocation: {elsewhere.url}/v1/ping")) as (_, careless):
            assert careless.ping() == Delivered(None)
        assert elsewhere.calls > 0


def test_a_client_that_does_not_compare_takes_anybodys_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, other = application(), application()
    genuine = client.parsed
    hoped = {"application_id": mine.id, "application_sha256": sha256(mine.body).hexdigest()}

    def hopes(kind: type[BaseModel], content: bytes) -> BaseModel | None:
        found = genuine(kind, content)
        return None if found is None else found.model_copy(update=hoped)

    monkeypatch.setattr(client, "parsed", hopes)
    stale = answer(application_id=other.id, application_sha256=sha256(other.body).hexdigest())
    with hostile(says("200 OK", stale)) as (_, careless):
        assert isinstance(careless.post_submission(mine.body, mine.id, "case"), Delivered)
