"""Lanczos3 in double precision: separable, on pixel centres, with the support widened when shrinking."""

import numpy as np

LOBES = 3


def fit_inside(width, height, box):
    """The size that fits a square box, never larger than the source; halves round up, and no side is below 1."""
    longest = max(width, height)
    if longest <= box:
        return width, height

    def scaled(side):
        return max(1, (2 * side * box + longest) // (2 * longest))

    return scaled(width), scaled(height)


def weights(source, target):
    """A row of weights for each sample of the target. What overhangs the edge is left out, and the rest sums to 1."""
    step = source / target
    stretch = max(step, 1.0)
    centres = (np.arange(target) + 0.5) * step
    distances = (np.arange(source) + 0.5 - centres[:, None]) / stretch
    # Rounding at the border of the support could let in a sample whose weight is not quite zero.
    values = np.where(np.abs(distances) < LOBES, np.sinc(distances) * np.sinc(distances / LOBES), 0.0)
    return values / values.sum(axis=1, keepdims=True)


def resample(plane, width, height):
    """One plane of samples at another size. Nothing is clamped between the two directions."""
    plane = np.asarray(plane, dtype=np.float64)
    if plane.shape[0] != height:
        plane = weights(plane.shape[0], height) @ plane
    if plane.shape[1] != width:
        plane = plane @ weights(plane.shape[1], width).T
    return plane
