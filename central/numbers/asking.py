"""What somebody asks the numbers for, out of a page's address; never more than they may see."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from central.catalogue import titles
from central.fleet.console import asked_region
from central.kiosks.models import Kiosk
from central.numbers.figures import Asked
from central.people.regions import region_of, within

_LONGEST = timedelta(days=3 * 366)
_DEFAULT = timedelta(days=29)
_EARLIEST = date(2000, 1, 1)
_AHEAD = timedelta(days=366)


def _day() -> forms.DateInput:
    """The browser's own calendar; it takes one form of a date only."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Filters(forms.Form):
    """Above each page; what is wrong is left out of account."""

    first = forms.DateField(label=_("从"), required=False, widget=_day())
    last = forms.DateField(label=_("到"), required=False, widget=_day())
    region = forms.CharField(label=_("行政区划"), required=False, max_length=12)
    matter = forms.ChoiceField(label=_("事项"), required=False)
    kiosk = forms.CharField(label=_("终端"), required=False, max_length=20)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django passes what it declares
        self.fields["matter"].choices = [("", _("全部事项")), *titles().items()]  # type: ignore[attr-defined]  # a ChoiceField
        for field in self.fields.values():
            field.widget.attrs["class"] = "f-input"


def asked_of(request: HttpRequest) -> tuple[Asked, Filters]:
    """The last thirty days, when nothing is said. Whoever has no region at all gets what is nowhere."""
    today = timezone.localdate()
    form = Filters(request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = _possible(said.get("last") or today, today)
    first = _possible(said.get("first") or last - _DEFAULT, today)
    first, last = min(first, last), max(first, last)
    reach, region = region_of(request.user), asked_region(request)
    if reach is None:
        region = "-"
    elif not region.startswith(reach):
        region = reach
    kiosk = said.get("kiosk") or ""
    if kiosk and not within(Kiosk.objects.filter(pk=kiosk, region__startswith=region), request.user, "region").exists():
        kiosk = "-"
    asked = Asked(max(first, last - _LONGEST), last, region, said.get("matter") or "", kiosk)
    return asked, Filters(
        {
            "first": asked.first,
            "last": asked.last,
            "region": region,
            "matter": asked.matter,
            "kiosk": said.get("kiosk", ""),
        }
    )


def _possible(day: date, today: date) -> date:
    """The nearest day on which there can be cases: arithmetic with the calendar's own ends fails."""
    return min(max(day, _EARLIEST), today + _AHEAD)
