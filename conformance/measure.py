"""How far two pictures are apart. Pictures are 8-bit RGBA."""

import numpy as np

from icc_matrix import srgb_decode

# Equal pictures: a number that sorts, and that no unequal 8-bit pictures of these sizes reach.
EQUAL = 99.0
# IEC 61966-2-1 with its white point D65.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ.sum(axis=1)


def on_white(picture):
    """RGB from 0 to 255, not rounded."""
    alpha = picture[..., 3:] / 255.0
    return picture[..., :3] * alpha + 255.0 * (1.0 - alpha)


def on_black(picture):
    return picture[..., :3] * (picture[..., 3:] / 255.0)


def psnr(one, other):
    """The lowest of the colours on white, those on black and the alpha.

    White letters on nothing cannot be seen on white, so white alone would not do.
    """
    pairs = [(on_white(one), on_white(other))]
    if one[..., 3].min() < 255 or other[..., 3].min() < 255:
        pairs.append((on_black(one), on_black(other)))
        pairs.append((one[..., 3].astype(np.float64), other[..., 3].astype(np.float64)))
    return min(psnr_of(left, right) for left, right in pairs)


def psnr_of(one, other):
    error = np.mean((one - other) ** 2)
    return EQUAL if error == 0 else min(EQUAL, float(10 * np.log10(255.0**2 / error)))


def colour_difference(one, other):
    """Mean CIEDE2000 on white."""
    return float(np.mean(ciede2000(lab(on_white(one)), lab(on_white(other)))))


def lab(rgb):
    xyz = srgb_decode(rgb / 255.0) @ TO_XYZ.T / WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(one, other):
    """CIE 142-2001 in the form of Sharma, Wu and Dalal (2005), with all three factors 1. Numbers are theirs."""
    l1, a1, b1 = one[..., 0], one[..., 1], one[..., 2]
    l2, a2, b2 = other[..., 0], other[..., 1], other[..., 2]

    # (2) to (7): chroma and hue with a stretched where colours are nearly gray.
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360

    # (8) to (11). A gray has no hue, so its difference in hue is none.
    has_hue = c1 * c2 != 0
    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    turn = np.where(has_hue, turn, 0.0)
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))

    # (12) to (14)
    l, c = (l1 + l2) / 2, (c1 + c2) / 2
    total = h1 + h2
    h = np.where(np.abs(h1 - h2) <= 180, total / 2, np.where(total < 360, (total + 360) / 2, (total - 360) / 2))
    h = np.where(has_hue, h, total)

    # (15) to (22)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    rotation = 30 * np.exp(-(((h - 275) / 25) ** 2))
    sl = 1 + 0.015 * (l - 50) ** 2 / np.sqrt(20 + (l - 50) ** 2)
    sc = 1 + 0.045 * c
    sh = 1 + 0.015 * c * t
    rt = -np.sin(np.radians(2 * rotation)) * 2 * np.sqrt(c**7 / (c**7 + 25.0**7))
    squared = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)
    return np.sqrt(np.maximum(squared, 0.0))
