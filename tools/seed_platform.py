"""Fill a platform on PostgreSQL with a fleet and its cases, to see how the console is with them: whole, real rows.

    python tools/seed_platform.py --state var/platform/state --kiosks 20000 --cases 2000000

The database makes the rows itself, without indexes, which are built again afterwards. What is not named here has the default
of its model, so a new column needs no change. Synthetic: one person, whose area code does not exist.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from central.bootstrap import prepare
from kiosk.protocol.fleet import Heartbeat, QueueHealth
from kiosk.protocol.messages import Application, CaseAnswer, FormValue, Holder

KIOSKS, CASES = 20_000, 2_000_000
_CASES_A_RATING, _CASES_AN_ENTRY = 10, 20
"""So many cases for each rating, and for each entry of the trail"""
_PERSON = Holder(
    kind="citizen", name="测试员", number="990101199003070016", sex="1", birth=date(1990, 3, 7), address="北桥路12弄3号"
)
_WHEN = datetime(2026, 3, 2, 15, 40, tzinfo=UTC)
_ID, _KIOSK, _MATTER = "0" * 32, "K-0000", "matter-of-the-case"
_KIOSK_OF_CASE = "'S-' || lpad((('x' || substr(md5(n::text), 1, 7))::bit(28)::int % {kiosks})::text, 6, '0')"
"""Any of them, whatever the state and the day"""
_DAYS = 500
"""The cases came within so many days"""
_DAY = f"(current_date - {_DAYS - 1} + (n::bigint * {_DAYS} / ({{count}} + 1))::int)"
"""In the order in which cases come"""
_AT = "({day} + ((n::bigint * 37 % 36000) || ' seconds')::interval + interval '9 hours')"
_STATES = "(ARRAY['applied','accepted','examining','decided','done','delivered','delivered','delivered'])"
_STATE = f"{_STATES}[CASE WHEN n % 10 < 1 THEN 1 + n / 10 % 5 ELSE 5 + n % 4 END]"


def main() -> int:
    """Seed, and say how long it took."""
    parser = argparse.ArgumentParser(description="20,000 kiosks and 2,000,000 cases on PostgreSQL, for measuring.")
    parser.add_argument("--state", type=Path, required=True, help="folder of a platform whose database is a PostgreSQL")
    parser.add_argument("--kiosks", type=int, default=KIOSKS)
    parser.add_argument("--cases", type=int, default=CASES)
    options = parser.parse_args()
    began = time.monotonic()
    prepare(options.state.absolute())
    from django.db import connection  # noqa: PLC0415  needs django.setup()

    if connection.vendor != "postgresql":
        print("seed: this platform keeps its cases in SQLite; seeding is for PostgreSQL", file=sys.stderr)
        return 1
    seed(options.kiosks, options.cases)
    print(f"{options.kiosks} kiosks and {options.cases} cases in {time.monotonic() - began:.0f} s")
    return 0


def seed(kiosks: int, cases: int) -> None:
    """Add them; Django must be set up. Seeding twice adds nothing but what is not there yet."""
    from auditlog.models import LogEntry  # noqa: PLC0415  needs django.setup()

    from central.cases.models import Case  # noqa: PLC0415
    from central.fleet.models import KioskReport  # noqa: PLC0415
    from central.kiosks.models import Kiosk  # noqa: PLC0415
    from central.ratings.models import RatingRecord  # noqa: PLC0415

    _fill(Kiosk, kiosks, _kiosk_columns())
    _fill(KioskReport, kiosks, _report_columns())
    _fill(Case, cases, _case_columns(kiosks, cases))
    _fill(RatingRecord, cases // _CASES_A_RATING, _rating_columns(kiosks, cases // _CASES_A_RATING))
    _fill(LogEntry, cases // _CASES_AN_ENTRY, _entry_columns(kiosks, cases // _CASES_AN_ENTRY))


def _kiosk_columns() -> dict[str, str]:
    return {
        "id": "'S-' || lpad((n - 1)::text, 6, '0')",
        "place": "'北桥街道 第' || n || '服务点'",
        "region": "'99' || lpad((n % 12 + 1)::text, 2, '0') || lpad((n % 17 + 1)::text, 2, '0')",
        "active": "TRUE",
        "enrolled_at": f"now() - interval '{_DAYS} days'",
        "last_seen_at": "now() - ((n % 90) || ' seconds')::interval",
    }


def _report_columns() -> dict[str, str]:
    beat = Heartbeat(
        kiosk_id=_KIOSK, at=_WHEN, up_s=60, program="0.1.0", release=3, devices={}, queue=QueueHealth(depth=0),
        free_bytes=10**10, audit_n=0, audit_hash="0" * 64,
    )  # fmt: skip
    return {
        "kiosk_id": "'S-' || lpad((n - 1)::text, 6, '0')",
        "at": "now() - ((n % 90) || ' seconds')::interval",
        "body": f"replace({_text(beat.model_dump_json())}, '{_KIOSK}', 'S-' || lpad((n - 1)::text, 6, '0'))",
        "devices_down": "CASE WHEN n % 50 = 0 THEN 1 ELSE 0 END",
        "health": "CASE WHEN n % 50 = 0 THEN 'ill' ELSE 'well' END",
        "queue_depth": "n % 3",
        "program": "'0.1.0'",
        "release": "3",
    }


def _case_columns(kiosks: int, cases: int) -> dict[str, str]:
    from central.cases.holders import veiled  # noqa: PLC0415  needs django.setup()
    from central.catalogue import catalogue  # noqa: PLC0415

    matters = list(catalogue().matters.values())
    codes = f"(ARRAY[{','.join(_text(one.code) for one in matters)}])[1 + n % {len(matters)}]"
    titles = f"(ARRAY[{','.join(_text(one.title.zh) for one in matters)}])[1 + n % {len(matters)}]"
    kiosk, mine, day = _KIOSK_OF_CASE.format(kiosks=kiosks), veiled(_PERSON), _DAY.format(count=cases)
    at = _AT.format(day=day)
    body, answer = _application(), CaseAnswer(
        case_no="0", application_id=_ID, application_sha256="0" * 64, accepted_at=_WHEN, due=None
    )  # fmt: skip
    return {
        "application_id": "md5(n::text)",
        "case_no": f"'9902' || to_char({day}, 'YYMMDD') || lpad((n % {cases // _DAYS + 2})::text, 6, '0')",
        "kiosk_id": kiosk,
        "receipt_no": f"'L-' || replace({kiosk}, '-', '') || '-' || lpad(n::text, 7, '0')",
        "matter_code": codes,
        "matter_title": titles,
        "unit": "'北桥区第' || (n % 40 + 1) || '局'",
        "state": _STATE,
        "outcome": "CASE WHEN n % 10 < 1 THEN '' ELSE 'granted' END",
        "applied_at": at,
        "accepted_at": f"{at} + interval '2 seconds'",
        "state_since": f"{at} + interval '1 hour'",
        "due": f"{day} + 20",
        "promised": f"{day} + 20",
        "card": "CASE WHEN n % 400 = 0 THEN 'red' WHEN n % 150 = 0 THEN 'yellow' ELSE '' END",
        "holder_hash": f"CASE WHEN n % 100000 = 0 THEN '{mine.holder_hash}' ELSE md5((n / 3)::text) || md5(n::text) END",
        "name_mask": _text(mine.name_mask),
        "number_mask": _text(mine.number_mask),
        "body": f"replace(replace({_text(body.model_dump_json())}, '{_ID}', md5(n::text)), '{_KIOSK}', {kiosk})",
        "body_sha256": "md5(n::text) || md5((n + 1)::text)",
        "posted_sha256": "md5((n + 1)::text) || md5(n::text)",
        "answer": f"replace({_text(answer.model_dump_json())}, '{_ID}', md5(n::text))",
    }


def _rating_columns(kiosks: int, ratings: int) -> dict[str, str]:
    at = _AT.format(day=_DAY.format(count=ratings))
    return {
        "id": "md5('rating' || n)",
        "kiosk_id": _KIOSK_OF_CASE.format(kiosks=kiosks),
        "matter_code": "'matter-' || n % 40",
        "score": "CASE WHEN n % 50 = 0 THEN 5 ELSE 1 + n % 3 END",
        "rated_at": at,
        "received_at": f"{at} + interval '2 seconds'",
    }


def _entry_columns(kiosks: int, entries: int) -> dict[str, str]:
    """What people changed of kiosks."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415  needs django.setup()

    from central.kiosks.models import Kiosk  # noqa: PLC0415

    kiosk = _KIOSK_OF_CASE.format(kiosks=kiosks)
    return {
        "content_type_id": str(ContentType.objects.get_for_model(Kiosk).pk),
        "object_pk": kiosk,
        "object_repr": kiosk,
        "action": "1",
        "changes": """'{"place": ["一号服务点", "二号服务点"]}'""",
        "timestamp": _AT.format(day=_DAY.format(count=entries)),
    }


def _application() -> Application:
    return Application(
        id=_ID, kiosk_id=_KIOSK, receipt_no="S000000000", matter_code=_MATTER, matter_version=1, applied_at=_WHEN,
        language="zh_CN", holder=_PERSON, values=(FormValue(key="name", value=_PERSON.name, source="card"),),
    )  # fmt: skip


def _fill(model: Any, count: int, columns: Mapping[str, str]) -> None:  # noqa: ANN401  a model's class
    """Rows 1 to `count` of `model`, each column as SQL over ``n``, the others as the model's defaults."""
    from django.db import connection, transaction  # noqa: PLC0415  needs django.setup()

    table, chosen = model._meta.db_table, dict(columns)  # noqa: SLF001  Django's own way to ask
    for field in model._meta.local_concrete_fields:  # noqa: SLF001
        if (
            field.column not in chosen
            and not field.null
            and not getattr(field, "auto_created", False)
            and not _counts(field)
        ):
            chosen[field.column] = _text(field.get_db_prep_save(_default(field), connection))
    names = ", ".join(f'"{name}"' for name in chosen)
    query = f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen.values())} FROM generate_series(1, {count}) n"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor, _without_indexes(cursor, table):
        cursor.execute(f"{query} ON CONFLICT DO NOTHING")
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {table}")


def _counts(field: Any) -> bool:  # noqa: ANN401
    return field.get_internal_type() in {"AutoField", "BigAutoField"}


def _default(field: Any) -> Any:  # noqa: ANN401
    if field.has_default():
        return field.get_default()
    if getattr(field, "auto_now_add", False):
        return datetime.now(UTC)
    return 0 if field.get_internal_type().endswith("IntegerField") else ""


def _text(value: object) -> str:
    """`value` as an SQL literal; JSON and bytes come from Django as objects that know how."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if hasattr(value, "obj"):  # psycopg's Jsonb
        from json import dumps  # noqa: PLC0415

        value = dumps(value.obj)
    return "'" + str(value).replace("'", "''").replace("%", "%%") + "'"


@contextmanager
def _without_indexes(cursor: Any, table: str) -> Iterator[None]:  # noqa: ANN401  Django's wrapper
    """What only reads need is built once, afterwards; foreign keys are right by how the rows are made."""
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND NOT indisunique",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)


if __name__ == "__main__":
    sys.exit(main())
