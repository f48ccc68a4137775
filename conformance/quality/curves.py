"""Curves of bytes against a measure, and how far two of them are apart."""

import math

import numpy as np

# Points of the score or dB. Where two curves have less than this in common, nothing is said of them.
LEAST_OVERLAP = 0.5


def rate(ours, theirs):
    """The logarithm of how many times as many bytes `ours` needs as `theirs`, or None where they have too little in common.

    Each is a list of (bytes, measure). It is the mean over the range of the measure that both have, of the logarithm of bytes,
    which is interpolated between the points: G. Bjontegaard, "Calculation of average PSNR differences between RD-curves"
    (VCEG-M33, 2001), but with lines in place of one polynomial, which overshoots.
    """
    (our_measures, our_bytes), (their_measures, their_bytes) = growing(ours), growing(theirs)
    low, high = max(our_measures[0], their_measures[0]), min(our_measures[-1], their_measures[-1])
    if high - low < LEAST_OVERLAP:
        return None
    inside = [m for m in (*our_measures, *their_measures) if low < m < high]
    at = np.array(sorted({low, high, *inside}))
    apart = np.interp(at, our_measures, our_bytes) - np.interp(at, their_measures, their_bytes)
    return float(np.trapezoid(apart, at) / (high - low))


def growing(points):
    """Measures, strictly growing, and logarithms of bytes. A point that is worse than one of fewer bytes is left out."""
    measures, logarithms = [], []
    for size, measure in sorted(points):
        if not measures or measure > measures[-1]:
            measures.append(measure)
            logarithms.append(math.log(size))
    return measures, logarithms


def mean_rate(pairs):
    """The geometric mean of the ratios of (ours, theirs), and of how many pictures; None where there is none."""
    rates = [found for found in (rate(*pair) for pair in pairs) if found is not None]
    return (math.exp(sum(rates) / len(rates)), len(rates)) if rates else (None, 0)
