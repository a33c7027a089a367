"""A report is kept once, with its files sealed."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from kiosk.protocol.messages import Report, SubmissionAnswer
from tests.central.applications import attachment
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import bring, post, sealed, submit
from tests.central.stored import count


def report(**changes: object) -> Report:
    values: dict[str, object] = {
        "id": uuid4().hex,
        "kiosk_id": KIOSK,
        "subject": "command",
        "about": uuid4().hex,
        "reported_at": datetime(2026, 11, 22, 1, 52, tzinfo=UTC),
        "facts": {"verb": "collect-logs", "done": True, "lines": 120, "why": None},
    }
    return Report.model_validate(values | changes)


def test_a_report_sent_twice_is_kept_once_and_answered_alike(central: RunningCentral) -> None:
    bundle = uuid4().bytes * 100
    one = report(files=(attachment(bundle),))
    ready = sealed(central, one, [bundle])
    bring(central, ready)
    answers = [post(central, ready, one.id) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].content == answers[1].content
    assert SubmissionAnswer.model_validate_json(answers[0].content).id == one.id
    assert count(central.state, "reports_reportrecord", "about", one.about) == 1
    assert count(central.state, "reports_reportfile", "report_id", one.id) == 1


def test_another_report_under_the_same_key_is_refused(central: RunningCentral) -> None:
    one = report()
    assert submit(central, one).status_code == 201
    other = one.model_copy(update={"facts": {}})
    refused = submit(central, other)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:suishiban:problem:other-bytes"


@pytest.mark.parametrize("subject", ["", "Command", "a" * 41, "../x"])
def test_a_subject_is_a_plain_word(subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        report(subject=subject)
