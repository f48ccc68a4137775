"""The pictures that quality is measured with: photographs, drawings and screenshots, each at two sizes."""

import random
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import photos as tiles  # noqa: E402

SMALL, LARGE = 256, 1600
KINDS = ("photographs", "drawings", "screenshots")
PHOTOGRAPHS, DRAWINGS, SCREENSHOTS = 32, 10, 5
# Photographs of the corpus beside those of `tiles.SUITES`. The JPEGs are reduced before they are a part of a picture.
OTHERS = ("scikit-image/coffee.png", "scikit-image/chelsea.png", "scikit-image/rocket.jpg")
OTHERS += ("scikit-learn/china.jpg", "scikit-learn/flower.jpg")
LARGE_SIZE = (LARGE, LARGE * 3 // 4)
# Of a large picture of photographs, which are smaller than it.
COLUMNS = 4


def write(folder, corpus, most):
    """Writes PNG files, at most `most` of each kind; gives them as {(kind, size): [path]}."""
    found = photographs(corpus)
    made = {kind: [] for kind in KINDS}
    for number in range(min(most, PHOTOGRAPHS)):
        turned = found[number % len(found) :] + found[: number % len(found)]
        whole = turned[0][1]
        # The second time its middle, at twice the scale.
        small = whole if number < len(found) else middle(whole)
        large = tiles.mosaic(turned, LARGE_SIZE, COLUMNS + number // len(found))
        made["photographs"].append((small, large))
    for kind, count, draw in (("drawings", DRAWINGS, drawing), ("screenshots", SCREENSHOTS, screenshot)):
        made[kind] = [(picture, picture) for picture in (draw(random.Random(n)) for n in range(min(most, count)))]
    files = {}
    for kind, pictures in made.items():
        for number, (small, large) in enumerate(pictures):
            for size, picture in ((SMALL, small), (LARGE, large)):
                path = folder / f"{kind}-{number:02}-{size}.png"
                fitting(picture, size).save(path)
                files.setdefault((kind, size), []).append(path)
    return files


def photographs(corpus):
    """(name, picture), of the corpus or drawn."""
    if corpus is None:
        return tiles.drawn()
    others = [(name, Image.open(corpus / name).convert("RGB")) for name in OTHERS]
    return tiles.of_corpus(corpus) + others


def middle(picture):
    width, height = picture.size
    return picture.crop((width // 4, height // 4, width - width // 4, height - height // 4))


def fitting(picture, side):
    # Without a profile, which programs would obey or not.
    picture = Image.fromarray(np.asarray(picture))
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=None)
    return picture


def color(numbers):
    return tuple(numbers.randrange(256) for _ in range(3))


def drawing(numbers):
    """Flat shapes with outlines, words, and one gradient, as posters, logos and charts have."""
    width, height = LARGE_SIZE
    picture = Image.new("RGB", LARGE_SIZE, color(numbers))
    gradient = Image.linear_gradient("L").resize((width // 2, height // 2))
    picture.paste(Image.new("RGB", gradient.size, color(numbers)), (width // 4, height // 4), gradient)
    draw = ImageDraw.Draw(picture)
    for _ in range(numbers.randrange(8, 40)):
        x, y = numbers.randrange(width), numbers.randrange(height)
        box = (x, y, x + numbers.randrange(40, 500), y + numbers.randrange(40, 400))
        shape = numbers.choice((draw.ellipse, draw.rectangle))
        shape(box, fill=numbers.choice((None, color(numbers))), outline=color(numbers), width=numbers.randrange(1, 12))
    for _ in range(numbers.randrange(5, 30)):
        points = [(numbers.randrange(width), numbers.randrange(height)) for _ in range(numbers.randrange(2, 6))]
        draw.line(points, fill=color(numbers), width=numbers.randrange(1, 9), joint="curve")
    for _ in range(numbers.randrange(1, 6)):
        at = (numbers.randrange(width * 3 // 4), numbers.randrange(height))
        draw.text(at, words(numbers, 3), fill=color(numbers), font=ImageFont.load_default(numbers.randrange(40, 160)))
    return picture


def screenshot(numbers):
    """A window with a bar, a list at the side, and paragraphs of small text in black on white, or white on black."""
    width, height = LARGE_SIZE
    paper, ink = numbers.choice((((255, 255, 255), (30, 30, 30)), ((32, 33, 36), (220, 220, 220))))
    picture = Image.new("RGB", LARGE_SIZE, paper)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, 60), fill=color(numbers))
    draw.text((20, 15), words(numbers, 4), fill=(255, 255, 255), font=ImageFont.load_default(26))
    for row, y in enumerate(range(80, height, 44)):
        if row % 5 == 0:
            draw.rounded_rectangle((10, y - 6, 310, y + 34), 8, fill=color(numbers))
        draw.text((24, y), words(numbers, 2), fill=ink, font=ImageFont.load_default(18))
    y = 90
    while y < height - 30:
        size = numbers.choice((14, 14, 16, 30))
        for _ in range(1 if size == 30 else numbers.randrange(2, 8)):
            draw.text((350, y), words(numbers, 190 // size), fill=ink, font=ImageFont.load_default(size))
            y += size + size // 2
        y += 16
    return picture


def words(numbers, count):
    letters = "aaabcdeeeefghiiiklmnnooprrssttuuvwy"
    return " ".join("".join(numbers.choices(letters, k=numbers.randrange(2, 10))) for _ in range(count)).capitalize()
