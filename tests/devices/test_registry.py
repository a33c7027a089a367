"""Drivers by name, and what whoever configures is told."""

import pytest

from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.registry import RegistryError, driver_names, load_driver


def test_a_driver_is_made_with_its_options() -> None:
    driver = load_driver("id_card_reader.sam_v", {"port": "/dev/serial/by-id/x", "baud": 9600})
    assert isinstance(driver, SamVReader)


def test_drivers_of_one_kind_are_listed() -> None:
    assert driver_names("id_card_reader.") == ("id_card_reader.sam_v", "id_card_reader.sam_v_hid")


def test_every_installed_driver_can_be_loaded_and_refuses_an_unknown_option() -> None:
    for name in driver_names():
        with pytest.raises(RegistryError, match=f"options of driver '{name}'.*'colour'"):
            load_driver(name, {"colour": "red"})


def test_an_unknown_driver_is_answered_with_those_there_are() -> None:
    with pytest.raises(RegistryError, match=r"no driver 'x'; installed drivers: .*id_card_reader\.sam_v"):
        load_driver("x", {})


def test_every_wrong_option_is_told_with_what_was_expected() -> None:
    with pytest.raises(RegistryError) as wrong:
        load_driver("id_card_reader.sam_v", {"baud": 7, "speed": 1})
    text = str(wrong.value)
    assert "'port' is missing" in text
    assert "'baud': input should be 2400, 4800" in text
    assert "'speed' is not an option of this driver" in text
