"""The form holds every part of a matter, and what a browser posts is the matter that was shown."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.utils.functional import Promise

from central.writing.controls import Control, Group, Rows, Tree, paths_of, tree_of
from central.writing.posted import body_of_post
from central.writing.words import BUNDLE_SECTIONS, SECTIONS
from kiosk.matters.bundles import BundleSpec
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import Matter

CATALOGUE = load_catalogue()
MATTERS = CATALOGUE.matters


def posted(parts: Sequence[Tree], into: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """What a browser sends of this form when nobody has touched it."""
    found: dict[str, list[str]] = {} if into is None else into
    for part in parts:
        if isinstance(part, Group):
            posted(part.parts, found)
        elif isinstance(part, Rows):
            posted(part.rows, found)
        elif part.kind == "flag":
            found[part.path] = ["false", *(["true"] if part.value else [])]
        elif part.kind in ("several", "members"):
            found[part.path] = list(part.value)
        else:
            found[part.path] = [str(part.value)]
    return found


def shown_bundle(body: dict[str, Any]) -> tuple[Tree, ...]:
    return tree_of(BundleSpec, body, {"depends_on": ()})


def shown(body: dict[str, Any]) -> tuple[Tree, ...]:
    known = {"theme": (("social_security", "社会保障"),), "source": (("card.name", "card.name"),), "bundles": ()}
    return tree_of(Matter, body, known)


@pytest.mark.parametrize("code", sorted(MATTERS))
def test_what_is_shown_and_posted_back_is_the_same_matter(code: str) -> None:
    matter = MATTERS[code]
    tree = shown(matter.model_dump(mode="json", exclude_defaults=True))
    assert Matter.model_validate(body_of_post(posted(tree), tree)) == matter


@pytest.mark.parametrize("key", sorted(CATALOGUE.bundles))
def test_what_is_shown_and_posted_back_is_the_same_bundle(key: str) -> None:
    bundle = CATALOGUE.bundles[key]
    tree = shown_bundle(bundle.model_dump(mode="json", exclude_defaults=True))
    blank = shown_bundle({})  # what is posted is read by the form of nothing
    assert BundleSpec.model_validate(body_of_post(posted(tree), blank)) == bundle


def test_a_control_that_loses_its_value_would_be_noticed() -> None:
    matter = MATTERS["social-security-card-replacement"]
    tree = shown(matter.model_dump(mode="json", exclude_defaults=True))
    without = {name: values for name, values in posted(tree).items() if not name.startswith("materials.1.")}
    assert Matter.model_validate(body_of_post(without, tree)) != matter


def test_every_part_of_a_matter_is_on_one_tab() -> None:
    for sections, model in ((SECTIONS, Matter), (BUNDLE_SECTIONS, BundleSpec)):
        named = [name for _, _, names in sections for name in names]
        assert sorted(named) == sorted(model.model_fields)


def test_every_title_of_the_model_is_a_word_of_the_console() -> None:
    def plain(parts: Sequence[Tree]) -> set[object]:
        inner = [
            part.parts if isinstance(part, Group) else part.blank.parts
            for part in parts
            if not isinstance(part, Control)
        ]
        return {part.label for part in parts if not isinstance(part.label, Promise)}.union(*map(plain, inner))

    assert plain(shown({})) | plain(shown_bundle({})) == set()


def test_a_form_of_nothing_has_a_place_for_every_sentence() -> None:
    paths = set(paths_of(shown({})))
    assert {"title.zh", "title.en", "title.zh_hant", "fields.__row__.choices.__row__.title.zh"} <= paths
    assert {"national.catalog_code", "materials.__row__.by_law", "automatic.rules.__row__.rule"} <= paths


def test_rows_keep_their_place_and_an_empty_row_is_not_lost() -> None:
    sent = {
        "aliases": ["社保卡\n\n 补卡 "],
        "who.0.text.zh": [""],
        "who.2.text.zh": ["本人"],
        "who.10.text.zh": ["未成年人"],
    }
    body = body_of_post(sent, shown({}))
    assert body["aliases"] == ["社保卡", "补卡"]
    assert body["who"] == [{}, {"text": {"zh": "本人"}}, {"text": {"zh": "未成年人"}}]


def test_a_value_nobody_knows_is_kept_and_shown() -> None:
    (theme,) = (part for part in shown({"theme": "moon"}) if part.path == "theme")
    assert isinstance(theme, Control)
    assert ("moon", "moon") in theme.options
    assert theme.value == "moon"


@pytest.mark.parametrize("name", ["a.b.c.d.e", "fields", "fields.x.label", "title.zh.more", "..", "__class__.x"])
def test_names_that_no_form_has_change_nothing(name: str) -> None:
    assert body_of_post({name: ["x"], "code": ["some-code"]}, shown({})) in (
        {"code": "some-code"},
        {"code": "some-code", "fields": []},
    )
