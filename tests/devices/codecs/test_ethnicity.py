"""The table of GB/T 3304."""

from devices.codecs.ethnicity import ETHNICITY, ethnicity_name


def test_all_56_groups_and_the_two_other_codes() -> None:
    assert len(ETHNICITY) == 58
    assert len(set(ETHNICITY.values())) == 58
    assert (ethnicity_name("01"), ethnicity_name("56"), ethnicity_name("97")) == ("汉", "基诺", "其他")


def test_a_code_that_is_not_in_the_standard_stays() -> None:
    assert ethnicity_name("59") == "59"
