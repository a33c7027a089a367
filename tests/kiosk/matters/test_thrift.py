"""What is said alike is one object, and nothing else about the matters changes."""

from collections import Counter
from typing import Any

from pydantic import BaseModel

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter
from kiosk.matters.text import Text
from kiosk.matters.thrift import Thrift

MATTERS = tuple(load_catalogue().matters.values())


def as_read() -> list[Matter]:
    """Every matter of the baseline, read on its own as a start reads it."""
    return [Matter.model_validate_json(matter.model_dump_json(exclude_defaults=True)) for matter in MATTERS]


def parts(value: Any) -> list[BaseModel]:
    if isinstance(value, BaseModel):
        return [value, *(part for each in value.__dict__.values() for part in parts(each))]
    if isinstance(value, tuple):
        return [part for each in value for part in parts(each)]
    return []


def test_the_matters_are_the_same_to_everybody_who_reads_them():
    plain, thrifty = as_read(), Thrift().kept(as_read())
    assert thrifty == plain
    for before, after in zip(plain, thrifty, strict=True):
        assert after.model_dump_json() == before.model_dump_json()
        assert after.model_dump_json(exclude_unset=True) == before.model_dump_json(exclude_unset=True)


def test_what_is_said_alike_is_kept_once():
    texts = [part for part in parts(tuple(Thrift().kept(as_read()))) if type(part) is Text]
    said = Counter((text.zh, text.en, text.zh_hant, *sorted(text.model_fields_set)) for text in texts)
    assert max(said.values()) > 1
    assert len({id(text) for text in texts}) == len(said)


def test_keys_that_a_file_left_out_stay_left_out():
    """The bug that would be: a text that gives no traditional form, taken for one that gives an empty one."""
    matter = as_read()[0]
    given, left_out = Text(zh="甲", en="a", zh_hant=""), Text(zh="甲", en="a")
    one, other = Thrift().kept([matter.model_copy(update={"title": title}) for title in (given, left_out)])
    assert one.title.model_fields_set == {"zh", "en", "zh_hant"}
    assert other.title.model_fields_set == {"zh", "en"}
