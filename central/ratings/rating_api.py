"""``POST /v1/ratings``."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from central.kiosks.auth import caller
from central.problems import key_problem, problem
from central.ratings.models import RatingRecord
from kiosk.protocol.messages import Rating

router = Router(tags=["ratings"])


@router.post("/ratings")
def post_rating(request: HttpRequest, rating: Rating) -> HttpResponse:
    """Keep a rating: 201, or 200 when it is here already."""
    if (refused := key_problem(request, rating.id)) is not None:
        return refused
    kiosk = caller(request)
    if rating.kiosk_id != kiosk.id:
        return problem(422, "other-kiosk", "The rating names another kiosk than the one that sends it.")
    rated_at = rating.rated_at if timezone.is_aware(rating.rated_at) else timezone.make_aware(rating.rated_at)
    values = {"matter_code": rating.matter_code, "score": rating.score, "rated_at": rated_at}
    record, fresh = RatingRecord.objects.get_or_create(id=rating.id, defaults={"kiosk": kiosk, **values})
    if record.kiosk_id != kiosk.id or any(getattr(record, name) != value for name, value in values.items()):
        return problem(422, "other-bytes", "This key came before with another rating.")
    return JsonResponse({"id": rating.id}, status=201 if fresh else 200)
