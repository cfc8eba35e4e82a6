"""The E-model: how well a connection lets two people talk, from what was measured of it (ITU-T G.107, narrow-band).

The names of parameters and terms are those of G.107 (06/2015), in small letters; section numbers are given beside.
"""

import math
from dataclasses import dataclass
from math import exp, log10, sqrt

GREATEST_MOS, LEAST_MOS = 4.5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What a connection is made of; the values are the defaults of G.107, Table 1 (clause 7.7).

    Loudness, sidetone and echo in dB, noise in dBm0p, delays in milliseconds, loss in percent.
    """

    slr: float = 8.0
    rlr: float = 2.0
    stmr: float = 15.0
    lstr: float = 18.0
    ds: float = 3.0
    telr: float = 65.0
    wepl: float = 110.0
    qdu: float = 1.0
    nc: float = -70.0
    nfor: float = -64.0
    ps: float = 35.0
    pr: float = 35.0
    t: float = 0.0
    tr: float = 0.0
    ta: float = 0.0
    ie: float = 0.0
    bpl: float = 4.3
    ppl: float = 0.0
    burst_r: float = 1.0
    advantage: float = 0.0


@dataclass(frozen=True, slots=True)
class Coding:
    """What a codec takes away by itself (`ie`), and how well it bears loss (`bpl`)."""

    ie: float
    bpl: float


CONCEALED = Coding(0.0, 25.1)
"""G.711 with concealment of lost packets (G.113 Appendix I, Table I.4), which every phone of today has."""

CODINGS = {"ulaw": CONCEALED, "alaw": CONCEALED, "g722": CONCEALED, "opus": CONCEALED}
"""By Asterisk's names. This scale ends where G.711 is clean, and G.722 and Opus are no worse (on the scale of G.107.1,
which ends at 129, G.711 stands at 93 and G.722 above it). How they bear loss is published on no narrow-band scale, so
they are taken for G.711's equals."""


def transmission_rating(c: Connection) -> float:
    """R (G.107, equation 7-1), from 0 (useless) to about 93 (a clean telephone)."""
    ro = _signal_to_noise(c)
    return ro - _simultaneous(c, ro) - _delayed(c, ro) - effective_impairment(c) + c.advantage


def mean_opinion(rating: float) -> float:
    """The mean opinion score of a rating (G.107, equation B-4); under 6.5 the cubic falls below 1, the worst."""
    if rating <= 0:
        return LEAST_MOS
    if rating >= 100:
        return GREATEST_MOS
    return max(LEAST_MOS, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)


def effective_impairment(c: Connection) -> float:
    """Ie-eff: codec and lost packets together (clause 7.5)."""
    return c.ie + (95 - c.ie) * c.ppl / (c.ppl / c.burst_r + c.bpl)


def _noise(c: Connection) -> float:
    """No: all noise at the point of reference (clause 7.2)."""
    olr = c.slr + c.rlr
    nos = c.ps - c.slr - c.ds - 100 + 0.004 * (c.ps - olr - c.ds - 14) ** 2
    pre = c.pr + 10 * log10(1 + 10 ** ((10 - c.lstr) / 10))
    nor = c.rlr - 121 + pre + 0.008 * (pre - 35) ** 2
    nfo = c.nfor + c.rlr
    return 10 * log10(sum(10 ** (each / 10) for each in (c.nc, nos, nor, nfo)))


def _signal_to_noise(c: Connection) -> float:
    """Ro (clause 7.2)."""
    return 15 - 1.5 * (c.slr + _noise(c))


def _simultaneous(c: Connection, ro: float) -> float:
    """Is: what happens together with the voice (clause 7.3)."""
    x = c.slr + c.rlr + 0.2 * (64 + _noise(c) - c.rlr)
    iolr = 20 * (math.pow(1 + (x / 8) ** 8, 1 / 8) - x / 8)
    return iolr + _sidetone(c) + _quantising(c, ro)


def _sidetone(c: Connection) -> float:
    """Ist (clause 7.3)."""
    stmro = -10 * log10(10 ** (-c.stmr / 10) + exp(-c.t / 4) * 10 ** (-c.telr / 10))
    return (12 * math.pow(1 + ((stmro - 13) / 6) ** 8, 1 / 8) - 28 * math.pow(1 + ((stmro + 1) / 19.4) ** 35, 1 / 35)
            - 13 * math.pow(1 + ((stmro - 3) / 33) ** 13, 1 / 13) + 29)


def _quantising(c: Connection, ro: float) -> float:
    """Iq (clause 7.3)."""
    q = 37 - 15 * log10(c.qdu)
    g = 1.07 + 0.258 * q + 0.0602 * q ** 2
    y = (ro - 100) / 15 + 46 / 8.4 - g / 9
    z = 46 / 30 - g / 40
    return 15 * log10(1 + 10 ** y + 10 ** z)


def _delayed(c: Connection, ro: float) -> float:
    """Id: talker's echo, listener's echo and waiting (clause 7.4)."""
    return _talker_echo(c) + _listener_echo(c, ro) + _waiting(c.ta)


def _talker_echo(c: Connection) -> float:
    """Idte (clause 7.4), none below a millisecond; a very quiet sidetone makes the echo worse, a loud one better."""
    if c.t < 1:
        return 0.0
    terv = c.telr - 40 * log10((1 + c.t / 10) / (1 + c.t / 150)) + 6 * exp(-0.3 * c.t ** 2)
    if c.stmr < 9:
        terv += _sidetone(c) / 2
    roe, re = -1.5 * (_noise(c) - c.rlr), 80 + 2.5 * (terv - 14)
    idte = ((roe - re) / 2 + sqrt((roe - re) ** 2 / 4 + 100) - 1) * (1 - exp(-c.t))
    return sqrt(idte ** 2 + _sidetone(c) ** 2) if c.stmr > 20 else idte


def _listener_echo(c: Connection, ro: float) -> float:
    """Idle (clause 7.4)."""
    rle = 10.5 * (c.wepl + 7) * math.pow(c.tr + 1, -0.25)
    return (ro - rle) / 2 + sqrt((ro - rle) ** 2 / 4 + 169)


def _waiting(ta: float) -> float:
    """Idd (clause 7.4), for people who notice delay as most do (sT = 1, mT = 100 ms)."""
    if ta <= 100:
        return 0.0
    x = log10(ta / 100) / log10(2)
    return 25 * (math.pow(1 + x ** 6, 1 / 6) - 3 * math.pow(1 + (x / 3) ** 6, 1 / 6) + 2)
