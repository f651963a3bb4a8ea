"""Which cases an officer sees, and what the lists, the case page and «Hôm nay của tôi» show of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from langnghe.cases.models import Case, CoUnit
from langnghe.registry.models import Officer
from langnghe.registry.roles import Right, Scope, scope


def visible_cases(officer: Officer) -> QuerySet[Case]:
    """The cases an officer may read: the province's or the own unit's; denunciations only in the unit that works them.

    A case given to a unit to co-operate on, or received by it and passed on, stays in its sight; a secret one does not.
    """
    reach = scope(officer.role)
    if reach is Scope.NONE or not officer.is_active:
        return Case.objects.none()
    own = Q(unit=officer.unit_id) if officer.unit_id else Q(pk__in=[])
    secret = own if officer.may(Right.READ_DENUNCIATIONS) else Q(pk__in=[])
    if reach is Scope.PROVINCE:
        return Case.objects.filter(Q(secret=False) | secret)
    co_operates = Exists(CoUnit.objects.filter(case=OuterRef("pk"), unit=officer.unit_id))
    return Case.objects.filter((Q(secret=False) & (own | co_operates)) | (Q(secret=True) & secret))
