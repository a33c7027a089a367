"""``/t/{number}/{code}``: the answer to a ticket, and the citizen's word on it. Whoever holds the slip may look."""

from hmac import compare_digest

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from central.pages import Ask, Line, Page, answer_with, moment_line
from central.voice.models import LONGEST_TEXT, Ticket, TicketState
from central.voice.tickets import MOST_REOPENED, judge

SAID = {
    TicketState.RECEIVED: ("wait", "已收到，正在办理", "Received; being worked on"),
    TicketState.DRAFTED: ("wait", "已收到，正在办理", "Received; being worked on"),
    TicketState.REOPENED: ("wait", "已重新办理", "Opened again"),
    TicketState.ANSWERED: ("good", "已答复", "Answered"),
    TicketState.CLOSED: ("good", "已办结", "Closed"),
}
_NONE = Page("bad", "没有这件工单", "No such ticket", "请核对编号和查询码。", "Please check the number and the code.")


@csrf_exempt  # the code in the address is what entitles, and no session is looked at
@require_http_methods(["GET", "HEAD", "POST"])
def ticket_page(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Where the ticket is. After an answer the citizen says whether it will do."""
    ticket = Ticket.objects.filter(number=number).first()
    if ticket is None or not compare_digest(ticket.code.encode(), code.encode()):
        return answer_with(_NONE, 404)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        said = request.POST.get("objection", "").strip()[:LONGEST_TEXT]
        try:
            judge(ticket, satisfied=request.POST["answer"] == "yes", objection=said)
        except ValidationError:
            ticket.refresh_from_db()  # somebody pressed twice: the page says how it stands
    return answer_with(_page(ticket))


def _page(ticket: Ticket) -> Page:
    tone, zh, en = SAID[TicketState(ticket.state)]
    due, shown = ticket.due, ticket.state in (TicketState.ANSWERED, TicketState.CLOSED)
    lines = (
        Line("编号", "Number", ticket.number, ticket.number),
        moment_line("提交时间", "Sent", ticket.opened_at),
        *((Line("您写的", "You wrote", ticket.text, ticket.text),)),
        *((Line("答复", "Answer", ticket.reply, ticket.reply),) if shown and ticket.reply else ()),
        *(
            ()
            if shown
            else (Line("答复期限", "Answer by", f"{due.year}年{due.month}月{due.day}日", f"{due:%d %b %Y}"),)
        ),
    )
    return Page(tone, zh, en, lines=lines, asks=_asks(ticket))


def _asks(ticket: Ticket) -> tuple[Ask, ...]:
    if ticket.state != TicketState.ANSWERED:
        return ()
    again = () if ticket.reopened >= MOST_REOPENED else (("no", "不满意，重新办理", "No, open it again"),)
    yes = ("yes", "满意", "Yes, thank you")
    asked = ("对答复满意吗？不满意可以写明原因", "Will it do? If not, you may say why")
    return (Ask("", *asked, (yes, *again), "objection", needed=False),)
