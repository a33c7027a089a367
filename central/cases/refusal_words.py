"""Why something was not done with a case, in words for whoever wanted to."""

from django.utils.translation import gettext_lazy as _

from central.cases.casework import NotDone
from central.delivery.parcels import NotSent
from central.payments.refunds import NoRefund

REFUSED = {
    NotDone.NOT_POSSIBLE: _("办件已经不在这个环节，请看最新情况。"),
    NotDone.STALE: _("您打开之后别人办理过这件，请看最新情况再办。"),
    NotDone.NO_RIGHT: _("您没有这项权限。"),
    NotDone.NO_REASON: _("请写明理由。"),
    NotDone.NO_MATERIAL: _("请选出要补正的材料。"),
    NotDone.WAITS: _("同一件事里要先决定的事项还没有决定。"),
    NotDone.OWES: _("费用未缴，不能送达。"),
    NotDone.PAPER_OWED: _("容缺材料还没补齐，不能准予，也不能给结果。"),
    NotDone.NO_PARCEL: _("申请人选了邮寄：先登记邮件；当面交给申请人的，用“改在窗口交付”并写明理由。"),
    NotDone.WAS_ACCEPTED: _("这件已经受理过，不能再不予受理：请审查后作出决定，或由申请人撤回。"),
    NotDone.NOT_ACCEPTED: _("这件还没有受理：补正逾期的，请用“不予受理”。"),
    NotDone.STILL_TIME: _("补正期限还没有过，申请人还可以补交。"),
}
NOT_SENT = {
    NotSent.NOT_CHECKED: _("物流服务暂时没有应答，单号没有登记，请稍后再试。"),
    NotSent.NO_NUMBER: _("不是物流单号：国际单 2 个字母 9 位数字 2 个字母，国内单 13 位数字。"),
    NotSent.WRONG_CHECK: _("单号的校验位不对，请核对后重新输入。"),
    NotSent.KNOWN: _("这个单号已经登记在别的邮件上。"),
    NotSent.NOT_DONE: _("办结以后才能寄送。"),
    NotSent.UNDER_WAY: _("这件已有邮件在途。"),
    NotSent.OWES: _("费用未缴，不能寄送。"),
    NotSent.PAPER_OWED: _("容缺材料还没补齐，不能寄送。"),
    NotSent.NO_RIGHT: _("您没有这项权限。"),
    NotSent.NOT_POSSIBLE: _("邮件已经不在这个状态，请看最新情况。"),
}
NO_REFUND = {
    NoRefund.NOT_PAID: _("没有收到这笔钱，不用退。"),
    NoRefund.NO_REASON: _("请写明理由。"),
    NoRefund.AT_COUNTER: _("窗口收的钱由窗口退。"),
    NoRefund.NOT_OVER: _("不予受理、不予批准或撤回以后才退。"),
}
