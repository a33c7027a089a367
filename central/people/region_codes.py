"""Administrative area codes: two digits a level for province, city and county, three for street and community."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

REGION_DIGITS = 12
"""Longest code: province, city, county, street, community"""

region_code = RegexValidator(r"\A\d{2,12}\Z", _("行政区划代码是 2 到 12 位数字"))
