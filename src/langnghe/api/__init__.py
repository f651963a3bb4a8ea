"""The face for machines: Open311 GeoReport v2 under ``/open311/v2``, described by its own ``openapi.json``.

No rules of its own: what may be shown says ``cases``, where a matter belongs and what a topic is say ``registry`` and
``law``. Specification: GeoReport v2 (wiki.open311.org/GeoReport_v2).
"""
