"""Supervision and social criticism: what the Front plans, sees, finds and asks; what the body asked answers and does.

Who lets results out: a second officer of the Front (KEEP_SUPERVISION). The office's leader does not, because the bodies
supervised are led from there. What is shown goes as far as it had come when the second person looked at it: words
written later wait for their word again, and only the state of a recommendation and its day stay current.

The conduct of a person is no matter of this room: see ``consultations.conduct``.
"""
