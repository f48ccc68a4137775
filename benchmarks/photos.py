"""Tiles for large pictures: photographs of the corpus, or drawings where there is none."""

import random

from PIL import Image, ImageChops, ImageFilter

# Photographs that were never compressed, and are large enough to give a tile.
SUITES = ("gb82", "kodak")
TURNS = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
)
DRAWINGS = 8
DRAWING_SIDE = 576


def of_corpus(folder):
    """The photographs as (name, picture), in a fixed order."""
    files = sorted(file for suite in SUITES for file in (folder / suite).rglob("*.png"))
    return [(file.relative_to(folder).as_posix(), Image.open(file).convert("RGB")) for file in files]


def drawn():
    """Clouds of several finenesses with edges. As in photographs, colour varies less finely than brightness."""
    return [("drawings, for want of the photographs", draw(random.Random(number))) for number in range(DRAWINGS)]


def draw(numbers):
    side = DRAWING_SIDE
    picture = Image.linear_gradient("L").resize((side, side)).convert("RGB")
    octaves = (("RGB", 3, 0.6), ("L", 6, 0.5), ("RGB", 12, 0.2), ("L", 48, 0.3), ("L", 192, 0.15), ("L", side, 0.1))
    for mode, cells, contrast in octaves:
        clouds = Image.frombytes(mode, (cells, cells), numbers.randbytes(cells * cells * len(mode)))
        clouds = clouds.resize((side, side), Image.Resampling.BICUBIC).convert("RGB")
        picture = Image.blend(picture, clouds, contrast)
    x = numbers.randrange(side // 2)
    box = (x, x, x + side // 3, x + side // 2)
    part = picture.crop(box).filter(ImageFilter.GaussianBlur(2))
    picture.paste(ImageChops.invert(part), box)
    return picture


def mosaic(photos, size, columns):
    """Squares from the middles of the photos, side by side. Those that come again come turned."""
    width, height = size
    side = width // columns
    squares = [square(photo, side) for _, photo in photos]
    canvas = Image.new("RGB", size)
    number = 0
    for y in range(0, height, side):
        for x in range(0, width, side):
            tile, again = number % len(squares), number // len(squares)
            turn = TURNS[again % len(TURNS)]
            picture = squares[tile] if turn is None else squares[tile].transpose(turn)
            canvas.paste(picture, (x, y))
            number += 1
    return canvas


def square(photo, side):
    """At the photo's own scale, so that it keeps its detail; only what is smaller is enlarged."""
    width, height = photo.size
    if min(width, height) < side:
        scale = side / min(width, height)
        photo = photo.resize((max(side, round(width * scale)), max(side, round(height * scale))), Image.Resampling.BICUBIC)
        width, height = photo.size
    left, top = (width - side) // 2, (height - side) // 2
    return photo.crop((left, top, left + side, top + side))
