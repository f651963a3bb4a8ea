"""Whether a page may offer maps and positions."""

from __future__ import annotations

from django import template

from langnghe.registry.models import Boundary

register = template.Library()


@register.simple_tag
def has_boundaries() -> bool:
    return Boundary.objects.exists()
