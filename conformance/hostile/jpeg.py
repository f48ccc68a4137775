"""JPEG: scans, segments and tables without an end, pictures of a bit or two per block."""

import struct

from bits import HighFirst
from bomb import LONGEST, SIDE, THUMBNAIL, Bomb, keeping, output

MILLION = 1_000_000
SOI, EOI = b"\xff\xd8", b"\xff\xd9"
BASELINE, PROGRESSIVE = 0xC0, 0xC2


def segment(marker, data=b""):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


QUANTISER = segment(0xDB, b"\0" + b"\1" * 64)


def table(kind, slot, symbols):
    """A Huffman table whose symbols have codes of equal length, in their order. Of one symbol the code is 0."""
    length = len(symbols).bit_length()
    counts = [0] * 16
    counts[length - 1] = len(symbols)
    return segment(0xC4, bytes([kind << 4 | slot, *counts, *symbols]))


# One bit each: a difference of 0, and the end of a block.
DC, AC = table(0, 0, [0]), table(1, 0, [0])


def frame(kind, width, height, components=1, sampling=0x11):
    parts = b"".join(bytes([number, sampling if number == 1 else 0x11, 0]) for number in range(1, components + 1))
    return segment(kind, struct.pack(">BHHB", 8, height, width, components) + parts)


def scan(components=(1,), first=0, last=63, bits=0, data=b"", tables=0):
    parts = b"".join(bytes([number, tables]) for number in components)
    return segment(0xDA, bytes([len(components)]) + parts + bytes([first, last, bits])) + data


def blocks(width, height):
    return -(-width // 8) * -(-height // 8)


def jpeg(*parts):
    return SOI + b"".join(parts) + EOI


def gray(width, height, *before):
    """One gray: two bits for a block."""
    data = bytes(-(-blocks(width, height) * 2 // 8))
    return jpeg(*before, QUANTISER, DC, AC, frame(BASELINE, width, height), scan(data=data))


def small(*before):
    return gray(40, 32, *before)


def scans(count):
    """A progressive picture of one block, the first scan again and again."""
    first = scan(last=0, bits=0x0D, data=b"\0")
    return jpeg(QUANTISER, DC, AC, frame(PROGRESSIVE, 8, 8), first * count)


def dc_refined(width, height):
    """Thirteen scans, each of one more bit of the means."""
    data = bytes(-(-blocks(width, height) // 8))
    parts = [scan(last=0, bits=0x0D, data=data)]
    parts += [scan(last=0, bits=(low + 1) << 4 | low, data=data) for low in range(12, -1, -1)]
    return jpeg(QUANTISER, DC, frame(PROGRESSIVE, width, height), *parts)


def ac_refined(width, height):
    """All coefficients are there from the second scan on, and each of nine more scans has a bit for each of them."""
    count = blocks(width, height)
    # A coefficient of one bit with no zeros before it: the code 0, and 1 for plus, 63 times; eight blocks at a time.
    bits = HighFirst()
    for _ in range(8 * 63):
        bits.push(0b01, 2)
    eight = bits.done()
    first = scan(first=1, last=63, bits=0x09, data=eight * -(-count // 8))
    # The end of a run of one block comes first, as there are no new coefficients; then a bit for each.
    each = HighFirst()
    for _ in range(8):
        each.push(0, 1).push(0, 63)
    refinement = each.done() * -(-count // 8)
    parts = [scan(last=0, data=bytes(-(-count // 8))), table(1, 0, [1]), first, table(1, 0, [0])]
    parts += [scan(first=1, last=63, bits=(low + 1) << 4 | low, data=refinement) for low in range(8, -1, -1)]
    return jpeg(QUANTISER, DC, frame(PROGRESSIVE, width, height), *parts)


def ac_only(width, height):
    """A hundred scans of runs of blocks without coefficients, and none of the means."""
    # A run of 2^14 blocks and more: the symbol 0xE0 and fourteen bits.
    runs = HighFirst()
    for _ in range(-(-blocks(width, height) // 32767)):
        runs.push(0, 1).push((1 << 14) - 1, 14)
    one = scan(first=1, last=63, bits=0x01, data=runs.done().replace(b"\xff", b"\xff\0"))
    return jpeg(QUANTISER, table(1, 0, [0xE0]), frame(PROGRESSIVE, width, height), one * 100)


def restarts(width, height):
    """A restart marker behind each block."""
    count = blocks(width, height)
    eight = b"".join(b"\0\xff" + bytes([0xD0 + number]) for number in range(8))
    data = (eight * -(-count // 8))[: 3 * count - 2]
    return jpeg(QUANTISER, DC, AC, segment(0xDD, b"\0\1"), frame(BASELINE, width, height), scan(data=data))


def in_scans(width, height, components):
    """Not interleaved: a scan for each component, so that all coefficients are kept."""
    data = bytes(-(-blocks(width, height) * 2 // 8))
    parts = [scan(components=(number,), data=data) for number in range(1, components + 1)]
    return jpeg(QUANTISER, DC, AC, frame(BASELINE, width, height, components), *parts)


def profile(data, size=65_000):
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(
        segment(0xE2, b"ICC_PROFILE\0" + bytes([min(number, 255), min(len(pieces), 255)]) + piece)
        for number, piece in enumerate(pieces, 1)
    )


LINEAR = output(linear=True)
FULL = {"output": {"width": 4000, "height": 4000, "enlarge": False}}
EXIF = b"Exif\0\0"
XMP = b"http://ns.adobe.com/xap/1.0/\0"

BOMBS = [
    Bomb(
        "jpeg/header",
        "a header of 65,535 x 65,535",
        lambda: jpeg(QUANTISER, DC, AC, frame(BASELINE, LONGEST, LONGEST), scan()),
        "too-large",
    ),
    Bomb("jpeg/gray", "100 megapixels of two bits a block", lambda: gray(SIDE, SIDE), THUMBNAIL),
    Bomb("jpeg/gray-in-full", "the same, decoded in full", lambda: gray(SIDE, SIDE), THUMBNAIL, LINEAR, slow=True),
    Bomb("jpeg/apart", "100 megapixels, each component in a scan of its own", lambda: in_scans(SIDE, SIDE, 3), THUMBNAIL),
    Bomb(
        "jpeg/apart-in-full",
        "the same with 25 megapixels, decoded in full",
        lambda: in_scans(SIDE // 2, SIDE // 2, 3),
        THUMBNAIL,
        LINEAR,
        3 * 2 * SIDE // 2 * SIDE // 2,
        slow=True,
    ),
    Bomb("jpeg/inks", "100 megapixels of four inks, in scans", lambda: in_scans(SIDE, SIDE, 4), THUMBNAIL, slow=True),
    Bomb("jpeg/scans", "a million scans", lambda: scans(MILLION), "too-large"),
    Bomb("jpeg/refined-means", "14 scans that refine the means of 100 megapixels", lambda: dc_refined(SIDE, SIDE), THUMBNAIL),
    Bomb(
        "jpeg/refined",
        "11 scans that refine all coefficients of 8 megapixels",
        lambda: ac_refined(2896, 2896),
        THUMBNAIL,
        FULL,
        2 * 2 * 2896 * 2896,
        slow=True,
    ),
    Bomb("jpeg/no-means", "100 scans without a mean, 100 megapixels", lambda: ac_only(SIDE, SIDE), THUMBNAIL),
    Bomb("jpeg/restarts", "a restart marker behind each of 1.5 million blocks", lambda: restarts(SIDE, SIDE), THUMBNAIL),
    Bomb("jpeg/huffman-tables", "a million Huffman tables", lambda: small(table(1, 1, [0]) * MILLION), THUMBNAIL),
    Bomb(
        "jpeg/full-tables",
        "80,000 Huffman tables of 255 symbols",
        lambda: small(table(1, 1, list(range(255))) * 80_000),
        THUMBNAIL,
    ),
    Bomb("jpeg/quantisers", "300,000 quantisation tables", lambda: small(QUANTISER * 300_000), THUMBNAIL),
    Bomb("jpeg/intervals", "a million restart intervals", lambda: small(segment(0xDD, b"\0\0") * MILLION), THUMBNAIL),
    Bomb("jpeg/segments", "a million APP1 segments", lambda: small(segment(0xE1) * MILLION), THUMBNAIL),
    Bomb("jpeg/comments", "a million comments", lambda: small(segment(0xFE, b"a") * MILLION), THUMBNAIL),
    Bomb("jpeg/fill", "24 MB of fill bytes", lambda: small(b"\xff" * 24_000_000), THUMBNAIL),
    Bomb("jpeg/junk", "24 MB of junk before the frame", lambda: small(b"\0" * 24_000_000), THUMBNAIL),
    Bomb("jpeg/markers", "12 million markers without a segment", lambda: small(b"\xff\xd0" * 12_000_000), THUMBNAIL, slow=True),
    Bomb(
        "jpeg/lines",
        "a height that comes behind 24 MB of data",
        lambda: jpeg(QUANTISER, DC, AC, frame(BASELINE, 40, 0), scan(data=bytes(24_000_000)), segment(0xDC, b"\0\x20")),
        THUMBNAIL,
    ),
    Bomb(
        "jpeg/profile",
        "a profile of 16 MB in 255 parts",
        lambda: small(profile(bytes(16_000_000))),
        THUMBNAIL,
        **keeping(16_000_000),
    ),
    Bomb(
        "jpeg/profile-parts",
        "a million parts of a profile",
        lambda: small(profile(bytes(255), 1) + segment(0xE2, b"ICC_PROFILE\0\xff\xff\0") * MILLION),
        THUMBNAIL,
        **keeping(1_000_000),
    ),
    Bomb(
        "jpeg/exif",
        "370 EXIF segments of 65 KB",
        lambda: small(segment(0xE1, EXIF + b"II*\0\x08\0\0\0" + bytes(65_000)) * 370),
        THUMBNAIL,
        **keeping(65_000),
    ),
    Bomb(
        "jpeg/xmp",
        "370 XMP packets of 65 KB",
        lambda: small(segment(0xE1, XMP + b"<" * 65_000) * 370),
        THUMBNAIL,
        **keeping(65_000),
    ),
    Bomb(
        "jpeg/exif-cycle",
        "an EXIF directory that is its own next",
        lambda: small(segment(0xE1, EXIF + b"II*\0\x08\0\0\0\0\0\x08\0\0\0")),
        THUMBNAIL,
        **keeping(0),
    ),
]
