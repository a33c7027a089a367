"""The screen of a visit: one view for each step, and one for the end nobody wanted."""

from typing import assert_never

from kiosk.matters.plan import Step
from kiosk.visit.state import EndReason, Visit
from ui.views import filing, form, identify, materials, out_of_service, payment, result, review, sign, supplement
from ui.views.context import ViewContext
from ui.views.errand_parts import ErrandDetailView
from ui.views.filing import FilingView
from ui.views.form import FormView
from ui.views.identify import IdentifyView
from ui.views.materials import MaterialsView
from ui.views.out_of_service import OutOfServiceView
from ui.views.payment import PaymentView
from ui.views.result import ResultView
from ui.views.review import ReviewView
from ui.views.sign import SignView

VisitView = (
    IdentifyView
    | FormView
    | MaterialsView
    | ReviewView
    | SignView
    | PaymentView
    | FilingView
    | ResultView
    | ErrandDetailView
    | OutOfServiceView
)


def view_of(visit: Visit, context: ViewContext) -> tuple[str, VisitView] | None:
    """Name of the screen and what it shows; ``None`` for the guide and for a visit that ended well: those are others'."""
    if visit.ended is not None:
        if visit.ended is EndReason.NOT_FILED:
            return "outOfService", out_of_service.view_of(visit, context)
        return None
    return (_of_supplement(visit, context) if visit.supplement is not None else None) or _of_step(visit, context)


def _of_supplement(visit: Visit, context: ViewContext) -> tuple[str, VisitView] | None:
    """Where papers for a case (补交) look otherwise than an application."""
    match visit.step:
        case Step.REVIEW:
            return "review", supplement.review_view(visit, context)
        case Step.RESULT:
            return "errandDetail", supplement.result_view(visit, context)
        case _:
            return None


def _of_step(visit: Visit, context: ViewContext) -> tuple[str, VisitView] | None:
    match visit.step:
        case Step.GUIDE:
            return None
        case Step.IDENTIFY:
            return "identify", identify.view_of(visit, context)
        case Step.FORM:
            return "form", form.view_of(visit, context)
        case Step.MATERIALS:
            return "materials", materials.view_of(visit, context)
        case Step.REVIEW:
            return "review", review.view_of(visit, context)
        case Step.SIGN:
            return "sign", sign.view_of(visit, context)
        case Step.PAYMENT:
            return "payment", payment.view_of(visit, context)
        case Step.FILING:
            return "filing", filing.view_of(visit, context)
        case Step.RESULT:
            return "result", result.view_of(visit, context)
        case _:
            assert_never(visit.step)
