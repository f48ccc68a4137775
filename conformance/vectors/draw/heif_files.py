#!/usr/bin/env python3
"""HEIC files that heif-enc does not write: a grid, images that are turned, mirrored and cropped, and other colours. Their tiles are
what it writes.

It needs heif-enc (Debian 12: libheif-examples 1.15.1 with x265 3.5), so that draw.py leaves it out: `python3 heif_files.py`.
"""

import struct
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

import scene
from write import write

# Columns and rows of a tile.
TILE = (96, 64)


def main():
    """Writes them all."""
    quarters = scene.scene(2 * TILE[0], 2 * TILE[1])
    tiles = [encoded(quarters[top : top + TILE[1], left : left + TILE[0]]) for top in (0, 64) for left in (0, 96)]
    # The last column and row of tiles are not all seen: 96 + 71 columns, 64 + 37 rows.
    write("heic/grid.heic", grid(tiles, 167, 101))
    write("heic/grid-turned.heic", grid(tiles, 167, 101, box(b"irot", b"\1")))
    one = tiles[0]
    # Rows 6 to 53 of columns 10 to 69: the centre of what is seen, less that of the image.
    seen = struct.pack(">IIIIiIiI", 60, 1, 48, 1, 10 + 30 - 48, 1, 6 + 24 - 32, 1)
    for name, own in {
        "irot": [box(b"irot", b"\3")],
        "imir": [box(b"imir", b"\1")],
        "irot-imir": [box(b"irot", b"\1"), box(b"imir", b"\0")],
        "clap": [box(b"clap", seen)],
        "display-p3": [nclx(12, 13, 6)],
        "clap-irot-imir": [box(b"clap", seen), box(b"irot", b"\1"), box(b"imir", b"\1")],
    }.items():
        write(f"heic/{name}.heic", heif([(b"hvc1", one[1], [size(*TILE), one[0], *own])]))


def encoded(picture):
    """The box with the decoder's configuration, and the data, of a picture as heif-enc writes it."""
    with tempfile.TemporaryDirectory() as name:
        source, made = Path(name) / "source.png", Path(name) / "made.heic"
        Image.fromarray(picture).save(source)
        subprocess.run(["heif-enc", "-q", "40", "-o", made, source], check=True, capture_output=True)
        file = made.read_bytes()
    meta = contents(file, b"meta")[4:]
    # One item in one piece, with numbers of four bytes: what follows is its offset and its length.
    location = contents(meta, b"iloc")
    assert (location[0], location[4:6]) == (0, b"\x44\x40"), location
    base, _, offset, length = struct.unpack_from(">IHII", location, 12)
    configuration = contents(contents(contents(meta, b"iprp"), b"ipco"), b"hvcC")
    return box(b"hvcC", configuration), file[base + offset : base + offset + length]


def contents(boxes, kind):
    """Those of the first box of a kind."""
    position = 0
    while position < len(boxes):
        length, found = struct.unpack_from(">I4s", boxes, position)
        if found == kind:
            return boxes[position + 8 : position + length]
        position += length
    raise ValueError(f"no {kind}")


def grid(tiles, width, height, *transforms):
    """A file with a grid of two by two tiles."""
    described = struct.pack(">BBBBHH", 0, 0, 1, 1, width, height)
    items = [(b"grid", described, [size(width, height), *transforms])]
    items += [(b"hvc1", data, [size(*TILE), configuration]) for configuration, data in tiles]
    references = struct.pack(">HHHHHH", 1, 4, 2, 3, 4, 5)
    return heif(items, full_box(b"iref", box(b"dimg", references)))


def heif(items, references=b""):
    """A file with items, of which the first one is the image. Each has a kind, data, and the boxes of its properties."""
    properties = list(dict.fromkeys(one for _, _, own in items for one in own))
    # Hidden, but for the image.
    infos = [
        full_box(b"infe", struct.pack(">HH4sx", number, 0, kind), version=2, flags=int(number > 1))
        for number, (kind, _, _) in enumerate(items, 1)
    ]
    associations = b"".join(
        # Transforms and configurations have to be understood: the upper bit.
        struct.pack(">HB", number, len(own))
        + bytes(1 + properties.index(one) | (0 if one[4:8] == b"ispe" else 0x80) for one in own)
        for number, (_, _, own) in enumerate(items, 1)
    )
    handler = full_box(b"hdlr", struct.pack(">I4s12xx", 0, b"pict"))
    fixed = [
        handler,
        full_box(b"pitm", struct.pack(">H", 1)),
        full_box(b"iinf", struct.pack(">H", len(items)) + b"".join(infos)),
        references,
        box(
            b"iprp",
            box(b"ipco", b"".join(properties))
            + full_box(b"ipma", struct.pack(">I", len(items)) + associations),
        ),
    ]
    start = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(first):
        """With the data of items from this byte on."""
        locations, position = b"", first
        for number, (_, data, _) in enumerate(items, 1):
            locations += struct.pack(">HHHII", number, 0, 1, position, len(data))
            position += len(data)
        location = full_box(b"iloc", struct.pack(">BBH", 0x44, 0, len(items)) + locations)
        return full_box(b"meta", b"".join(fixed) + location)

    data = b"".join(data for _, data, _ in items)
    first = len(start) + len(meta(0)) + 8
    return start + meta(first) + box(b"mdat", data)


def nclx(*code_points):
    """Colours by code points of ITU-T H.273: primaries, transfer characteristics and matrix; with the full range."""
    return box(b"colr", b"nclx" + struct.pack(">HHHB", *code_points, 0x80))


def size(width, height):
    return full_box(b"ispe", struct.pack(">II", width, height))


def full_box(kind, content, version=0, flags=0):
    return box(kind, struct.pack(">I", version << 24 | flags) + content)


def box(kind, content):
    return struct.pack(">I4s", 8 + len(content), kind) + content


if __name__ == "__main__":
    main()
