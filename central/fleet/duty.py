"""Who is on duty for a region now."""

from datetime import datetime

from django.utils import timezone

from central.fleet.models import Duty


def on_duty(region: str, now: datetime | None = None) -> Duty | None:
    """Of the smallest region around `region` that has somebody on duty at this time; None when nobody is."""
    local = timezone.localtime(now)
    codes = [region[:digits] for digits in range(2, len(region) + 1)]
    fitting = [one for one in Duty.objects.filter(region__in=codes) if is_on(one, local)]
    return max(fitting, key=lambda one: len(one.region), default=None)


def is_on(duty: Duty, local: datetime) -> bool:
    """Whether `duty` includes the moment `local` (in China); a night belongs to the day on which it begins."""
    today, yesterday = str(local.isoweekday()), str(local.isoweekday() - 1 or 7)
    clock = local.time()
    if duty.begins < duty.ends:
        return today in duty.weekdays and duty.begins <= clock < duty.ends
    return (today in duty.weekdays and clock >= duty.begins) or (yesterday in duty.weekdays and clock < duty.ends)
