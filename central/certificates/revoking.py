"""作废: a certificate that is not to be believed any more. It stays on record, and its page says so."""

from datetime import datetime

from django.db import transaction

from central.certificates.models import Certificate


def revoke(number: str, reason: str, person: str, now: datetime) -> bool:
    """Revoke it for good; False when it was before, or without a reason."""
    if not reason.strip():
        return False
    with transaction.atomic():
        found = Certificate.objects.select_for_update().get(pk=number)
        if found.revoked:
            return False
        found.revoked, found.revoked_at = True, now
        found.revoked_by, found.revoked_reason = person, reason.strip()
        found.save(update_fields=["revoked", "revoked_at", "revoked_by", "revoked_reason"])
    return True
