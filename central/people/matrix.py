"""docs/roles.md: who may do what, made from `central.people.roles`; the test of the matrix writes it.

The second table is what the pages answer (tests/central/people walks them): it is handed in.
"""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.utils.translation import gettext, override

from central.people.groups import permissions_by_name
from central.people.roles import ROLE_NAMES, ROLES

HEAD = """# Who may do what

Made from `central/people/roles.py` and from walking every page as every role;
`tests/central/people/test_matrix.py` fails when either says something else, and writes this anew with
`SUISHIBAN_WRITE_ROLES=1`. Regions narrow all of it
([ADR 0033](adr/0033-regions-are-prefixes.md)): a role says what, a person's region says where.

"""
_VERBS = {"view": "查看", "add": "新增", "change": "修改", "delete": "删除"}


def as_markdown(walked: Mapping[str, Sequence[str]]) -> str:
    """The document; `walked` says of each page and deed which roles were let through."""
    with override("en"):
        names = {role: f"{gettext(str(name))}" for role, name in ROLE_NAMES.items()}
    return f"{HEAD}{_roles(names)}\n{_rights()}\n{_pages(walked)}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _roles(names: Mapping[str, str]) -> str:
    text = "## Roles\n\n" + _row(["role", "中文", "English"]) + _row(["---"] * 3)
    with override("zh-hans"):
        return text + "".join(_row([f"`{role}`", str(ROLE_NAMES[role]), names[role]]) for role in ROLES)


def _rights() -> str:
    known = permissions_by_name()
    text = "## Rights\n\n" + _row(["right", *ROLES]) + _row(["---", *([":-:"] * len(ROLES))])
    for name in sorted({right for rights in ROLES.values() for right in rights}):
        said = _said(name, known[name].name)
        text += _row([f"`{name}` {said}", *("●" if name in ROLES[role] else "" for role in ROLES)])
    return text


def _said(name: str, told: str) -> str:
    app, _, codename = name.partition(".")
    verb, _, model = codename.partition("_")
    with override("zh-hans"):
        if verb in _VERBS and model in apps.get_app_config(app).models:
            return f"{_VERBS[verb]}{apps.get_model(app, model)._meta.verbose_name}"  # noqa: SLF001  Django's public _meta
    return told


def _pages(walked: Mapping[str, Sequence[str]]) -> str:
    text = (
        "## Pages and actions, as they answer\n\n"
        + _row(["page and deed", *ROLES])
        + _row(["---", *([":-:"] * len(ROLES))])
    )
    for deed in sorted(walked):
        text += _row([f"`{deed}`", *("●" if role in walked[deed] else "" for role in ROLES)])
    return text
