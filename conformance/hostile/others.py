"""BMP, TGA, QOI, PNM, ICO, PSD, and files that are no picture."""

import struct

import png
from bits import zeros
from bomb import LONGEST, PIXELS, SIDE, THUMBNAIL, Bomb

MILLION = 1_000_000
RLE_8, RLE_4 = 1, 2
MIB = 1 << 20
# The most bytes that a file may have by default.
FILE_BYTES = 256 * MIB


def bmp(width, height, depth, compression, data, colours=256):
    palette = bytes(4 * colours) if depth <= 8 else b""
    start = 14 + 40 + len(palette)
    head = struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start)
    sizes = (40, width, height, 1, depth, compression, len(data), 0, 0, colours if depth <= 8 else 0, 0)
    return head + struct.pack("<IiiHHIIiiII", *sizes) + palette + data


def runs(width, height):
    """Each row in runs of 255 pixels."""
    whole, rest = divmod(width, 255)
    row = b"\xff\1" * whole + (bytes([rest, 1]) if rest else b"") + b"\0\0"
    return row * height + b"\0\1"


def tga(width, height, data, palette=0, name=b"", depth=32):
    kind = 9 if palette else 10
    head = struct.pack(
        "<BBBHHBHHHHBB", len(name), int(palette > 0), kind, 0, palette, 24 if palette else 0, 0, 0, width, height, depth, 0x20
    )
    return head + name + bytes(3 * palette) + data


def qoi(width, height, data):
    return b"qoif" + struct.pack(">IIBB", width, height, 4, 0) + data + bytes(7) + b"\1"


def psd(width, height, resources, rest):
    """RGB of 8 bits; `rest` is behind the image resources."""
    head = struct.pack(">4sHHIHIIHH", b"8BPS", 2, 0, 0, 3, height, width, 8, 3)
    return head + struct.pack(">II", 0, len(resources)) + resources + rest


def packed_rows(width, height, channels):
    """An empty section of layers, and rows of zeros in runs of 128."""
    row = b"\x81\0" * (width // 128) + b"\x80" * (width % 128 > 0) + (bytes([257 - width % 128, 0]) if width % 128 > 1 else b"")
    lengths = struct.pack(">I", len(row)) * (height * channels)
    return struct.pack(">QH", 0, 1) + lengths + row * (height * channels)


def ico(entries, data):
    """Entries of (side, length, offset) behind the directory."""
    start = 6 + 16 * len(entries)
    listed = b"".join(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, length, start + at) for side, length, at in entries)
    return struct.pack("<HHH", 0, 1, len(entries)) + listed + data


def icons(depth):
    """An icon in an icon in an icon."""
    inner = png.small()
    for _ in range(depth):
        inner = ico([(0, len(inner), 0)], inner)
    return inner


def icon_bitmap(width, height):
    return ico([(0, 1000, 0)], struct.pack("<IiiHHIIiiII", 40, width, 2 * height, 1, 32, 0, 0, 0, 0, 0, 0) + bytes(1000))


def sparse(start):
    """As long as no file may be: what comes behind the start is a hole."""
    return start, FILE_BYTES + 1


BOMBS = [
    Bomb("bmp/header", "a header of 65,535 x 65,535", lambda: bmp(LONGEST, LONGEST, 24, 0, bytes(100)), "too-large"),
    Bomb(
        "bmp/huge-header",
        "a header of 2,147,483,647 x 2,147,483,647",
        lambda: bmp(2**31 - 1, 2**31 - 1, 24, 0, bytes(100)),
        "too-large",
    ),
    Bomb("bmp/rle", "runs, 100 megapixels", lambda: bmp(SIDE, SIDE, 8, RLE_8, runs(SIDE, SIDE)), THUMBNAIL, slow=True),
    Bomb("bmp/rle-4", "runs of 4 bits, 100 megapixels", lambda: bmp(SIDE, SIDE, 4, RLE_4, runs(SIDE, SIDE), 16), THUMBNAIL, slow=True),
    Bomb("bmp/rle-end", "100 megapixels of which the end comes at once", lambda: bmp(SIDE, SIDE, 8, RLE_8, b"\0\1"), THUMBNAIL, slow=True),
    Bomb(
        "bmp/rle-moves",
        "12 million moves by nothing",
        lambda: bmp(40, 30, 8, RLE_8, b"\0\2\0\0" * 6 * MILLION + runs(40, 30)),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("tga/header", "a header of 65,535 x 65,535", lambda: tga(LONGEST, LONGEST, bytes(100)), "too-large"),
    Bomb("tga/rle", "runs, 100 megapixels of 32 bits", lambda: tga(SIDE, SIDE, b"\xff\1\2\3\xff" * (PIXELS // 128)), THUMBNAIL, slow=True),
    Bomb(
        "tga/palette",
        "runs of a palette of 65,535 colours, 100 megapixels",
        lambda: tga(SIDE, SIDE, b"\xff\1\0" * (PIXELS // 128), LONGEST, b"a" * 255, 16),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("qoi/header", "a header of 65,535 x 65,535", lambda: qoi(LONGEST, LONGEST, bytes(100)), "too-large"),
    Bomb(
        "qoi/runs",
        "runs, 100 megapixels",
        # 62 pixels a run, and then what is left.
        lambda: qoi(SIDE, SIDE, b"\xfd" * (PIXELS // 62) + bytes([0xC0 | PIXELS % 62 - 1])),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("psd/header", "a header of 65,535 x 65,535", lambda: psd(LONGEST, LONGEST, b"", bytes(100)), "too-large"),
    Bomb("psd/runs", "runs, 100 megapixels", lambda: psd(SIDE, SIDE, b"", packed_rows(SIDE, SIDE, 3)), THUMBNAIL, slow=True),
    Bomb(
        "psd/resources",
        "a million empty image resources",
        lambda: psd(40, 30, (b"8BIM" + bytes(8)) * MILLION, struct.pack(">QH", 0, 0) + bytes(3600)),
        THUMBNAIL,
    ),
    Bomb("psd/lengths", "rows that would have 2^32 bytes each", lambda: psd(40, 30, b"", struct.pack(">QH", 0, 1) + b"\xff" * 400), "truncated"),
    Bomb("pnm/header", "a header of 65,535 x 65,535", lambda: b"P6 65535 65535 255\n" + bytes(100), "too-large"),
    Bomb(
        "pnm/huge-header",
        "a header of 4,294,967,295 x 4,294,967,295",
        lambda: b"P6 4294967295 4294967295 255\n" + bytes(100),
        "too-large",
    ),
    Bomb("pnm/bits", "a bit a pixel, 100 megapixels", lambda: b"P4 10000 10000\n" + bytes(PIXELS // 8), THUMBNAIL, slow=True),
    Bomb("pnm/comments", "a million comments", lambda: b"P5\n" + b"#a\n" * MILLION + b"40 30 255\n" + bytes(1200), THUMBNAIL),
    Bomb("pnm/comment", "a comment of 24 MB", lambda: b"P5\n#" + b"a" * 24_000_000 + b"\n40 30 255\n" + bytes(1200), THUMBNAIL, slow=True),
    Bomb("pnm/spaces", "24 MB of spaces", lambda: b"P5\n" + b" " * 24_000_000 + b"40 30 255\n" + bytes(1200), THUMBNAIL, slow=True),
    Bomb("pnm/digits", "a million digits", lambda: b"P5\n" + b"0" * MILLION + b"40 30 255\n" + bytes(1200), "malformed"),
    Bomb(
        "pnm/lines",
        "a PAM of a million lines",
        lambda: b"P7\n" + b"#a\n" * MILLION + b"WIDTH 40\nHEIGHT 30\nDEPTH 1\nMAXVAL 255\nENDHDR\n" + bytes(1200),
        THUMBNAIL,
    ),
    Bomb("pnm/text", "12 megapixels as text", lambda: b"P2 4000 3000 9\n" + b"1\n" * 12 * MILLION, THUMBNAIL, slow=True),
    Bomb("ico/of-ico", "an icon of an icon, a thousand times", lambda: icons(1000), "malformed"),
    Bomb(
        "ico/entries",
        "65,535 icons in the same bytes",
        lambda: ico([(0, len(png.small()), 0)] * LONGEST, png.small()),
        THUMBNAIL,
    ),
    Bomb(
        "ico/png", "an icon that is a PNG of 100 megapixels", lambda: ico([(0, 2**32 - 1, 0)], png.flat(SIDE, SIDE)), THUMBNAIL
    ),
    Bomb(
        "ico/png-header",
        "an icon that is a PNG of 65,535 x 65,535",
        lambda: ico([(0, 1000, 0)], png.png(png.header(LONGEST, LONGEST), data=zeros(100)) + bytes(1000)),
        "too-large",
    ),
    Bomb(
        "ico/bitmap-header", "an icon that is a bitmap of 65,535 x 65,535", lambda: icon_bitmap(LONGEST, LONGEST), "too-large"
    ),
    Bomb("file/nothing", "24 MB of zeros", lambda: bytes(24_000_000), "unsupported-format"),
    Bomb("file/empty", "no bytes", lambda: b"", "truncated"),
    Bomb("file/too-long", "a picture in front of 256 MiB", lambda: sparse(png.small()), "too-large", slow=True),
    Bomb("file/too-long-head", "a head of 256 MiB and more", lambda: sparse(b"\xff\xd8"), "too-large", slow=True),
]
