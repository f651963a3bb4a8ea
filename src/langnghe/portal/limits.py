"""How much one address may do on the citizens' pages; how it is counted says ``registry.limits``."""

from __future__ import annotations

from langnghe.registry.limits import DAY, Limit, address, digest

__all__ = ["Limit", "address", "digest"]

# Sixteen digits: at this pace one address would need longer than there have been people.
WRONG_CODES = Limit("codes", 10, 600)
SENT = Limit("sent", 20, 3600)
BEGUN = Limit("begun", 60, 3600)
ASKED = Limit("asked", 120, 600)  # similar matters, while somebody types
JOINED = Limit("joined", 20, DAY)
WRITTEN = Limit("written", 30, 3600)
WAITED = Limit("waited", 10, 3600)  # forms sent without a puzzle's solution, after waiting
