"""What is in the pictures: slopes, edges, and letters that show which way is up.

Only whole numbers are computed with, so every machine draws the same.
"""

import numpy as np

# 5 x 7 pixels each; none looks the same when it is turned or mirrored.
LETTERS = {
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "a": "00000 00000 01110 00001 01111 10001 01111",
}


def letter(name, factor):
    """A mask of a letter, each of its pixels `factor` wide."""
    rows = np.array([[int(bit) for bit in row] for row in LETTERS[name].split()], dtype=bool)
    return rows.repeat(factor, axis=0).repeat(factor, axis=1)


def put(picture, mask, left, top, color):
    """Colours what is under a mask. What lies outside of the picture is left away."""
    part = picture[top : top + mask.shape[0], left : left + mask.shape[1]]
    part[mask[: part.shape[0], : part.shape[1]]] = color


def disc(width, height, x, y, radius):
    rows, columns = np.mgrid[0:height, 0:width]
    return (columns - x) ** 2 + (rows - y) ** 2 < radius**2


def slopes(width, height):
    """A slope of each colour, in another direction each."""
    rows, columns = np.mgrid[0:height, 0:width]
    red = 40 + columns * 180 // max(width - 1, 1)
    green = 30 + rows * 190 // max(height - 1, 1)
    blue = 210 - (columns + rows) * 170 // max(width + height - 2, 1)
    return np.dstack([red, green, blue]).astype(np.uint8)


def scene(width, height):
    """RGB: a disc and a dark field with fine lines on slopes, and letters as high as a third of it."""
    picture = slopes(width, height)
    short = min(width, height)
    put(picture, disc(width, height, width * 3 // 10, height * 4 // 10, short * 3 // 10), 0, 0, (235, 120, 40))
    field = picture[height * 6 // 10 : height * 9 // 10, width * 5 // 10 : width * 9 // 10]
    field[:] = (25, 30, 80)
    field[1::3, ::2] = (240, 240, 220)
    factor = max(1, height // 21)
    put(picture, letter("F", factor), width // 20, height // 20, (250, 250, 250))
    put(picture, letter("7", factor), width * 7 // 10, height // 10, (20, 20, 20))
    return picture


def calm(width, height):
    """RGB with large areas and few edges, which takes few bytes in a large picture."""
    picture = slopes(width, height)
    put(picture, disc(width, height, width * 7 // 10, height * 4 // 10, height // 4), 0, 0, (220, 60, 50))
    put(picture, letter("R", height // 14), width // 10, height // 6, (245, 245, 240))
    picture[height * 8 // 10 : height * 8 // 10 + 3, width // 10 : width * 9 // 10] = (20, 30, 60)
    return picture


def alpha(width, height):
    """One sample a pixel: a slope from transparent to opaque in a corner, and a half transparent disc."""
    rows, columns = np.mgrid[0:height, 0:width]
    opacity = np.clip((columns + rows) * 1020 // (width + height) - 100, 0, 255)
    opacity[disc(width, height, width * 7 // 10, height // 2, min(width, height) // 4)] = 128
    return opacity.astype(np.uint8)


def with_alpha(picture, opacity=None):
    height, width = picture.shape[:2]
    opacity = alpha(width, height) if opacity is None else opacity
    return np.dstack([picture, opacity])


def gray(picture):
    """One sample a pixel."""
    red, green, blue = (picture[..., channel].astype(np.uint32) for channel in range(3))
    return ((77 * red + 150 * green + 29 * blue) >> 8).astype(np.uint8)


def at_depth(samples, bits):
    """Samples of 8 bits as samples of fewer or more."""
    samples = samples.astype(np.uint64)
    most = (1 << bits) - 1
    if bits <= 8:
        return ((samples * most + 127) // 255).astype(np.uint32)
    # The lower bits differ from the upper ones, so that a reader that takes the wrong byte shows.
    return np.minimum(samples * most // 255 + samples % 7, most).astype(np.uint32)


def inks(picture):
    """Cyan, magenta, yellow and black for a picture: 255 is all of an ink."""
    left = 255 - picture.astype(np.int32)
    black = left.min(axis=2) // 2
    rest = np.maximum(255 - black, 1)
    colors = [(left[..., channel] - black) * 255 // rest for channel in range(3)]
    return np.dstack([*colors, black]).astype(np.uint8)


def indices(width, height, count):
    """Indices of a palette of `count` colours, all of which are used where there are pixels enough."""
    rows, columns = np.mgrid[0:height, 0:width]
    index = (columns * count // width + rows * 3 // height) % count
    index[disc(width, height, width * 3 // 10, height * 4 // 10, min(width, height) // 4)] = count - 1
    put(index, letter("F", max(1, height // 14)), width // 2, height // 6, 0)
    return index.astype(np.uint8)


def palette(count):
    """RGB of each index: far from a ramp, so that a wrong index shows."""
    index = np.arange(count, dtype=np.uint32)
    colors = np.column_stack([index * 97 % 251 + 4, index * 57 % 241 + 10, 250 - index * 29 % 239])
    return colors.astype(np.uint8)


def patch(color, opacity, width=13, height=9):
    """RGBA of one colour, with another opacity inside: what frames lay over others."""
    samples = np.zeros((height, width, 4), np.uint8)
    samples[...] = (*color, opacity)
    samples[2:-2, 2:-2, 3] = 255 - opacity // 2
    return samples
