"""``python -m central appointments``: give a department its times, for every working day of a period."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from central.bootstrap import prepare


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="central appointments", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--state", type=Path, required=True, help="folder of the platform")
    made.add_argument("--department", required=True, help="as in the matters (实施主体), in Chinese")
    made.add_argument("--region", default="", help="area code; kiosks within it offer these times")
    made.add_argument("--place", required=True, help="where people come to")
    made.add_argument("--first", type=date.fromisoformat, required=True, help="first day")
    made.add_argument("--days", type=int, default=14, help="so many days on")
    made.add_argument("--from", dest="begins", type=time.fromisoformat, default=time(9), help="first time of a day")
    made.add_argument("--to", dest="ends", type=time.fromisoformat, default=time(17), help="end of the last one")
    made.add_argument("--minutes", type=int, default=30, help="length of each")
    made.add_argument("--capacity", type=int, default=4, help="people in each")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the command line; says how many times were made. Those that there are stay as they are."""
    made = parser()
    options = made.parse_args(arguments)
    if not (options.minutes >= 1 and options.capacity >= 1 and options.days >= 1 and options.begins < options.ends):
        made.error("minutes, capacity and days count from 1, and a day ends after it begins")
    prepare(options.state.absolute())
    from central.appointments.models import Slot  # noqa: PLC0415  needs django.setup()
    from central.catalogue import calendar  # noqa: PLC0415  as above

    working, before = calendar(), Slot.objects.count()
    days = (options.first + timedelta(days=n) for n in range(options.days))
    Slot.objects.bulk_create(
        (
            Slot(
                department=options.department,
                region=options.region,
                place=options.place,
                day=day,
                begins=begins,
                ends=ends,
                capacity=options.capacity,
            )
            for day in days
            if working.is_working(day)
            for begins, ends in _times(options.begins, options.ends, timedelta(minutes=options.minutes))
        ),
        ignore_conflicts=True,
    )
    sys.stdout.write(f"{Slot.objects.count() - before}\n")
    return 0


def _times(begins: time, ends: time, length: timedelta) -> Iterator[tuple[time, time]]:
    some_day = date(2026, 1, 1)
    at, until = datetime.combine(some_day, begins), datetime.combine(some_day, ends)
    while at + length <= until:
        yield at.time(), (at + length).time()
        at += length
