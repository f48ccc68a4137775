"""Originals of a corpus, made large."""

import numpy as np
from PIL import Image

# Sides are cut to whole blocks of JPEG with subsampled colour, so that mirror images have their blocks where the photo has.
BLOCK = 16


def originals(corpus, folder):
    """The files, in a fixed order."""
    return [file for pattern in corpus.originals for file in sorted(folder.glob(pattern))]


def mirrored(file, side):
    """A square of `side` pixels: the middle of the photo, beside and below it its mirror images, and so on.

    The photo's own pixels and no seams. It is large enough for the small results of a large source to be measured,
    which a photo of half a megapixel is not.
    """
    with Image.open(file) as image:
        photo = np.asarray(image.convert("RGB"))
    height, width = photo.shape[:2]
    tile = min(height, width) // BLOCK * BLOCK
    top, left = (height - tile) // 2, (width - tile) // 2
    at = np.arange(side) % (2 * tile)
    at = np.minimum(at, 2 * tile - 1 - at)
    return photo[top + at[:, None], left + at]
