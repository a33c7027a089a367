"""How long it is remembered who looked at whose data: for the years that the law asks for, then it is erased.

The log says of everybody what they apply for, so it is kept no longer than it has to be; and no shorter, for till then the
citizen may ask. 个人信息保护法 art. 56 and 网络数据安全管理条例 art. 12 ask for three years; the database refuses to let go of
anything younger (migration 0003), whoever asks it to.
"""

from datetime import datetime

from django.conf import settings

from central.government.models import DataLookup

LEAST_YEARS = 3
_BATCH = 1000
_LAST_OF_FEBRUARY = 28


def years_kept() -> int:
    """What the installation asks for, and at least what the law does."""
    return max(LEAST_YEARS, int(settings.LOOKUPS_KEPT_YEARS))


def kept_until(at: datetime) -> datetime:
    """When a look at `at` is erased."""
    return _shifted(at, years_kept())


def keep_some(now: datetime) -> dict[str, int]:
    """Erase what is older, as a task of the clock (`central.timers`); so many at a time that nobody waits for it."""
    old = DataLookup.objects.filter(at__lt=_shifted(now, -years_kept())).order_by("at")
    erased = 0
    while found := list(old.values_list("pk", flat=True)[:_BATCH]):
        erased += DataLookup.objects.filter(pk__in=found).delete()[0]
    return {"erased": erased}


def _shifted(moment: datetime, years: int) -> datetime:
    """The same day of another year; the 29th of February is the 28th where there is none."""
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:
        return moment.replace(year=moment.year + years, day=_LAST_OF_FEBRUARY)
