"""The kinds of messages: each of them is kept by the store."""

from contextlib import closing
from typing import get_args
from uuid import uuid4

from offline_cache.database import Database
from offline_cache.message import Kind, Outgoing
from tests.offline_cache.samples import APPLIED_AT, queue


def test_every_kind_is_kept(tmp_path):
    with closing(Database.open(tmp_path / "kiosk.db")) as database:
        outbox = queue(database)
        for kind in get_args(Kind):
            outbox.accept(Outgoing(uuid4().hex, kind, b"{}", "L-0412-0001", APPLIED_AT), settles_order=None)
        assert outbox.depth() == len(get_args(Kind))
