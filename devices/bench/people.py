"""Synthetic people and the cards they carry. The area code 990101 does not exist; nobody here does either.

Numbers carry a valid MOD 11-2 digit, so that the product treats them like real ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from devices.api.id_card_reader import CardKind, IdCard
from devices.codecs.sam_v_text import check_digit

_AREA = "990101"
_POLICE = "云桥市公安局北桥分局"


class CardTrick(StrEnum):
    """What is wrong with a card, if anything."""

    NONE = "none"
    FORGED = "forged"
    """the module cannot authenticate it (SW3 32)"""
    TRANSPORT = "transport"
    """a bus card: it answers the radio, but is no ID (SW3 40)"""
    UNREADABLE = "unreadable"
    """a worn chip: selected, then reading fails (SW3 41)"""


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """One card that can be laid on the simulated reader. `about` says what it is for."""

    key: str
    about: str
    card: IdCard
    trick: CardTrick = CardTrick.NONE


def _number(first: str, birth: date, sequence: str) -> str:
    seventeen = f"{first}{birth:%Y%m%d}{sequence}"
    return seventeen + check_digit(seventeen)


def _citizen(name: str, sex: str, birth: date, sequence: str, **more: str) -> IdCard:
    return IdCard(
        kind=CardKind.CITIZEN,
        name=name,
        sex=sex,
        birth=birth,
        number=_number(_AREA, birth, sequence),
        authority=_POLICE,
        valid_from=date(2019, 5, 6),
        valid_to=date(2039, 5, 6),
        ethnicity=more.get("ethnicity", "01"),
        address=more.get("address", "云桥市云桥区北桥路12弄3号"),
        added_address=more.get("added_address", ""),
        photo_wlt=_PHOTO,
    )


def _stand_in_photo() -> bytes:
    """1024 bytes with the header of a WLT picture (102 x 126); there is no open coder for what follows."""
    header = bytes.fromhex("574C66007E00")
    return header + bytes((index * 37 + 11) % 251 for index in range(1024 - len(header)))


_PHOTO = _stand_in_photo()
_WANG = _citizen("王建国", "1", date(1984, 3, 17), "121")
_LI_BIRTH = date(1948, 11, 2)
_SMITH_BIRTH = date(1979, 7, 30)
_HK_BIRTH = date(1990, 1, 15)


def _people() -> tuple[Person, ...]:
    li = _citizen(
        "李桂兰", "2", _LI_BIRTH, "246", address="云桥市云桥区梧桐巷5号", added_address="云桥市云桥区晚晴路8号2幢401室"
    )
    rare = _citizen("赵㐂𬎆", "2", date(1996, 8, 21), "368", address="云桥市云桥区清水湾村7组16号", ethnicity="11")
    chen = _citizen("陈守义", "1", date(1957, 4, 18), "017", address="云桥市云桥区古渡街41号")
    expired = _citizen("周小满", "2", date(2003, 2, 4), "482", address="云桥市云桥区学院路66号5舍")
    smith_english = "SMITH, ALEXANDRA CATHERINE JOSEPHINE"
    smith = IdCard(
        kind=CardKind.FOREIGN_PR_2023,
        name="史安娜",
        sex="2",
        birth=_SMITH_BIRTH,
        number=_number("999826", _SMITH_BIRTH, "124"),
        authority="",
        valid_from=date(2024, 1, 8),
        valid_to=date(2034, 1, 8),
        name_english=smith_english,
        nationality="GBR",
        photo_wlt=_PHOTO,
    )
    return (
        Person("wang", "普通居民", _WANG),
        Person("li", "七十岁以上老人，住址有变更", replace(li, valid_from=date(2008, 6, 2), valid_to=None)),
        Person("rare", "姓名含生僻字", rare),
        Person("chen", "长期有效的证件", replace(chen, valid_from=date(2010, 9, 1), valid_to=None)),
        Person("smith", "外国人永久居留身份证（2023 版）", smith),
        Person("jones", "外国人永久居留身份证（2017 版）", _jones()),
        Person("hk", "港澳台居民居住证", _hong_kong()),
        Person("expired", "证件已过期", replace(expired, valid_from=date(2014, 3, 3), valid_to=date(2024, 3, 3))),
        Person("forged", "无法通过认证的证件", _WANG, CardTrick.FORGED),
        Person("transport", "公交卡", _WANG, CardTrick.TRANSPORT),
        Person("worn", "芯片损坏的证件", _WANG, CardTrick.UNREADABLE),
    )


def _jones() -> IdCard:
    name = "JONES, EMILY"
    return IdCard(
        kind=CardKind.FOREIGN_PR_2017,
        name=name,
        sex="2",
        birth=date(1985, 6, 1),
        number="CAN990185060101",
        authority="9901",
        valid_from=date(2018, 6, 20),
        valid_to=date(2028, 6, 20),
        name_english=name,
        nationality="CAN",
        photo_wlt=_PHOTO,
    )


def _hong_kong() -> IdCard:
    return IdCard(
        kind=CardKind.HMT_RESIDENT,
        name="何嘉欣",
        sex="2",
        birth=_HK_BIRTH,
        number=_number("810000", _HK_BIRTH, "942"),
        authority=_POLICE,
        valid_from=date(2022, 10, 10),
        valid_to=date(2027, 10, 10),
        address="云桥市云桥区海棠路100号1单元902",
        permit_number="H99000001",
        photo_wlt=_PHOTO,
    )


PEOPLE: Mapping[str, Person] = MappingProxyType({person.key: person for person in _people()})
"""Every card of the bench by its stable key"""
