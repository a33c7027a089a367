"""The platform on a real PostgreSQL: it makes its tables there, and takes each application over once, even at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.central.applications import certificate_application, filed
from tests.central.running import RunningCentral
from tests.central.sealing import post, sealed
from tools.own_postgres import own_postgres, programs

AT_ONCE = 8

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed (apt-get install postgresql)")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A database of its own."""
    with own_postgres() as made:
        yield made


@pytest.fixture(scope="module")
def central(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUISHIBAN_CENTRAL_DATABASE", address)
        with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
            yield running


def cases(address: str, application_id: str) -> int:
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT count(*) FROM cases_case WHERE application_id = %s", (application_id,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_an_application_becomes_a_case(central: RunningCentral, address: str) -> None:
    application = certificate_application()
    answer = filed(central, application)
    assert answer.application_id == application.id
    assert cases(address, application.id) == 1
    assert not (central.state / "central.db").exists()


def test_the_same_application_many_times_at_once_is_one_case(central: RunningCentral, address: str) -> None:
    """Without SQLite's one writer, the uniqueness of the key decides."""
    application = certificate_application()
    ready = sealed(central, application)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: post(central, ready, application.id), range(AT_ONCE)))
    assert sorted(answer.status_code for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    assert cases(address, application.id) == 1


def test_different_applications_at_once_get_different_numbers(central: RunningCentral) -> None:
    made = [certificate_application() for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = {answer.case_no for answer in pool.map(lambda one: filed(central, one), made)}
    assert len(numbers) == AT_ONCE
