"""Satisfaction: counters with a QR code and short rounds of questions; counted, hidden where small, published, frozen.

An answer is anonymous from the start: a day and a point of a scale. Nothing is counted by officer: a counter is a place
of a unit, and a place named after a person is refused. Free words pass the door; those about somebody's conduct are
not kept, and whoever wrote them is shown the sealed way. The formula: ``figures.satisfaction``.
"""
