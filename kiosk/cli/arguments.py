"""What the commands of `kioskctl` share: the type of the parser's command table, and printing for machines."""

import argparse
import json
import sys
from typing import Any

Commands = Any
"""``argparse`` has no public type for what ``add_subparsers`` returns"""


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option ``--json``."""
    parser.add_argument("--json", action="store_true", help="one JSON document a line instead of sentences")


def refused(options: argparse.Namespace, why: str, code: int = 1) -> int:
    """`code`, after saying `why` on stderr; a machine that reads stdout finds it there as ``error``."""
    print(f"kioskctl: {why}", file=sys.stderr)
    if getattr(options, "json", False):
        print(json.dumps({"error": why}, ensure_ascii=False), flush=True)
    return code


def say(options: argparse.Namespace, sentence: str, **facts: object) -> None:
    """One line: `sentence` for people, `facts` for machines."""
    if options.json:
        print(json.dumps(facts, ensure_ascii=False), flush=True)
    else:
        print(sentence, flush=True)
