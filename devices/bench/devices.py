"""The simulated devices, in one list. A new one is imported and added here."""

from devices.bench.device import BenchDevice, Places
from devices.bench.id_card_reader import IdCardReaderBench


def bench_devices(places: Places) -> list[BenchDevice]:
    """All devices of the bench, none started yet."""
    return [IdCardReaderBench(places)]
