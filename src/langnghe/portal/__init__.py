"""The citizens' face: send, follow, prove, read. It owns no table and no rule; it asks ``cases`` and shows."""
