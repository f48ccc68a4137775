"""Colour profiles (ICC.1) that say more than they have, in a PNG file."""

import struct
import zlib

import png
from bomb import THUMBNAIL, Bomb

MATRIX = (b"rXYZ", b"gXYZ", b"bXYZ")
CURVES = (b"rTRC", b"gTRC", b"bTRC")
XYZ = b"XYZ \0\0\0\0" + struct.pack(">iii", 0x6000, 0x7000, 0x4000)


def profile(tags, count=None):
    """A profile of a display. `tags` is name -> bytes; `count` is what it says that it has."""
    start = 128 + 4 + 12 * len(tags)
    table, data = b"", b""
    for name, value in tags.items():
        table += name + struct.pack(">II", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    body = struct.pack(">I", len(tags) if count is None else count) + table + data
    head = struct.pack(">I", 128 + len(body)) + b"bomb" + struct.pack(">I", 0x04300000) + b"mntrRGB XYZ "
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    return head + bytes(128 - len(head)) + body


def in_png(data):
    return png.png(
        png.header(40, 30, 8, 2), png.chunk(b"iCCP", b"bomb\0\0" + zlib.compress(data)), data=zlib.compress(bytes(121 * 30))
    )


def curves(curve):
    return dict.fromkeys(MATRIX, XYZ) | dict.fromkeys(CURVES, curve) | {b"wtpt": XYZ}


def table(kind, inputs, grid, length):
    """A look-up table of this many inputs and steps each, of which `length` bytes are there."""
    if kind == b"mft1":
        return b"mft1\0\0\0\0" + bytes([inputs, 3, grid, 0]) + bytes(36) + bytes(length)
    return b"mft2\0\0\0\0" + bytes([inputs, 3, grid, 0]) + bytes(36) + struct.pack(">HH", 4096, 4096) + bytes(length)


def multi(grid, length):
    """lutAToBType with a table of this many steps each way, of 8 bits."""
    grids = bytes([grid] * 3 + [0] * 13)
    return b"mAB \0\0\0\0" + bytes([3, 3, 0, 0]) + struct.pack(">IIIII", 0, 0, 0, 32, 0) + grids + b"\1\0\0\0" + bytes(length)


def same_table(count):
    """So many tags whose bytes are the same table."""
    data = table(b"mft1", 3, 32, 100_000)
    start = 132 + 12 * count
    tags = (b"A2B0" + struct.pack(">II", start, len(data))) * count
    head = profile({})[:128]
    return struct.pack(">I", start + len(data)) + head[4:] + struct.pack(">I", count) + tags + data


BOMBS = [
    Bomb(
        "icc/curve",
        "curves of 4,294,967,295 points",
        lambda: in_png(profile(curves(b"curv\0\0\0\0\xff\xff\xff\xff" + bytes(100)))),
        THUMBNAIL,
    ),
    Bomb(
        "icc/points",
        "curves of 650,000 points",
        lambda: in_png(profile(curves(b"curv\0\0\0\0" + struct.pack(">I", 650_000) + bytes(1_300_000)))),
        THUMBNAIL,
    ),
    Bomb("icc/tags", "4,294,967,295 tags", lambda: in_png(profile(curves(b"curv\0\0\0\0\0\0\0\0"), 2**32 - 1)), THUMBNAIL),
    Bomb(
        "icc/table",
        "a table of 255 x 255 x 255 colours that is not there",
        lambda: in_png(profile({b"A2B0": table(b"mft1", 3, 255, 1000)})),
        THUMBNAIL,
    ),
    Bomb(
        "icc/inputs",
        "a table of 255 colours to the 15th",
        lambda: in_png(profile({b"A2B0": table(b"mft2", 15, 255, 1000)})),
        THUMBNAIL,
    ),
    Bomb(
        "icc/large-table",
        "a table of 110 x 110 x 110 colours",
        lambda: in_png(profile({b"A2B0": table(b"mft1", 3, 110, 4_000_000)})),
        THUMBNAIL,
    ),
    Bomb(
        "icc/multi",
        "a table of 110 x 110 x 110 colours, in the newer form",
        lambda: in_png(profile({b"A2B0": multi(110, 4_000_000)})),
        THUMBNAIL,
    ),
    Bomb("icc/same-table", "100,000 tags for one table of 100 KB", lambda: in_png(same_table(100_000)), THUMBNAIL),
    Bomb(
        "icc/text",
        "a name of 4 MB",
        lambda: in_png(
            profile(
                curves(b"curv\0\0\0\0\0\0\0\0")
                | {b"desc": b"mluc\0\0\0\0" + struct.pack(">IIHHII", 1, 12, 0x656E, 0x5553, 4_000_000, 28) + b"\0a" * 2_000_000}
            )
        ),
        THUMBNAIL,
    ),
    Bomb(
        "icc/texts",
        "a name in 300,000 languages",
        lambda: in_png(
            profile(
                curves(b"curv\0\0\0\0\0\0\0\0")
                | {
                    b"desc": b"mluc\0\0\0\0"
                    + struct.pack(">II", 300_000, 12)
                    + struct.pack(">HHII", 0x656E, 0x5553, 1_000_000, 16) * 300_000
                }
            )
        ),
        THUMBNAIL,
    ),
]
