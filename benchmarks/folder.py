"""A folder of 200 photographs as people have them: of 1 to 12 megapixels, most of them JPEG.

usage: folder.py FOLDER [--corpus CORPUS]

Makes the pictures in FOLDER, once. Prints a JSON line that says what they are made of, and then one for each kind of them.
The second hundred has the kinds of the first in the same order, so that two processes that share them have equal work.
"""

import argparse
import json
import random
import shutil
from pathlib import Path

import PIL

import photos

TWELVE, EIGHT, FIVE, THREE, TWO, ONE = (4032, 3024), (3264, 2448), (2592, 1944), (2048, 1536), (1632, 1224), (1280, 853)
# What there is of each hundred.
HUNDRED = (
    ("JPEG", TWELVE, 15),
    ("JPEG", EIGHT, 15),
    ("JPEG", FIVE, 12),
    ("JPEG", THREE, 10),
    ("JPEG", TWO, 10),
    ("JPEG", ONE, 8),
    ("progressive JPEG", TWELVE, 3),
    ("progressive JPEG", FIVE, 4),
    ("progressive JPEG", TWO, 5),
    ("progressive JPEG", ONE, 3),
    ("PNG", THREE, 2),
    ("PNG", TWO, 3),
    ("PNG", ONE, 3),
    ("WebP", TWELVE, 1),
    ("WebP", FIVE, 2),
    ("WebP", TWO, 4),
)
HUNDREDS = 2
EXTENSIONS = {"JPEG": "jpg", "progressive JPEG": "jpg", "PNG": "png", "WebP": "webp"}
# From light to that of a good camera.
QUALITIES = (75, 82, 88, 92)
TILE = 504


def main(folder, corpus):
    tiles = photos.of_corpus(corpus) if corpus else photos.drawn()
    # Beside the folder, in which are pictures only. Written last, so that what was broken off is made again.
    record = folder.with_suffix(".json")
    made_of = sorted({name for name, _ in tiles})
    wanted = json.dumps({"made_of": made_of, "by": makers()})
    if not record.is_file() or record.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder, tiles)
        record.write_text(wanted)
    print(json.dumps({"made_of": made_of}))
    numbered = list(enumerate(kinds()))
    for format, size, count in HUNDRED:
        files = [folder / name(number, format) for number, kind in numbered if kind == (format, size)]
        total = sum(file.stat().st_size for file in files)
        width, height = size
        print(json.dumps({"format": format, "width": width, "height": height, "count": len(files), "bytes": total}))


def makers():
    """What the pictures depend on besides the photographs."""
    return [PIL.__version__, Path(__file__).read_text(), Path(photos.__file__).read_text()]


def kinds():
    """Format and size of each picture."""
    hundred = [(format, size) for format, size, count in HUNDRED for _ in range(count)]
    random.Random(0).shuffle(hundred)
    return hundred * HUNDREDS


def name(number, format):
    return f"photo-{number + 1:03}.{EXTENSIONS[format]}"


def make(folder, tiles):
    for number, (format, (width, height)) in enumerate(kinds()):
        # Every picture begins with another photograph, and every third is upright.
        first = number % len(tiles)
        size = (height, width) if number % 3 == 2 else (width, height)
        picture = photos.mosaic(tiles[first:] + tiles[:first], size, max(1, size[0] // TILE))
        save(picture, folder / name(number, format), format, number)


def save(picture, path, format, number):
    quality = QUALITIES[number % len(QUALITIES)]
    if format == "PNG":
        picture.save(path)
    elif format == "WebP":
        picture.save(path, quality=quality)
    else:
        subsampling = "4:4:4" if number % 10 == 0 else "4:2:0"
        progressive = format.startswith("progressive")
        picture.save(path, quality=quality, subsampling=subsampling, progressive=progressive)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path)
    arguments = parser.parse_args()
    main(arguments.folder, arguments.corpus)
