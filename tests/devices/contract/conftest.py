"""Benches for the contract: one for each entry, and a neighbour that must not be taken along."""

from collections.abc import Iterator

import pytest

from tests.devices.contract.contract import Contract
from tests.devices.contract.entries import named
from tests.devices.contract.stand import Stand
from tests.devices.contract.suite import Neighbour


@pytest.fixture(scope="module", name="stand")
def _stand(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    contract: Contract = request.param
    with Stand(contract, tmp_path_factory.mktemp(contract.name)) as stand:
        yield stand


@pytest.fixture(scope="module", name="neighbours")
def _neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Neighbour]]:
    made = [Neighbour(named(name), tmp_path_factory.mktemp("neighbour")) for name in ("cabinet", "power_supply")]
    for each in made:
        each.start()
    yield made
    for each in made:
        each.stop()
