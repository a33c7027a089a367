"""All matters of a kiosk, loaded from one folder. A bad matter is left out and reported; the rest works."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from kiosk.matters.announcements import Announcement, load_announcements
from kiosk.matters.bundles import BUNDLES_FOLDER, BundleSpec, in_order, load_bundles
from kiosk.matters.composed import Composed
from kiosk.matters.composing import compose
from kiosk.matters.home import Home
from kiosk.matters.lint import TemplateCheck, mistakes
from kiosk.matters.lint_bundles import bundle_mistakes
from kiosk.matters.model import Matter
from kiosk.matters.parse import HOME_FILE, MATTER_FILE, parse_home, parse_matter, parse_toml
from kiosk.matters.problems import MatterProblem
from kiosk.matters.sources import Sources

BASELINE = Path(__file__).parent / "baseline"
"""The matters this version was shipped with"""

SOURCES_FILE = "sources.toml"

_NO_SOURCES = Sources()
_NO_HOME = Home.model_construct(themes=(), bundles=(), popular=())


@dataclass(frozen=True)
class Catalogue:
    """What a kiosk offers. Immutable; a new release is a new catalogue."""

    root: Path
    matters: Mapping[str, Matter] = field(default_factory=lambda: MappingProxyType({}))
    home: Home = _NO_HOME
    sources: Sources = _NO_SOURCES
    problems: tuple[MatterProblem, ...] = ()
    release: int = 0
    """The number of the signed release it came with; 0 for what the program was shipped with"""
    announcements: tuple[Announcement, ...] = ()
    bundles: Mapping[str, BundleSpec] = field(default_factory=lambda: MappingProxyType({}))
    """The 一件事 that say how their members belong together, by key; home may have cards of others"""

    @property
    def fatal(self) -> tuple[MatterProblem, ...]:
        """The problems that refuse the start."""
        return tuple(problem for problem in self.problems if problem.fatal)

    @cached_property
    def popular(self) -> tuple[Matter, ...]:
        """大家常办, in the order of the home file."""
        return tuple(self.matters[code] for code in self.home.popular if code in self.matters)

    @cached_property
    def courses(self) -> Mapping[str, Composed]:
        """The 一件事 that can be done here in one visit, by key, each composed to one matter; in the order of their cards.

        One with a problem is left out, as a matter would be.
        """
        wrong = {problem.file.stem for problem in self.problems if problem.file.parent.name == BUNDLES_FOLDER}
        composed = {
            card.key: compose(self.bundles[card.key], self.matters, card.icon)
            for card in self.home.bundles
            if card.key in self.bundles and card.key not in wrong
        }
        return MappingProxyType({key: course for key, course in composed.items() if course is not None})

    def chosen(self, code: str) -> Matter | None:
        """What a citizen begins who chooses `code`: a matter or a bundle."""
        return self.matters.get(code) or self.courses.get(code)

    def in_theme(self, key: str) -> tuple[Matter, ...]:
        """The matters of one theme: first those this kiosk does, then by title."""
        return self._sorted(matter for matter in self.matters.values() if matter.theme == key)

    def in_bundle(self, key: str) -> tuple[Matter, ...]:
        """The members of one bundle (一件事): in its own order where it has a file."""
        listed = [member.code for member in in_order(self.bundles[key])] if key in self.bundles else []
        own = tuple(self.matters[code] for code in listed if code in self.matters)
        named = (matter for matter in self.matters.values() if key in matter.bundles and matter.code not in listed)
        return (*own, *self._sorted(named))

    def template(self, code: str, document: str) -> Path:
        """The Typst file of a document; ``KeyError`` when there is no such matter or document."""
        for spec in self.matters[code].documents:
            if spec.key == document:
                return self.root / code / spec.template
        raise KeyError(document)

    def without(self, codes: Collection[str]) -> "Catalogue":
        """The same without some matters."""
        kept = {code: matter for code, matter in self.matters.items() if code not in codes}
        return self if len(kept) == len(self.matters) else replace(self, matters=MappingProxyType(kept))

    def expired(self, today: date, good_until: date | None = None) -> frozenset[str]:
        """The matters whose last day is over. `good_until` is that of what is done here and names no `valid_until`.

        What is done at a counter is information, and stays until the national list cancels it (计划取消日期), as does what
        is done here: on that day it is offered for the last time.
        """
        return frozenset(code for code, matter in self.matters.items() if _last_day(matter, good_until) < today)

    def planned(self, today: date) -> frozenset[str]:
        """The matters that are not in force yet (计划生效日期); offered from that day on."""
        begins = ((code, matter.national.effective_from) for code, matter in self.matters.items())
        return frozenset(code for code, first in begins if first is not None and first > today)

    @staticmethod
    def _sorted(matters: Iterable[Matter]) -> tuple[Matter, ...]:
        return tuple(sorted(matters, key=lambda matter: (matter.at_counter_only, matter.title.zh)))


def _last_day(matter: Matter, good_until: date | None) -> date:
    ends = (matter.valid_until or (None if matter.at_counter_only else good_until), matter.national.cancelled_on)
    return min((end for end in ends if end is not None), default=date.max)


def load_catalogue(
    root: Path = BASELINE, check_template: TemplateCheck | None = None, *, skip: Collection[str] = ()
) -> Catalogue:
    """The catalogue under `root`, with everything that is wrong in ``problems``. Never raises for bad data.

    `check_template` compiles a Typst template (`kiosk.services.typesetting.check_template`); without it only its
    existence is checked. The matters in `skip` are left out unread: somebody knows them already.
    """
    home, sources = parse_home(root), parse_toml(root / SOURCES_FILE, Sources)
    said, bundles = load_announcements(root), load_bundles(root)
    broken = [
        replace(entry, fatal=True)
        for part in (home, sources, said, bundles)
        if isinstance(part, MatterProblem)
        for entry in part.all
    ]
    if isinstance(home, MatterProblem) or isinstance(sources, MatterProblem):
        return Catalogue(root, problems=tuple(broken))
    if isinstance(said, MatterProblem) or isinstance(bundles, MatterProblem):
        return Catalogue(root, problems=tuple(broken))
    matters: dict[str, Matter] = {}
    problems: list[MatterProblem] = []
    for folder in _folders(root):
        if folder.name in skip:
            continue
        matter = parse_matter(folder)
        found = (
            matter.all if isinstance(matter, MatterProblem) else _check(matter, folder, home, sources, check_template)
        )
        problems += found
        if isinstance(matter, Matter) and not found:
            matters[matter.code] = matter
    problems += _check_home(home, root)
    cards, known = frozenset(card.key for card in home.bundles), frozenset(folder.name for folder in _folders(root))
    for bundle in bundles.values():
        problems += bundle_mistakes(bundle, root, matters, cards=cards, codes=known)
    catalogue = Catalogue(root, MappingProxyType(matters), home, sources, tuple(problems), announcements=said)
    return replace(catalogue, bundles=MappingProxyType(bundles))


def _check(
    matter: Matter, folder: Path, home: Home, sources: Sources, check_template: TemplateCheck | None
) -> tuple[MatterProblem, ...]:
    return (*misplaced(matter, home, folder / MATTER_FILE), *mistakes(matter, folder, sources, check_template))


def misplaced(matter: Matter, home: Home, file: Path) -> tuple[MatterProblem, ...]:
    """Themes and bundles that `matter` names and home does not have."""
    found = []
    themes, bundles = [theme.key for theme in home.themes], [bundle.key for bundle in home.bundles]
    if matter.theme not in themes:
        expected = f"expected one of {', '.join(themes)}; found '{matter.theme}'"
        zh = f"首页没有主题 {matter.theme}；可用：{'、'.join(themes)}"
        found.append(MatterProblem(file, "theme", expected, zh=zh))
    for place, bundle in enumerate(matter.bundles):
        if bundle not in bundles:
            expected = f"expected one of {', '.join(bundles) or 'no bundles at all'}; found '{bundle}'"
            zh = f"首页没有一件事 {bundle}；{'可用：' if bundles else '一件也没有'}{'、'.join(bundles)}"
            found.append(MatterProblem(file, f"bundles[{place}]", expected, zh=zh))
    return tuple(found)


def _check_home(home: Home, root: Path) -> tuple[MatterProblem, ...]:
    """A name without a folder is a mistake; a folder whose matter was left out has been reported already."""
    known = {folder.name for folder in _folders(root)}
    return tuple(
        MatterProblem(
            root / HOME_FILE, f"popular[{place}]", f"expected the code of a matter; found '{code}'", fatal=True
        )
        for place, code in enumerate(home.popular)
        if code not in known
    )


def _folders(root: Path) -> tuple[Path, ...]:
    return tuple(sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith((".", "_"))))
