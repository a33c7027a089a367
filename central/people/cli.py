"""``python -m central people``: the first administrator, accounts, their passwords and second factors."""

import argparse
import sys
from datetime import date
from pathlib import Path

from central.bootstrap import prepare
from central.people.roles import ROLES

_FIRST = "administrator {name}, first password {password} (told once; it has to be changed at the first login)\n"


def main(arguments: list[str]) -> int:
    """Run one; 0 done, 1 refused and why."""
    options = _parser().parse_args(arguments)
    prepare(options.state.absolute())
    from django.contrib.auth.models import User  # noqa: PLC0415  needs django.setup()
    from django.core.exceptions import ValidationError  # noqa: PLC0415  as above

    try:
        _run(options)
    except User.DoesNotExist:
        sys.stderr.write("people: there is no such account\n")
    except ValidationError as refused:
        sys.stderr.write(f"people: {'; '.join(refused.messages)}\n")
    except ValueError as refused:
        sys.stderr.write(f"people: {refused}\n")
    else:
        return 0
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="central people", description="Accounts of the console.")
    parser.add_argument("what", choices=("first", "add", "reset", "disable", "list"))
    parser.add_argument("name", nargs="?", default="", help="whose account")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    parser.add_argument("--role", action="append", choices=sorted(ROLES), default=[], help="add: may be repeated")
    parser.add_argument("--region", default="", help="add: administrative area code; what begins with it is seen")
    parser.add_argument("--department", default="", help="add: where they work")
    parser.add_argument("--until", type=date.fromisoformat, help="add: last day, YYYY-MM-DD")
    parser.add_argument("--second-factor", action="store_true", help="reset: bind the authenticator anew, too")
    return parser


def _run(options: argparse.Namespace) -> None:
    from django.contrib.auth.models import User  # noqa: PLC0415  needs django.setup()

    from central.people import accounts  # noqa: PLC0415  as above

    match options.what:
        case "first":
            sys.stdout.write(first())
        case "list":
            for user in User.objects.select_related("person").prefetch_related("groups").order_by("username"):
                sys.stdout.write("  ".join(accounts.describe(user)) + "\n")
        case "add":
            if not options.name:
                raise ValueError("add needs a name")
            password = accounts.add(
                options.name,
                tuple(options.role),
                region=options.region,
                department=options.department,
                until=options.until,
            )
            sys.stdout.write(f"{options.name} {password}\n")
        case "reset":
            password = accounts.reset(User.objects.get(username=options.name), second_factor=options.second_factor)
            sys.stdout.write(f"{options.name} {password}\n")
        case _:
            accounts.disable(User.objects.get(username=options.name))


def first() -> str:
    """What to tell whoever starts a platform that knows nobody; empty when it knows somebody."""
    from central.people.accounts import first_administrator  # noqa: PLC0415  needs django.setup()

    made = first_administrator()
    return _FIRST.format(name=made[0], password=made[1]) if made else ""
