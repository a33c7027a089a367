"""Matter files for tests: the smallest good ones, and a folder to write bad ones into."""

from pathlib import Path

from kiosk.matters.catalogue import BASELINE
from kiosk.matters.model import Matter
from kiosk.matters.parse import parse_matter

REPLACEMENT = "social-security-card-replacement"
CERTIFICATE = "social-insurance-certificate"

SMALL = """
code = "small"
title = { zh = "小事", en = "Small" }
short_title = { zh = "小事", en = "Small" }
department = { zh = "局", en = "Office" }
theme = "social_security"

[[fields]]
key = "id_number"
label = { zh = "证件号码", en = "ID number" }
source = "card.number"

[[fields]]
key = "delivery"
label = { zh = "怎么领", en = "Delivery" }
kind = "choice"
question = { zh = "怎么领？", en = "How?" }
choices = [
    { key = "post", title = { zh = "邮寄", en = "Post" } },
    { key = "pickup", title = { zh = "自取", en = "Pick up" } },
]

[[fields]]
key = "mail_address"
label = { zh = "寄到", en = "Post to" }
kind = "address"
visible_when = "values.delivery == 'post'"
question = { zh = "寄到哪里？", en = "Where to?" }
max_length = 10
"""

HOME = """
[[themes]]
key = "social_security"
title = { zh = "社会保障", en = "Social security" }
icon = "shield-check"
"""

SOURCES = """
[government.phone]
meaning = "手机号"
office = { zh = "政务账户", en = "Government account" }
"""


def baseline(code: str) -> Matter:
    """A shipped matter."""
    matter = parse_matter(BASELINE / code)
    assert isinstance(matter, Matter), matter
    return matter


def write_matter(root: Path, text: str, code: str = "small") -> Path:
    """The folder of a matter with this text."""
    folder = root / code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "matter.toml").write_text(text, encoding="utf-8")
    return folder


def write_root(root: Path, text: str = SMALL) -> Path:
    """A whole catalogue with one matter."""
    write_matter(root, text)
    (root / "home.toml").write_text(HOME, encoding="utf-8")
    (root / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return root
