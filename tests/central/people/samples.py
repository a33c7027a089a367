"""A row of any model, in one region: filled by the kinds of its fields."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import models

from central.cases.supervision import RuleId
from central.kiosks.models import Kiosk, Region
from central.people.models import ConsoleSession, Person, TrailEntry
from tests.central.applications import replacement_application
from tests.central.fleet.heartbeats import Log, heartbeat

REGION = "9901"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_made: dict[type[models.Model], models.Model] = {}


def sample(model: type[models.Model]) -> models.Model:
    """The row of `model`; the same one whenever it is asked for."""
    model = model._meta.concrete_model or model if model is not TrailEntry else model
    if model not in _made:
        _made[model] = _special(model) or _filled(model)
    return _made[model]


def forget() -> None:
    """The rows are gone: make new ones."""
    _made.clear()


def _special(model: type[models.Model]) -> models.Model | None:
    if model is User:
        user = User.objects.create_user("sample", is_staff=True)
        Person.objects.create(user=user, region=REGION)
        return user
    if model is Kiosk:
        return Kiosk.objects.create(id="K-1", place="样例", region=REGION)
    if model is Region:
        return Region.objects.create(code=REGION, name="样例")
    if model is ConsoleSession:
        key = uuid4().hex
        Session.objects.create(session_key=key, session_data="", expire_date=NOW)
        return ConsoleSession.objects.create(key=key, user_id=sample(User).pk)
    if model is TrailEntry:
        sample(Kiosk)
        entry = LogEntry.objects.log_create(sample(Kiosk), force_log=True, action=1, changes={}, actor=sample(User))
        row: models.Model = TrailEntry.objects.get(pk=entry.pk)
        return row
    return None


def _texts(label: str) -> dict[str, str]:
    """What pages read out of a text: it has to be what a kiosk sends."""
    if label == "fleet.KioskReport":
        log = Log()
        return {"body": heartbeat("K-1", log, log.lines).model_dump_json()}
    if label == "cases.Case":
        return {"body": replacement_application().model_dump_json(), "key_id": "sample"}
    if label == "cases.SupervisionCard":
        return {"rule": next(iter(RuleId)).value}
    return {}


def _filled(model: type[models.Model]) -> models.Model:
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField) or (field.has_default() and field.name != "region"):
            continue
        if not field.null or (isinstance(field, models.ForeignKey) and field.related_model is Kiosk):
            values[field.name] = _value(field)
    return model._default_manager.create(**values | _texts(model._meta.label))


def _value(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return sample(field.related_model)
    if field.name == "region":
        return REGION
    if field.choices:
        return field.flatchoices[0][0]
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (models.JSONField, {}),
        (models.DateTimeField, NOW),
        (models.DateField, date(2026, 11, 22)),
        (models.DecimalField, Decimal(1)),
        (models.BooleanField, False),
        (models.TimeField, time(8, 30)),
        (models.DurationField, timedelta(hours=1)),
        (models.UUIDField, uuid4()),
        (models.IntegerField, 1),
        (models.FloatField, 1.0),
        (models.BinaryField, b"x"),
        (models.GenericIPAddressField, "127.0.0.1"),
        (models.CharField, uuid4().hex[: field.max_length or 32]),
        (models.TextField, "{}"),
    )
    fitting = [value for kind, value in kinds if isinstance(field, kind)]
    if not fitting:
        raise LookupError(f"no sample value for {field}")
    return fitting[0]
