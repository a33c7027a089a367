"""A year in the life of a queue, as a hypothesis state machine: everything that may happen to it, in any order.

The whole store (files beside it, ballast, backup, recovery) and the real courier, against a platform in memory. What the
model of tests/kiosk/sync does not have: crashes without a goodbye, a full disk, a store that is destroyed and restored.
"""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch
from uuid import UUID

import apsw
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

import offline_cache.blobs as blobs_module
from kiosk.protocol.messages import CaseAnswer
from kiosk.protocol.outcome import Outcome, Refused
from kiosk.sync.courier import Courier
from offline_cache.database import FILE_NAME
from offline_cache.errors import StoreFailed
from offline_cache.key_custody import key_of_store
from offline_cache.message import Enclosure, Kind, Outgoing
from offline_cache.outbox import LONGEST_WAIT
from offline_cache.pages import connect
from offline_cache.standing import Limits
from offline_cache.store import Store
from tests.kiosk.sync.test_outbox_model import FATES, PlatformInMemory
from tests.offline_cache.samples import APPLIED_AT, clear
from tests.proofs.places import MEMORY
from tests.proofs.shop import filler

STEPS = 25
_LARGE = blobs_module.INLINE_BYTES + 1
_BALLAST_PAGES = 64
_LIMITS = Limits(stop_free_bytes=1)


class Platform(PlatformInMemory):
    """As there; and it never sees one key with two bodies."""

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        """Bytes are frozen at acceptance, whatever was restored since."""
        assert self.keys.get(message_id, body) == body
        outcome = super().post_submission(body, message_id, kind)
        if isinstance(outcome, Refused):
            assert message_id not in self.cases
        return outcome


class Queue(RuleBasedStateMachine):
    """The queue, its disk, its clock and its platform."""

    courier_type: ClassVar[type[Courier]] = Courier
    platform_type: ClassVar[type[Platform]] = Platform

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="queue-model-", dir=MEMORY)
        self._lives = 0
        self.now = APPLIED_AT
        self.platform = self.platform_type()
        self.accepted: dict[str, Outgoing] = {}
        self.may_be_gone: set[str] = set()
        self.in_backup: set[str] = set()
        self.full = False
        self.count = 0
        self.numbers: set[str] = set()
        self.told: list[str] = []
        self.killed_in_recovery = False
        self.state = Path(self._folder.name) / "0" / "state"
        self._open()

    def _open(self) -> None:
        self.store = self._opened(self.state)
        self.store.note_recoveries(lambda _, one: self.told.append(one.aside.name))
        self.store.outbox.give_back_all()
        self.courier = self.courier_type(self.platform, self.store.outbox, lambda: self.now, lambda _, high: high)
        self.store.database.when_full(self._give_up_ballast)
        self._set_room()

    def _opened(self, state: Path) -> Store:
        return Store.open(state, clear, now=lambda: self.now, limits=_LIMITS, ballast_bytes=0)

    def _set_room(self, spare: int = 0) -> None:
        pages = self.store.database.rows("PRAGMA page_count")[0][0] + spare if self.full else 1 << 30
        self.store.database.rows(f"PRAGMA max_page_count = {pages}")

    def _give_up_ballast(self) -> bool:
        """On the small disk of this model the ballast is so many pages (tests/proofs/full_disk.py has a real one)."""
        self._set_room(_BALLAST_PAGES)
        return True

    @rule(pages=st.integers(0, 2), size=st.sampled_from([100, _LARGE]))
    def a_citizen_files(self, pages: int, size: int) -> None:
        self.count += 1
        identity = UUID(int=self.count).hex
        files = tuple(Enclosure.of(filler(f"{identity} {page}", size), "image/jpeg") for page in range(pages))
        try:
            number = self.store.sequence.next_receipt_no("0412")
            assert number not in self.numbers
            self.numbers.add(number)
            message = Outgoing(identity, "case", filler(identity, 4096), number, APPLIED_AT, files)
            with self._no_room_for_files():
                self.store.outbox.accept(message, settles_order=None)
        except StoreFailed:
            assert self.full
        else:
            self.accepted[identity] = message

    @precondition(lambda self: self.accepted)
    @rule(fate=st.sampled_from(FATES))
    def the_courier_sets_out(self, fate: str) -> None:
        self.platform.fate = fate
        if queued := self.store.outbox.take(self.now):
            self.courier.deliver(queued)

    @rule(idle=st.booleans())
    def the_store_is_looked_after(self, idle: bool) -> None:
        self.store.look_after(idle)
        if idle:
            self.in_backup = self._held_by_backup()

    @rule()
    def the_process_is_killed(self) -> None:
        """The disk as it is becomes the disk of the next life; the old one is let go of only then."""
        self._lives += 1
        before, self.state = self.state, Path(self._folder.name) / str(self._lives) / "state"
        shutil.copytree(before.parent, self.state.parent)
        self.store.close()
        shutil.rmtree(before.parent)
        self._open()
        assert self.store.recovery is None

    @precondition(lambda self: self.accepted and not self.killed_in_recovery)
    @rule(page=st.integers(0, 40), step=st.integers(1, 150))
    def a_page_rots_and_the_recovery_is_killed(self, page: int, step: int) -> None:
        """What another recovery finds that nobody kills, the start after the kill finds as well; once in a history."""
        self.killed_in_recovery = True
        self.store.close()
        path = self.state / FILE_NAME
        image = bytearray(path.read_bytes())
        image[page * 4096 % len(image) + 2000] ^= 4
        path.write_bytes(image)
        undisturbed = Path(self._folder.name) / "undisturbed"
        shutil.copytree(self.state.parent, undisturbed)
        with closing(self._opened(undisturbed / "state")) as store:
            expected, recovered = self._here(store), store.recovery is not None
        shutil.rmtree(undisturbed)
        self._lives += 1
        before, self.state = self.state, Path(self._folder.name) / str(self._lives) / "state"
        killed_at(step, before.parent, self.state.parent, lambda: self._opened(before).close())
        shutil.rmtree(before.parent)
        self.may_be_gone |= set(self.accepted) - expected.keys()
        self.told.clear()
        self._open()
        assert self._here(self.store) == expected
        assert bool(self.told) == recovered

    @rule(how=st.sampled_from(["emptied", "zeroed", "removed"]))
    def the_store_is_destroyed(self, how: str) -> None:
        """What the backup holds comes back; what came after it may be gone, and is looked for in the wreck only."""
        self.store.close()
        path = self.state / FILE_NAME
        for log in ("-wal", "-shm"):
            path.with_name(FILE_NAME + log).unlink(missing_ok=True)
        if how == "removed":
            path.unlink()
        else:
            path.write_bytes(bytes(path.stat().st_size if how == "zeroed" else 0))
        self.may_be_gone |= set(self.accepted) - self.in_backup
        self._open()

    @rule(full=st.booleans())
    def the_disk_fills_or_is_emptied(self, full: bool) -> None:
        self.full = full
        self._set_room()

    @rule(seconds=st.sampled_from([1, 60, 301, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(days=st.sampled_from([-3650, -1, 1, 3650]))
    def the_clock_jumps(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def nothing_arrives_twice(self) -> None:
        assert len(self.platform.cases) == len(set(self.platform.cases))

    @invariant()
    def nothing_is_nowhere(self) -> None:
        here = self._here(self.store)
        for identity, message in self.accepted.items():
            somewhere = identity in self.platform.keys or here.get(identity) == message.body
            assert somewhere or identity in self.may_be_gone

    def _here(self, store: Store) -> dict[str, bytes]:
        return dict(store.database.rows("SELECT id, body FROM outbox WHERE body IS NOT NULL"))

    def _held_by_backup(self) -> set[str]:
        path = self.state / "backup" / FILE_NAME
        if not path.exists():
            return set()
        with closing(connect(path, key_of_store(self.state / FILE_NAME))) as copy:
            return {identity for (identity,) in copy.execute("SELECT id FROM outbox")}

    @contextmanager
    def _no_room_for_files(self) -> Iterator[None]:
        def no_room(*_: object) -> None:
            raise OSError(errno.ENOSPC, "no room")

        if not self.full:
            yield
            return
        with patch.object(blobs_module, "_written", no_room):
            yield

    def teardown(self) -> None:
        try:
            self.when_the_way_is_free_everything_arrives()
            self.and_nothing_is_left()
        finally:
            self.store.close()
            self._folder.cleanup()

    def when_the_way_is_free_everything_arrives(self) -> None:
        self.full = False
        self._set_room()
        self.platform.fate = "delivered"
        self.store.outbox.due(self.now)  # the engine looks every few seconds, whatever the clock says
        self.now += LONGEST_WAIT
        while queued := self.store.outbox.take(self.now):
            self.courier.deliver(queued)
        assert self.store.outbox.depth() == 0
        arrived = set(self.platform.cases) | self.platform.refused
        assert set(self.accepted) - self.may_be_gone <= arrived <= set(self.accepted)
        assert all(self.platform.keys[one] == self.accepted[one].body for one in self.platform.cases)

    def and_nothing_is_left(self) -> None:
        self.store.look_after(idle=True)
        dead = {one.id for one in self.store.outbox.dead()}
        bodies = {row[0] for row in self.store.database.rows("SELECT id FROM outbox WHERE body IS NOT NULL")}
        assert bodies == dead
        needed = {
            one.sha256
            for name in dead
            for one in self.accepted[name].attachments
            if one.size > blobs_module.INLINE_BYTES
        }
        assert self.store.blobs.names() <= needed


class _KilledError(BaseException):
    """Nothing of the program goes on after it."""


def killed_at(step: int, disk: Path, image: Path, life: Callable[[], None]) -> None:
    """`image` becomes the folder `disk` as it is at a statement of `life`, or at its end when that comes first."""
    count = 0

    def one_more(*_: object) -> bool:
        nonlocal count
        count += 1
        if count == step:
            shutil.copytree(disk, image)
            raise _KilledError
        return True

    def watch(connection: apsw.Connection) -> None:
        connection.exec_trace = one_more

    apsw.connection_hooks.append(watch)
    try:
        with suppress(_KilledError):
            life()
    finally:
        apsw.connection_hooks.remove(watch)
    if not image.exists():
        shutil.copytree(disk, image)


def run(model: type[Queue], histories: int) -> None:
    """Try so many histories; the first that breaks a promise is raised, not made shorter."""
    run_state_machine_as_test(
        model,
        settings=settings(
            max_examples=histories,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=True,
            print_blob=False,
            report_multiple_bugs=False,
            phases=(Phase.generate,),
        ),
    )
