"""``kioskctl matters``: the catalogue of this kiosk; its lint; matters as files, in and out; thousands of them for load."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.config import load_config
from kiosk.matters.bundles import BUNDLES_FOLDER, parse_bundle
from kiosk.matters.catalogue import BASELINE, SOURCES_FILE, load_catalogue, misplaced
from kiosk.matters.exchange import Imported, import_tables
from kiosk.matters.export import from_json, save_all, to_folder, to_json, to_tables, to_toml
from kiosk.matters.generate import write_catalogue
from kiosk.matters.home import Home
from kiosk.matters.lint import lint
from kiosk.matters.lint_bundles import lint_bundle
from kiosk.matters.model import Matter
from kiosk.matters.parse import MATTER_FILE, parse_home, parse_matter, parse_toml
from kiosk.matters.problems import MatterProblem, Severity
from kiosk.matters.sources import Sources
from kiosk.services.typesetting import check_template


def add_to(commands: Commands) -> None:
    """Register the command and what it can do beside listing."""
    parser = commands.add_parser("matters", help="list and check the matters")
    parser.add_argument("--catalogue", type=Path, help="another folder of matters, to check before it is used")
    add_json(parser)
    parser.set_defaults(run=run)
    deeds = parser.add_subparsers(title="more", metavar="DEED")
    _add_lint(deeds)
    _add_export(deeds)
    _add_import(deeds)
    _add_generate(deeds)


def run(options: argparse.Namespace) -> int:
    """1 when a matter had to be left out."""
    catalogue = load_catalogue(_root(options), check_template)
    for matter in sorted(catalogue.matters.values(), key=lambda matter: (matter.at_counter_only, matter.code)):
        where = "counter" if matter.at_counter_only else "here"
        say(
            options,
            f"{matter.code:<44} {where:<8} {matter.title.zh}",
            code=matter.code,
            title=matter.title.zh,
            where=where,
        )
    for problem in catalogue.problems:
        say(options, str(problem), problem=str(problem))
    return 1 if catalogue.problems else 0


def _root(options: argparse.Namespace) -> Path:
    if options.catalogue is not None:
        root: Path = options.catalogue
        return root
    return (load_config(options.config).kiosk.catalogue if options.config.exists() else None) or BASELINE


def _add(deeds: Commands, name: str, told: str) -> argparse.ArgumentParser:
    """A deed, which takes the options of the command before and after its name."""
    parser: argparse.ArgumentParser = deeds.add_parser(name, help=told)
    parser.add_argument("--catalogue", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_lint(deeds: Commands) -> None:
    parser = _add(deeds, "lint", "everything that could be better, with how to mend it")
    parser.add_argument("codes", nargs="*", metavar="CODE", help="only these matters and bundles")
    parser.add_argument("--language", choices=("zh", "en"), default="en")
    parser.add_argument(
        "--level", choices=[level.value for level in Severity], default="notice", help="the least to be told"
    )
    parser.add_argument("--strict", action="store_true", help="end with 1 for a warning as well")
    parser.set_defaults(run=_lint)


def _lint(options: argparse.Namespace) -> int:
    """1 when there is an error, or with --strict a warning."""
    root = _root(options)
    sources, home = parse_toml(root / SOURCES_FILE, Sources), parse_home(root)
    if isinstance(sources, MatterProblem):
        return refused(options, str(sources))
    if isinstance(home, MatterProblem):
        return refused(options, str(home))
    levels = list(Severity)
    worst = len(levels)
    for problem in _problems(root, options.codes, sources, home):
        level = levels.index(problem.severity)
        worst = min(worst, level)
        if level <= levels.index(Severity(options.level)):
            _tell(options, problem)
    return 1 if worst <= levels.index(Severity.WARNING if options.strict else Severity.ERROR) else 0


def _problems(root: Path, codes: Sequence[str], sources: Sources, home: Home) -> Iterator[MatterProblem]:
    """Of the matters and bundles of these `codes`; of all when none is named."""
    matters = [file.parent.name for file in sorted(root.glob(f"*/{MATTER_FILE}"))]
    bundles = {file.stem: file for file in sorted((root / BUNDLES_FOLDER).glob("*.toml"))}
    parsed, cards = cache(parse_matter), [card.key for card in home.bundles]
    for code in codes or (*matters, *bundles):
        part = parse_bundle(bundles[code]) if code in bundles else parsed(root / code)
        if isinstance(part, MatterProblem):
            yield from part.all
        elif isinstance(part, Matter):
            yield from misplaced(part, home, root / code / MATTER_FILE)
            yield from lint(part, root / code, sources, check_template)
        else:
            members = [parsed(root / member.code) for member in part.members if member.code in matters]
            good = {member.code: member for member in members if isinstance(member, Matter)}
            yield from lint_bundle(part, root, good, cards=cards, codes=matters)


def _tell(options: argparse.Namespace, problem: MatterProblem) -> None:
    said = problem.say(getattr(options, "language", "en"))
    say(
        options,
        f"{problem.severity.value:<8} {problem.file}: {problem.path}: {said}{f'  [{problem.rule}]' if problem.rule else ''}",
        severity=problem.severity.value,
        rule=problem.rule,
        file=str(problem.file),
        path=problem.path,
        zh=problem.zh,
        en=problem.expected,
    )


def _add_export(deeds: Commands) -> None:
    parser = _add(deeds, "export", "matters as TOML, JSON or exchange tables")
    parser.add_argument("codes", nargs="*", metavar="CODE", help="these matters; all when none is named")
    parser.add_argument("--as", dest="form", choices=("toml", "json", "tables"), default="toml")
    parser.add_argument("--to", type=Path, help="a folder; without it one matter is printed")
    parser.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    """1 when a matter is not there."""
    catalogue = load_catalogue(_root(options))
    unknown = [code for code in options.codes if code not in catalogue.matters]
    if unknown:
        return refused(options, f"no matter {unknown[0]} here")
    matters = [catalogue.matters[code] for code in options.codes] or list(catalogue.matters.values())
    if options.to is None:
        if len(matters) != 1 or options.form == "tables":
            return refused(options, "expected one matter, or a folder with --to")
        print(to_toml(matters[0]) if options.form == "toml" else to_json(matters[0]), end="")
        return 0
    _write(matters, options.to, options.form)
    say(options, f"{len(matters)} matters written to {options.to}", written=len(matters), folder=str(options.to))
    return 0


def _write(matters: list[Matter], folder: Path, form: str) -> None:
    if form == "tables":
        to_tables(matters, folder)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for matter in matters:
        if form == "toml":
            to_folder(matter, folder)
        else:
            (folder / f"{matter.code}.json").write_text(to_json(matter), encoding="utf-8")


def _add_import(deeds: Commands) -> None:
    parser = _add(deeds, "import", "matters from exchange tables (CSV, XLSX) or from JSON: all or none")
    parser.add_argument("file", type=Path, help=".xlsx, .csv, a folder of them, or a .json of `export --as json`")
    parser.add_argument("--to", type=Path, required=True, help="the folder of a catalogue")
    parser.add_argument("--theme", default="business", help="of what comes from tables")
    parser.add_argument("--clean", action="store_true", help="take HTML and control characters out of the cells")
    parser.add_argument("--language", choices=("zh", "en"), default="en")
    parser.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> int:
    """1 when anything is wrong; nothing is saved then."""
    if options.file.suffix == ".json":
        result = _from_json(options.file)
    else:
        result = import_tables(options.file, theme=options.theme, clean=options.clean)
    problems = result.problems or save_all(result.matters, options.to)
    for problem in problems:
        _tell(options, problem)
    if problems:
        print(f"kioskctl: nothing was saved: {len(problems)} problems", file=sys.stderr)
        return 1
    for matter in result.matters:
        say(options, f"{matter.code:<44} {matter.title.zh}", code=matter.code, title=matter.title.zh)
    return 0


def _from_json(file: Path) -> Imported:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Imported(problems=(MatterProblem(file, "", "expected a readable file in UTF-8", zh="文件读不了"),))
    matter = from_json(text, file)
    return Imported(problems=matter.all) if isinstance(matter, MatterProblem) else Imported((matter,))


def _add_generate(deeds: Commands) -> None:
    parser = _add(deeds, "generate", "thousands of made-up matters, for load")
    parser.add_argument("folder", type=Path, help="is made")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=_generate)


def _generate(options: argparse.Namespace) -> int:
    """1 when the folder is there already."""
    if options.folder.exists():
        return refused(options, f"{options.folder} is there already")
    write_catalogue(options.folder, options.count, seed=options.seed)
    say(options, f"{options.count} matters in {options.folder}", written=options.count, folder=str(options.folder))
    return 0
