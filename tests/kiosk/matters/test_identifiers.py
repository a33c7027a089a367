import pytest

from kiosk.matters.identifiers import credit_check, is_credit_code, is_id_number, item_code_fault


@pytest.mark.parametrize(
    "code", ["11370800MB28559184", "11511301008778183N", "11330105002500287C", "53640000MJX173680A"]
)
def test_published_credit_codes(code):
    assert is_credit_code(code)
    assert credit_check(code[:-1]) == code[-1]


@pytest.mark.parametrize("code", ["", "11370800MB28559185", "11370800MB2855918", "11370800IB28559184", "一" * 18])
def test_what_is_no_credit_code(code):
    assert not is_credit_code(code)


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "11010519491231002x", "360426199101010071", "810000199408230021"]
)
def test_published_numbers(number):
    assert is_id_number(number)


@pytest.mark.parametrize(
    "number", ["230307196304054513", "110105194912310021", "990101202602301234", "1" * 17, "１" * 18]
)
def test_what_is_no_number(number):
    assert not is_id_number(number)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("11370800MB285591843370117002011", None),
        ("11370800MB28559184337011700201101", None),
        ("11370800MB285591853370117002011", "credit code"),
        ("11370800MB285591848370117002011", "level"),
        ("511Z07001006-511602000000-000-11511301008778183N-1-00", None),
        ("XK0010100Y", None),
    ],
)
def test_item_codes(code, fault):
    found = item_code_fault(code)
    assert (fault or "") in (found or "")
    assert (found is None) == (fault is None)


def test_every_letter_can_be_a_check():
    checks = {credit_check(f"11990100{number:09}") for number in range(200)}
    assert checks == set("0123456789ABCDEFGHJKLMNPQRTUWXY")
