"""People in the console: accounts and their roles, where they are logged in, and the trail of what they did."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from central.people.account_pages import AccountAdmin
from central.people.models import ConsoleSession, TrailEntry
from central.people.session_pages import SessionAdmin
from central.people.trail_pages import TrailAdmin

for model in (Group, User, LogEntry, StaticDevice, TOTPDevice):
    # Their own pages would show secrets of authenticators, let groups be more than roles, or speak no Chinese.
    admin.site.unregister(model)
admin.site.register(User, AccountAdmin)
admin.site.register(ConsoleSession, SessionAdmin)
admin.site.register(TrailEntry, TrailAdmin)
