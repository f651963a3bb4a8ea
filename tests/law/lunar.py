"""Vietnamese lunar dates, computed: Hồ Ngọc Đức's algorithm (mean formulas of Meeus, time zone +7). Test oracle only.

It is right to the minute or so, which is enough unless a new moon falls within a minute of midnight.
"""

from __future__ import annotations

from datetime import date
from math import floor, pi, sin

_JULIAN = 1_721_425  # Julian day number of a date, less its ordinal


def solar(day: int, month: int, year: int) -> date:
    """The day on which a lunar date falls; never in a leap month."""
    before = _month_eleven(year if month >= 11 else year - 1)
    after = _month_eleven(year + 1 if month >= 11 else year)
    shift = (month - 11) % 12
    if after - before > 365 and shift >= _leap_shift(before):
        shift += 1
    lunation = floor(0.5 + (before - 2415021.076998695) / 29.530588853)
    return date.fromordinal(_new_moon(lunation + shift) + day - 1 - _JULIAN)


def _new_moon(k: int) -> int:
    """Julian day number, in Hà Nội, of the k-th new moon after 1/1/1900."""
    t = k / 1236.85
    rad = pi / 180
    jd = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    jd += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    m = (359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    mp = (306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    f = (21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    c = (0.1734 - 0.000393 * t) * sin(m) + 0.0021 * sin(2 * m) - 0.4068 * sin(mp) + 0.0161 * sin(2 * mp)
    c += -0.0004 * sin(3 * mp) + 0.0104 * sin(2 * f) - 0.0051 * sin(m + mp) - 0.0074 * sin(m - mp)
    c += 0.0004 * sin(2 * f + m) - 0.0004 * sin(2 * f - m) - 0.0006 * sin(2 * f + mp)
    c += 0.0010 * sin(2 * f - mp) + 0.0005 * sin(2 * mp + m)
    return floor(jd + c - (-0.000278 + 0.000265 * t + 0.000262 * t**2) + 0.5 + 7 / 24)


def _sign(jd: int) -> int:
    """Which twelfth of its yearly path the sun is in at the start of a day in Hà Nội."""
    t = (jd - 0.5 - 7 / 24 - 2451545.0) / 36525
    rad = pi / 180
    m = (357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3) * rad
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    c = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(m)
    c += (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000290 * sin(3 * m)
    return floor(((mean + c) % 360) / 30)


def _month_eleven(year: int) -> int:
    """First day of the lunar month that holds the winter solstice of a year."""
    offset = date(year, 12, 31).toordinal() + _JULIAN - 2415021
    k = floor(offset / 29.530588853)
    moon = _new_moon(k)
    return _new_moon(k - 1) if _sign(moon) >= 9 else moon


def _leap_shift(month_eleven: int) -> int:
    """How many months after the eleventh the leap month comes: the first without a change of the sun's twelfth."""
    k = floor((month_eleven - 2415021.076998695) / 29.530588853 + 0.5)
    shift = 1
    while _sign(_new_moon(k + shift)) != _sign(_new_moon(k + shift + 1)):
        shift += 1
    return shift
