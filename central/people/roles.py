"""The roles and what each may do: sets of Django permissions. docs/roles.md is made from this; the groups are synced to it.

A room that has a new action adds its codename here: to the tuple of its app and to the roles that may do it.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

_LOOK = tuple(
    f"{app}.view_{model}"
    for app, model in (
        ("kiosks", "kiosk"),
        ("fleet", "kioskreport"),
        ("ratings", "ratingrecord"),
        ("commands", "kioskcommand"),
        ("services", "servicestanding"),
    )
)
"""What every role sees: nothing of it names a citizen"""
_FLEET_PAGES = (
    *("fleet.view_fleetmap", "fleet.view_convergence", "fleet.view_kioskday", "fleet.view_alarm", "fleet.view_duty"),
    *("kiosks.view_region", "numbers.view_casecount", "numbers.view_funnel"),
)
_NUMBERS_EXPORT = (
    "numbers.export_numbers",
    "numbers.view_export",
    "numbers.view_otherchannel",
    "numbers.view_dutyitem",
)
_NUMBERS_WORK = tuple(
    f"{app}.{verb}_{model}"
    for app, model in (("numbers", "otherchannel"), ("numbers", "dutyitem"), ("kiosks", "region"))
    for verb in ("add", "change", "delete")
)
_ALARMS_WORK = ("fleet.acknowledge_alarm", "fleet.change_alarm")
_DUTY_WORK = ("fleet.add_duty", "fleet.change_duty", "fleet.delete_duty")
_FLEET_LOOK = ("reports.view_reportrecord", "fleet.view_audithead", "fleet.view_auditrecord", "fleet.view_auditbreak")
_CASES_LOOK = (
    *("cases.view_case", "cases.view_casedocument", "cases.view_supplement"),
    "certificates.view_certificate",
)
_CASES_WORK = (
    "cases.change_supplement",
    *("cases.change_case", "cases.accept_case", "cases.decide_case", "cases.deliver_case", "cases.view_personal_data"),
    *("cases.view_supervisioncard", "payments.view_order", "payments.collect_order", "delivery.view_parcel"),
)
_BOOKS = ("cases.view_case", "payments.view_order", "payments.view_refund", "payments.view_reconciliation")
_MONEY = (
    "payments.refund_order",
    "payments.view_refund",
    "payments.view_reconciliation",
    "certificates.revoke_certificate",
)
_SUPERVISION = ("cases.view_supervisioncard", "cases.supervise_case")
_COMMANDS_WORK = ("commands.add_kioskcommand", "commands.change_kioskcommand")
_FLEET_WORK = ("kiosks.add_kiosk", "kiosks.change_kiosk", "fleet.change_auditbreak")
_WRITING_LOOK = ("writing.view_matterdraft",)
_WRITING_WORK = ("writing.add_matterdraft", "writing.change_matterdraft", "writing.delete_matterdraft")
_REVIEW_LOOK = tuple(
    f"review.view_{model}" for model in ("proposal", "redcard", "matterrelease", "notice", "matterswitch")
)
_REVIEW_AUTHOR = ("review.add_proposal", "review.compose_release", "review.add_notice", "review.change_notice")
_REVIEW_APPROVER = ("review.approve_proposal", "review.sign_release")
_ROLLOUT = ("review.steer_rollout", "review.add_matterswitch", "review.change_matterswitch")
_VOICE_LOOK = ("voice.view_ticket", "voice.view_rectification")
_VOICE_WORK = ("voice.answer_ticket",)
_RECTIFY = ("voice.close_rectification",)
_VOICE_APPROVE = ("voice.approve_ticket",)
_PEOPLE_LOOK = ("people.view_person", "auth.view_user", "people.view_consolesession")
_PEOPLE_WORK = (
    *("auth.add_user", "auth.change_user", "people.add_person", "people.change_person"),
    *("people.assign_roles", "people.end_sessions"),
)
_AUDIT = ("people.view_trailentry",)
_APPOINTMENTS = (
    *("appointments.view_slot", "appointments.add_slot", "appointments.change_slot", "appointments.delete_slot"),
    "appointments.view_appointment",
)
_LOOKUPS_LOOK = ("government.view_datalookup",)
_TASKS_LOOK = ("timers.view_taskrecord",)
_EVERYWHERE = ("people.all_regions",)


def _of(*parts: Iterable[str]) -> frozenset[str]:
    return frozenset(codename for part in parts for codename in part)


ROLES: Mapping[str, frozenset[str]] = {
    "viewer": _of(_LOOK, _FLEET_PAGES),
    "operator": _of(
        _LOOK,
        _FLEET_PAGES,
        _FLEET_LOOK,
        _COMMANDS_WORK,
        _ALARMS_WORK,
        _DUTY_WORK,
        _NUMBERS_EXPORT,
        _VOICE_LOOK,
        _VOICE_APPROVE,
        _RECTIFY,
    ),
    "author": _of(_LOOK, _FLEET_PAGES, _WRITING_LOOK, _WRITING_WORK, _REVIEW_LOOK, _REVIEW_AUTHOR, _EVERYWHERE),
    "approver": _of(_LOOK, _FLEET_PAGES, _WRITING_LOOK, _REVIEW_LOOK, _REVIEW_APPROVER, _ROLLOUT, _EVERYWHERE),
    "officer": _of(
        _LOOK, _CASES_LOOK, _CASES_WORK, _MONEY, _VOICE_LOOK, _VOICE_WORK, _VOICE_APPROVE, _RECTIFY, _APPOINTMENTS
    ),
    "fleet_admin": _of(
        *(_LOOK, _FLEET_PAGES, _FLEET_LOOK, _COMMANDS_WORK, _FLEET_WORK, _ALARMS_WORK, _DUTY_WORK),
        *(_NUMBERS_EXPORT, _NUMBERS_WORK, _REVIEW_LOOK, _WRITING_LOOK, _ROLLOUT, _TASKS_LOOK, _EVERYWHERE),
    ),
    "security_officer": _of(_LOOK, _FLEET_PAGES, _FLEET_LOOK, _PEOPLE_LOOK, _PEOPLE_WORK, _LOOKUPS_LOOK, _EVERYWHERE),
    "auditor": _of(
        *(_LOOK, _FLEET_PAGES, _NUMBERS_EXPORT, _FLEET_LOOK, _PEOPLE_LOOK, _AUDIT, _SUPERVISION, _REVIEW_LOOK),
        *(_LOOKUPS_LOOK, _TASKS_LOOK, _WRITING_LOOK, _BOOKS, _EVERYWHERE),
    ),
}
"""Role → ``app.codename`` of everything it may do"""

ROLE_NAMES = {
    "viewer": _("查看员"),
    "operator": _("区域运维员"),
    "author": _("事项编写员"),
    "approver": _("事项审核员"),
    "officer": _("审批人员"),
    "fleet_admin": _("终端管理员"),
    "security_officer": _("安全管理员"),
    "auditor": _("审计员"),
}
