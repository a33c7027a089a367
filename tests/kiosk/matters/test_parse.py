"""Every malformed matter says its file, the place in it and what was expected."""

from pathlib import Path

import pytest

from kiosk.matters.model import Matter
from kiosk.matters.parse import parse_matter
from kiosk.matters.problems import MatterProblem
from tests.kiosk.matters.samples import SMALL, write_matter


def parsed(root: Path, text: str) -> MatterProblem:
    problem = parse_matter(write_matter(root, text))
    assert isinstance(problem, MatterProblem), "the planted mistake was not seen"
    return problem


def test_small_matter_parses(tmp_path):
    matter = parse_matter(write_matter(tmp_path, SMALL))
    assert isinstance(matter, Matter)
    assert matter.field("mail_address").max_length == 10


@pytest.mark.parametrize(
    ("good", "bad", "path", "expected"),
    [
        ('code = "small"\n', "", "code", "required"),
        ('code = "small"', 'code = "Small!"', "code", "of the form"),
        ('code = "small"', 'code = "other"', "code", "the name of the folder"),
        ('theme = "social_security"', "theme = 7", "theme", "text in quotes"),
        ('en = "Office" }', 'en = "" }', "department.en", "1 or more characters"),
        ('en = "Office" }', 'en = "Office", fr = "Bureau" }', "department.fr", "Known here: en, zh"),
        ("[[fields]]", 'tittle = "x"\n[[fields]]', "tittle", "did you mean 'title'"),
        ("max_length = 10", "max_lenght = 10", "fields[2].max_lenght", "did you mean 'max_length'"),
        ("max_length = 10", "max_length = 0", "fields[2].max_length", "1 or more"),
        ('source = "card.number"', 'source = "thin.air"', "fields[0].source", "of the form"),
        ('source = "card.number"\n', "", "fields[0]", "needs a source, or a question"),
        ('kind = "choice"', 'kind = "text"', "fields[1]", "a list of choices belong together"),
        ('kind = "choice"', 'kind = "slider"', "fields[1].kind", "expected one of 'text', 'choice'"),
        (
            '{ key = "post", title = { zh = "邮寄", en = "Post" } }',
            '{ key = "post" }',
            "fields[1].choices[0].title",
            "required",
        ),
        ('key = "mail_address"', 'key = "delivery"', "", "used twice: delivery"),
        ("max_length = 10", 'shortcut = "nowhere"', "", "unknown field 'nowhere'"),
        (
            'theme = "social_security"',
            'theme = "a"\nhandling = "later"',
            "handling",
            "expected one of 'instant' or 'promised'",
        ),
        ('theme = "social_security"', 'theme = "a"\nhandling = "promised"', "", "needs promised_days"),
        (
            'theme = "social_security"',
            'theme = "a"\nfee = { amount_fen = -5, name = { zh = "费", en = "Fee" } }',
            "fee.amount_fen",
            "more than 0",
        ),
    ],
)
def test_malformed_matter_is_told_exactly(tmp_path, good, bad, path, expected):
    assert good in SMALL
    problem = parsed(tmp_path, SMALL.replace(good, bad, 1))
    assert problem.file == tmp_path / "small" / "matter.toml"
    assert problem.path == path
    assert expected in problem.expected
    assert str(problem.file) in str(problem)


def test_syntax_error_names_the_line(tmp_path):
    problem = parsed(tmp_path, 'code = "small"\ntitle = { zh = \n')
    assert problem.line == 2
    assert "valid TOML" in problem.expected


def test_syntax_error_at_the_end_names_the_last_line(tmp_path):
    assert parsed(tmp_path, 'code = "small"\nwho = [').line == 2


def test_several_mistakes_are_all_told(tmp_path):
    problem = parsed(tmp_path, SMALL.replace('code = "small"\n', "").replace("max_length = 10", "max_length = 0"))
    assert [entry.path for entry in problem.all] == ["code", "fields[2].max_length"]


def test_file_that_is_not_there(tmp_path):
    problem = parse_matter(tmp_path / "nothing")
    assert isinstance(problem, MatterProblem)
    assert "does not exist" in problem.expected


def test_bytes_that_are_no_text_name_the_line(tmp_path):
    folder = write_matter(tmp_path, SMALL)
    (folder / "matter.toml").write_bytes(b'code = "small"\ntitle = "\xff"\n')
    problem = parse_matter(folder)
    assert isinstance(problem, MatterProblem)
    assert (problem.line, "UTF-8" in problem.expected) == (2, True)


def test_monstrous_file_is_refused_unread(tmp_path):
    problem = parsed(tmp_path, "#" * 1_000_001)
    assert "at most" in problem.expected
