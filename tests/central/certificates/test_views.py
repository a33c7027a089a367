"""A certificate is genuine only with its own code, and its page veils the person."""

from tests.central.applications import WANG, certificate_application, filed
from tests.central.running import RunningCentral


def test_the_printed_address_says_genuine_and_veils_the_person(central: RunningCentral) -> None:
    (document,) = filed(central, certificate_application()).issued
    assert document.data["name"] == WANG.name
    page = central.session().get(document.verify_url, timeout=10)
    assert page.status_code == 200
    assert "这份证明是真的" in page.text
    assert "This certificate is genuine" in page.text
    assert "王＊国" in page.text
    assert document.number in page.text
    assert WANG.name not in page.text
    assert WANG.number not in page.text


def test_a_wrong_code_or_number_is_not_genuine_and_they_look_the_same(central: RunningCentral) -> None:
    (document,) = filed(central, certificate_application()).issued
    number, code = document.verify_url.rsplit("/", 2)[1:]
    forged = [
        central.session().get(f"{central.url}/c/{path}", timeout=10) for path in (f"{number}/{code[::-1]}", "ZM0/")
    ]
    forged += [central.session().get(f"{central.url}/c/ZM999999000001/{code}", timeout=10)]
    assert [page.status_code for page in forged] == [404] * 3
    assert forged[0].text == forged[2].text
    assert "不是真的" in forged[0].text
    assert "王＊国" not in forged[0].text


def test_who_is_not_insured_gets_a_case_but_no_certificate(central: RunningCentral) -> None:
    stranger = WANG.model_copy(update={"number": "990101190001010000"})
    assert filed(central, certificate_application(stranger)).issued == ()
