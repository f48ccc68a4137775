"""TIFF: each compression, strips that lie over one another, tiles, directories that go round in circles."""

import struct
import zlib

import jpeg
from bits import HighFirst, empty_blocks, lzw_zeros, zeros
from bomb import LONGEST, SIDE, THUMBNAIL, Bomb, keeping

MILLION = 1_000_000
NONE, FAX_4, LZW, JPEG, DEFLATE, PACKBITS = 1, 4, 5, 7, 8, 32773
GRAY, RGB = 1, 2
SHORT, LONG = 3, 4
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, FILL_ORDER, OFFSETS, SAMPLES = 256, 257, 258, 259, 262, 266, 273, 277
ROWS, COUNTS, PLANAR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 278, 279, 284, 322, 323, 324, 325
OTHERS, EXTRA = 330, 338


def tiff(entries, data, following=0, arrays=b""):
    """A directory at byte 8, `arrays` behind it, and then the picture. `entries` is tag -> number or (count, number);
    the number "data" is where the picture begins, "arrays" where the arrays do."""
    entries = dict(sorted(entries.items()))
    at_arrays = 8 + 2 + 12 * len(entries) + 4
    places = {"arrays": at_arrays, "data": at_arrays + len(arrays)}
    directory = struct.pack("<H", len(entries))
    for tag, value in entries.items():
        count, number = value if isinstance(value, tuple) else (1, value)
        directory += struct.pack("<HHII", tag, LONG, count, places.get(number, number))
    return b"II*\0\x08\0\0\0" + directory + struct.pack("<I", following) + arrays + data


def one_strip(width, height, compression, data, samples=1, bits=8, following=0, **more):
    entries = {
        WIDTH: width,
        HEIGHT: height,
        BITS: bits,
        COMPRESSION: compression,
        PHOTOMETRIC: RGB if samples >= 3 else GRAY,
        OFFSETS: "data",
        SAMPLES: samples,
        ROWS: height,
        COUNTS: len(data),
    }
    return tiff(entries | {int(tag[1:]): value for tag, value in more.items()}, data, following)


def strips(width, height, compression, data, **more):
    """A strip for each row, all of them the same bytes."""
    entries = {
        WIDTH: width,
        HEIGHT: height,
        BITS: 8,
        COMPRESSION: compression,
        PHOTOMETRIC: GRAY,
        OFFSETS: (height, "arrays"),
        ROWS: 1,
    }
    at_data = 8 + 2 + 12 * (len(entries) + len(more)) + 4 + 4 * height
    return tiff(
        entries | {int(tag[1:]): value for tag, value in more.items()}, data, arrays=struct.pack("<I", at_data) * height
    )


def tiled(width, height, side, data, samples=1, bits=8):
    """Tiles that are all the same bytes."""
    across, down = -(-width // side[0]), -(-height // side[1])
    count = across * down
    entries = {
        WIDTH: width,
        HEIGHT: height,
        BITS: bits,
        COMPRESSION: DEFLATE,
        PHOTOMETRIC: RGB if samples >= 3 else GRAY,
        SAMPLES: samples,
        TILE_WIDTH: side[0],
        TILE_HEIGHT: side[1],
        TILE_OFFSETS: (count, "arrays"),
    }
    at_data = 8 + 2 + 12 * len(entries) + 4 + 4 * count
    if count == 1:
        return tiff(entries | {TILE_OFFSETS: "data"}, data)
    return tiff(entries, data, arrays=struct.pack("<I", at_data) * count)


def small(following=0, **more):
    return one_strip(40, 30, NONE, bytes(1200), following=following, **more)


def small_with(**more):
    """A small picture in front of 24 MB that an entry is about: 6,000,000 numbers of four bytes."""
    return one_strip(40, 30, NONE, bytes(24_001_000), **more)


def chain(count):
    """So many directories, one behind the other."""
    first = small(following=4096)
    first += bytes(4096 - len(first))
    each = 2 + 12 + 4
    parts = [
        struct.pack("<HHHIII", 1, WIDTH, LONG, 1, 40, 4096 + each * (number + 1) if number + 1 < count else 0)
        for number in range(count)
    ]
    return first + b"".join(parts)


def wide_directory():
    """A directory of 65,535 entries of unknown tags."""
    picture = {WIDTH: 40, HEIGHT: 30, BITS: 8, COMPRESSION: NONE, PHOTOMETRIC: GRAY, OFFSETS: "data", ROWS: 30, COUNTS: 1200}
    unknown = {tag: (1 << 31, 0) for tag in range(35_000, LONGEST) if tag != 50706}
    unknown |= {tag: (1 << 31, 0) for tag in range(1000, 32_000)}
    return tiff(picture | unknown, bytes(1200))


def turned(data):
    """The bits of each byte the other way round."""
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in data)


def white_fax(width, height):
    """Group 4: a bit says that a row is as the one before."""
    return one_strip(width, height, FAX_4, b"\xff" * (height // 8 + 8), bits=1)


def busy_fax(width, height):
    """Group 4: rows in which black and white change at each pixel."""
    row = HighFirst()
    for _ in range(width // 2):
        # Horizontal mode, a white run of one pixel, a black run of one.
        row.push(0b001, 3).push(0b000111, 6).push(0b010, 3)
    # Below, all changes are where they were: a bit for each, and one for the end of the row.
    data = row.done() + b"\xff" * ((width + 1) * (height - 1) // 8 + 8)
    return one_strip(width, height, FAX_4, data, bits=1)


BOMBS = [
    Bomb("tiff/header", "a header of 65,535 x 65,535", lambda: one_strip(LONGEST, LONGEST, NONE, bytes(100)), "too-large"),
    Bomb(
        "tiff/huge-header",
        "a header of 4,294,967,295 x 4,294,967,295",
        lambda: one_strip(2**32 - 1, 2**32 - 1, NONE, bytes(100)),
        "too-large",
    ),
    Bomb(
        "tiff/deflate",
        "Deflate, 100 megapixels, RGB",
        lambda: one_strip(SIDE, SIDE, DEFLATE, zeros(3 * SIDE * SIDE), 3),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/deflate-16",
        "Deflate, 100 megapixels, RGB of 16 bits",
        lambda: one_strip(SIDE, SIDE, DEFLATE, zeros(6 * SIDE * SIDE), 3, 16),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/lzw", "LZW, 100 megapixels, gray", lambda: one_strip(SIDE, SIDE, LZW, lzw_zeros(SIDE * SIDE, "tiff")), THUMBNAIL
    ),
    Bomb(
        "tiff/packbits",
        "PackBits, 100 megapixels, gray",
        lambda: one_strip(SIDE, SIDE, PACKBITS, b"\x81\0" * (SIDE * SIDE // 128 + 1)),
        THUMBNAIL,
    ),
    Bomb(
        "tiff/nothing-packed",
        "PackBits, 24 MB that say nothing",
        lambda: one_strip(SIDE, SIDE, PACKBITS, b"\x80" * 24_000_000),
        "malformed",
    ),
    Bomb(
        "tiff/empty-blocks",
        "1.7 million Deflate blocks without data",
        lambda: one_strip(40, 30, DEFLATE, b"\x78\xda" + empty_blocks(1_700_000) + zlib.compress(bytes(1200))[2:]),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("tiff/fax", "group 4, 100 megapixels of white", lambda: white_fax(SIDE, SIDE), THUMBNAIL, slow=True),
    Bomb("tiff/busy-fax", "group 4, 100 megapixels that change at each pixel", lambda: busy_fax(SIDE, SIDE), THUMBNAIL, slow=True),
    Bomb(
        "tiff/samples",
        "32 samples of 32 bits for each of 3 megapixels in a row",
        lambda: one_strip(1 << 20, 3, DEFLATE, zeros(128 * 3 << 20), 32, 32, t338=(29, 0)),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/strips",
        "a strip for each of a million rows, all the same bytes",
        lambda: strips(64, MILLION, DEFLATE, zlib.compress(bytes(64))),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/long-strips",
        "a strip of 16 MB for each of a million rows, all the same bytes",
        lambda: strips(64, MILLION, NONE, bytes(16_000_000)),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/turned-strips",
        "the same, with the bits of each byte turned",
        lambda: strips(64, MILLION, NONE, bytes(16_000_000), t266=2),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/turned-deflate",
        "a million strips of 16 MB, packed and turned",
        lambda: strips(64, MILLION, DEFLATE, turned(zlib.compress(bytes(64))) + bytes(16_000_000), t266=2),
        "too-large",
        slow=True,
    ),
    Bomb(
        "tiff/jpeg-strips",
        "a JPEG of 100 megapixels in each of 10,000 strips of a row",
        lambda: strips(SIDE, SIDE, JPEG, jpeg.gray(SIDE, SIDE)),
        "malformed",
    ),
    Bomb(
        "tiff/jpeg-rows",
        "a JPEG in each of 10,000 strips of a row",
        lambda: strips(SIDE, SIDE, JPEG, jpeg.gray(SIDE, 1)),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "tiff/tile",
        "a tile of 65,536 x 4,294,967,295 for one pixel",
        lambda: tiled(1, 1, (1 << 16, 2**32 - 1), zeros(1 << 16)),
        THUMBNAIL,
    ),
    Bomb(
        "tiff/tiles",
        "tiles of 65,536 x 65,536 for a row of 1,048,576 pixels of 16 bits",
        lambda: tiled(1 << 20, 1, (1 << 16, 1 << 16), zeros(8 << 16), 4, 16),
        THUMBNAIL,
    ),
    Bomb("tiff/small-tiles", "a million tiles of a pixel", lambda: tiled(1000, 1000, (1, 1), zlib.compress(b"\0")), THUMBNAIL, slow=True),
    Bomb(
        "tiff/cycle",
        "a directory that is its own next, and has itself for a child",
        lambda: small(8, t330=8),
        THUMBNAIL,
        **keeping(0),
    ),
    Bomb("tiff/chain", "a million directories", lambda: chain(MILLION), THUMBNAIL, **keeping(0)),
    Bomb("tiff/entries", "a directory of 61,000 entries, each of 2 billion numbers", wide_directory, THUMBNAIL, **keeping(0)),
    Bomb("tiff/profile", "a profile of 24 MB", lambda: small_with(t34675=(6_000_000, 300)), THUMBNAIL, **keeping(24_000_000)),
    Bomb("tiff/xmp", "XMP of 24 MB", lambda: small_with(t700=(6_000_000, 300)), THUMBNAIL, **keeping(24_000_000)),
]
