"""The picture that a thumbnail should be: full decode, oriented, in sRGB, premultiplied, Lanczos3 in doubles."""

import numpy as np

from colour import to_srgb
from decode import decode
from picture import fraction, to_bytes
from resample import fit_inside, resample


def render(decoded, box, managed=True):
    """8-bit RGBA that fits the box."""
    picture = to_srgb(decoded, managed)
    width, height = fit_inside(picture.width, picture.height, box)
    planes = [picture.colour[..., i] for i in range(picture.colour.shape[2])]
    alpha = None if picture.alpha is None else fraction(picture.alpha)

    small_alpha = np.ones((height, width)) if alpha is None else resample(alpha, width, height)
    small_alpha = np.clip(small_alpha, 0.0, 1.0)
    small = []
    for plane in planes:
        if alpha is None:
            small.append(resample(fraction(plane), width, height))
        else:
            premultiplied = resample(fraction(plane) * alpha, width, height)
            small.append(
                np.divide(premultiplied, small_alpha, out=np.zeros_like(premultiplied), where=small_alpha > 0)
            )
    if len(small) == 1:
        small = small * 3
    return to_bytes(np.stack([*small, small_alpha], axis=-1))


def render_file(path, box):
    """As `render`, of a file."""
    return render(decode(path), box)
