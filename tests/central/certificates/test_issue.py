"""What is certified fits the template that the kiosk prints, and says no more than the departments know."""

import json
from datetime import date

import pytest

from kiosk.matters.catalogue import BASELINE
from kiosk.protocol.messages import FormValue, Holder
from kiosk.services.typesetting import typeset
from tests.central.applications import CERTIFICATE, certificate_application, filed
from tests.central.running import RunningCentral

PAUSED = Holder(kind="foreign_pr_2017", name="JONES, EMILY", number="CAN990185060101", birth=date(1985, 6, 1))


def test_the_data_have_the_shape_of_the_templates_sample(central: RunningCentral) -> None:
    sample = json.loads((BASELINE / CERTIFICATE / "certificate.sample.json").read_text())["data"]
    (document,) = filed(central, certificate_application()).issued
    assert document.data.keys() == sample.keys()
    months, sample_months = document.data["months"], sample["months"]
    assert isinstance(months, list)
    assert len(months) == 12
    assert months[0].keys() == sample_months[0].keys()
    assert [month["month"] for month in months] == sorted({month["month"] for month in months})


@pytest.mark.parametrize(
    ("code", "key", "situation"),
    [
        ("credit-record-query", "record", {"subject": "me"}),
        ("property-query", "record", {"purpose": "own"}),
        ("tax-certificate", "record", {"period": "year"}),
        ("business-licence-copy", "licence", {"copy": "original"}),
    ],
)
def test_what_a_register_says_is_certified_with_everything_the_template_asks_for(
    central: RunningCentral, code: str, key: str, situation: dict[str, str]
) -> None:
    application = certificate_application(matter=code).model_copy(
        update={
            "situation": situation,
            "values": (
                FormValue(key="name", value="王建国", source="card"),
                FormValue(key="credit_code", value="91990101MA0DEM009D", source="citizen"),
            ),
        }
    )
    (document,) = filed(central, application).issued
    sample = json.loads((BASELINE / code / f"{key}.sample.json").read_text())["data"]
    assert (document.key, document.data.keys()) == (key, sample.keys())
    assert typeset(BASELINE / code / f"{key}.typ", document).startswith(b"%PDF")
    if key == "licence":
        assert (document.data["copy"], document.data["state"]) == ("正本", "存续")


def test_months_that_were_not_paid_are_not_certified_as_paid(central: RunningCentral) -> None:
    (document,) = filed(central, certificate_application(PAUSED)).issued
    months = document.data["months"]
    assert isinstance(months, list)
    assert document.data["status"] == "暂停缴费"
    assert {month["pension"] for month in months if str(month["month"]) >= "2026-02"} == {"—"}
    assert {month["pension"] for month in months if str(month["month"]) < "2026-02"} <= {"✓"}
