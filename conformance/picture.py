"""A decoded picture: straight colour and alpha, as fractions of full scale."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Picture:
    """`colour` is (height, width, 1, 3 or 4): gray, RGB or CMYK with 0 for no ink. `alpha` is (height, width) or None.

    Samples stay as the file has them, 8 or 16 bits, because a float copy of a 12-megapixel photo is large; `fraction`
    converts where one plane at a time is worked on.
    """

    colour: np.ndarray
    alpha: np.ndarray | None = None

    @property
    def width(self):
        return self.colour.shape[1]

    @property
    def height(self):
        return self.colour.shape[0]


def fraction(samples):
    """Samples as doubles of which 1 is full scale."""
    if samples.dtype == np.uint8:
        return samples / 255.0
    if samples.dtype == np.uint16:
        return samples / 65535.0
    return samples.astype(np.float64)


def to_bytes(fractions):
    """8-bit samples: clamped, halves rounded up."""
    return np.floor(np.clip(fractions, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
