"""Mistakes that the schema cannot see, each planted in a good matter."""

import pytest

from kiosk.matters.catalogue import load_catalogue
from tests.kiosk.matters.samples import SMALL, write_root

HEAD = 'theme = "social_security"'
VISIBLE = "visible_when = \"values.delivery == 'post'\""


def rule(expression: str) -> str:
    return f'\n[[eligibility]]\nrule = "{expression}"\notherwise = {{ zh = "不行", en = "No" }}\n'


def scan(extra: str) -> str:
    return f'\n[[materials]]\nkey = "m"\ntitle = {{ zh = "料", en = "M" }}\nnote = {{ zh = "料", en = "M" }}\n{extra}\n'


def test_the_unspoilt_matter_is_clean(tmp_path):
    catalogue = load_catalogue(write_root(tmp_path, SMALL + rule("holder.age >= 16") + scan('origin = "scan"')))
    assert [str(problem) for problem in catalogue.problems] == []


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (SMALL.replace(VISIBLE, 'visible_when = "values.delivery =="'), "fields[2].visible_when", "is not CEL"),
        (
            SMALL.replace(VISIBLE, "visible_when = \"values.delivry == 'post'\""),
            "fields[2].visible_when",
            "values.delivry",
        ),
        (SMALL.replace(VISIBLE, 'visible_when = "values.delivery"'), "fields[2].visible_when", "not to true or false"),
        (
            SMALL.replace(VISIBLE, 'visible_when = "int(values.delivery) > 1"'),
            "fields[2].visible_when",
            "cannot be evaluated",
        ),
        (
            SMALL.replace(VISIBLE, "visible_when = \"values.delivery == 'fax'\""),
            "fields[2].visible_when",
            "no combination",
        ),
        (SMALL.replace('key = "pickup"', 'key = "post"'), "fields[1].choices", "given twice: post"),
        (SMALL + rule("holder.wealth > 5"), "eligibility[0].rule", "holder.wealth"),
        (SMALL + rule("weather == 'fine'"), "eligibility[0].rule", "weather"),
        (SMALL + rule("launch(values.delivery)"), "eligibility[0].rule", "launch"),
        (SMALL + rule("holder.age + 1"), "eligibility[0].rule", "not to true or false"),
        (SMALL.replace('"card.number"', '"card.blood"'), "fields[0].source", "'card.blood' is neither"),
        (SMALL.replace('"card.number"', '"government.secrets"'), "fields[0].source", "'government.secrets' is neither"),
        (SMALL.replace('"card.number"', '"card.name"'), "fields", "names who applies"),
        (SMALL.replace(HEAD, f"{HEAD}\npromised_days = 3"), "promised_days", "即办件"),
        (
            SMALL.replace(HEAD, f'{HEAD}\nhandling = "promised"\npromised_days = 30\nstatutory_days = 20'),
            "promised_days",
            "at most the statutory 20",
        ),
        (
            SMALL + scan('origin = "scan"\nmin_pages = 5\nmax_pages = 2'),
            "materials[0].min_pages",
            "at most max_pages (2)",
        ),
        (SMALL + scan('origin = "card"\ndeferrable_days = 5'), "materials[0].deferrable_days", "容缺"),
        (
            SMALL + scan('origin = "scan"') + scan('origin = "scan"').replace('key = "m"', 'key = "n"'),
            "materials",
            "given twice: 料",
        ),
        (
            SMALL.replace(
                HEAD, f'{HEAD}\ncounter = {{ place = {{ zh = "窗", en = "W" }}, hours = {{ zh = "时", en = "H" }} }}'
            ),
            "fields",
            "not done at the kiosk",
        ),
    ],
)
def test_planted_mistake_is_told_and_the_matter_left_out(tmp_path, text, path, expected):
    assert text != SMALL
    catalogue = load_catalogue(write_root(tmp_path, text))
    told = [(problem.path, problem.expected) for problem in catalogue.problems]
    assert any(place == path and expected in said for place, said in told), told
    assert not catalogue.matters
