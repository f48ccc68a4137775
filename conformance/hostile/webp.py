"""WebP: lossless pictures of a few bytes, code tables without an end, frames, chunks."""

import struct

from bits import LowFirst
from bomb import SIDE, THUMBNAIL, Bomb, keeping, output

MILLION = 1_000_000
# The most that a frame header of VP8 and VP8L can name.
VP8_LONGEST, VP8L_LONGEST = 16_383, 16_384
# The most that a canvas can have.
CANVAS_LONGEST = 1 << 24
ALPHA, EXIF, XMP, ICC, ANIMATION = 16, 8, 4, 32, 2


def chunk(kind, data=b""):
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def webp(*chunks):
    data = b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(data) + 4) + b"WEBP" + data


def canvas(width, height, flags):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def one_symbol(bits, symbol=0):
    """A code with one symbol, which takes no bits (RFC 9649, section 6.2.1)."""
    bits.push(1, 1).push(0, 1).push(int(symbol > 1), 1).push(symbol, 8 if symbol > 1 else 1)


def lossless_stream():
    """One colour for any number of pixels: no transforms, no cache, one group of codes of no bits."""
    bits = LowFirst().push(0, 1).push(0, 1).push(0, 1)
    for _ in range(5):
        one_symbol(bits)
    return bits.done() + bytes(8)


def lossless_header(width, height):
    return LowFirst().push(width - 1, 14).push(height - 1, 14).push(0, 1).push(0, 3).done()


def lossless(width, height):
    return chunk(b"VP8L", b"\x2f" + lossless_header(width, height) + lossless_stream())


def code_of_ten_bits(bits):
    """A code whose longest symbols have ten bits, so that a decoder builds a table of 1024 entries for it.

    Eleven symbols with the lengths 1, 2, ... 9, 10, 10, which fill the code space; all others have none.
    """
    lengths = (*range(1, 11), 10)
    # Not simple; all 12 code lengths that 10 needs in their order (17, 18, 0, 1 to 10, 16 and so on), 4 bits each.
    order = (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    used = {symbol: 4 for symbol in range(1, 11)}
    count = 14
    bits.push(0, 1).push(count - 4, 4)
    # Ten codes of four bits leave six of sixteen free: 0, 18 and 17 take those.
    used |= {0: 4, 18: 2, 17: 4}
    for symbol in order[:count]:
        bits.push(used.get(symbol, 0), 3)
    # No more symbols than these are described.
    bits.push(1, 1).push(1, 3).push(len(lengths) - 2, 4)
    codes = canonical(used)
    for length in lengths:
        bits.code(*codes[length])


def canonical(lengths):
    """Symbol -> code and length, as Deflate has them."""
    codes = {}
    code = before = 0
    for length, symbol in sorted((length, symbol) for symbol, length in lengths.items()):
        code <<= length - before
        codes[symbol] = (code, length)
        code += 1
        before = length
    return codes


def groups(count):
    """A picture of 4 x 4 pixels that has so many groups of codes and uses the last."""
    bits = LowFirst().push(0, 1).push(0, 1)
    # Groups are chosen by a picture of one pixel: its red and green are the number.
    bits.push(1, 1).push(0, 3)
    bits.push(0, 1)
    number = count - 1
    one_symbol(bits, number & 255)
    one_symbol(bits, number >> 8)
    for _ in range(3):
        one_symbol(bits)
    head = LowFirst()
    for _ in range(8 * 5):
        code_of_ten_bits(head)
    assert head.count % 8 == 0, "eight groups end at a whole byte"
    # What comes before does not, so the groups are written bit by bit, eight at a time.
    piece = int.from_bytes(head.done(), "little")
    length = len(head.done()) * 8
    for _ in range(count // 8):
        bits.push(piece, length)
    return webp(chunk(b"VP8L", b"\x2f" + lossless_header(4, 4) + bits.done() + bytes(8)))


def lossy(width, height):
    """A key frame whose partitions are all zeros, which is a gray picture."""
    first = 500_000
    tag = (first << 5 | 1 << 4).to_bytes(3, "little")
    return chunk(b"VP8 ", tag + b"\x9d\x01\x2a" + struct.pack("<HH", width, height) + bytes(first + 4_000_000))


def frame(width, height, flags=0):
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return chunk(b"ANMF", bytes(6) + sides + (10).to_bytes(3, "little") + bytes([flags]) + lossless(width, height))


def animated(width, height, frames):
    """Frames of one pixel."""
    loop = chunk(b"ANIM", bytes(6))
    return webp(canvas(width, height, ALPHA | ANIMATION), loop, frame(1, 1) * frames)


def small(flags, *chunks):
    return webp(canvas(40, 30, flags), *chunks[:-1], lossless(40, 30), chunks[-1])


STILL = output(format="png")

BOMBS = [
    Bomb("webp/header", "a lossy header of 16,383 x 16,383", lambda: webp(lossy(VP8_LONGEST, VP8_LONGEST)), "too-large"),
    Bomb(
        "webp/lossless-header",
        "a lossless header of 16,384 x 16,384",
        lambda: webp(lossless(VP8L_LONGEST, VP8L_LONGEST)),
        "too-large",
    ),
    Bomb(
        "webp/extended-header",
        "a canvas of 16,777,216 x 16,777,216",
        lambda: webp(canvas(CANVAS_LONGEST, CANVAS_LONGEST, 0), lossless(1, 1)),
        "too-large",
    ),
    Bomb("webp/lossless", "lossless, 100 megapixels in 50 bytes", lambda: webp(lossless(SIDE, SIDE)), THUMBNAIL, slow=True),
    Bomb("webp/lossy", "lossy, 100 megapixels", lambda: webp(lossy(SIDE, SIDE)), THUMBNAIL),
    Bomb(
        "webp/alpha",
        "lossy with transparency, 100 megapixels",
        lambda: webp(canvas(SIDE, SIDE, ALPHA), chunk(b"ALPH", b"\x01" + lossless_stream()), lossy(SIDE, SIDE)),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("webp/groups", "65,536 groups of code tables for 16 pixels", lambda: groups(65_536), THUMBNAIL, slow=True),
    Bomb(
        "webp/other-size",
        "a canvas of 100 megapixels for a picture of one",
        lambda: webp(canvas(SIDE, SIDE, 0), lossless(1, 1)),
        "malformed",
    ),
    Bomb("webp/frames", "100,000 frames", lambda: animated(8, 8, 100_000), "too-large"),
    Bomb(
        "webp/first-frame", "100,000 frames, of which the first is asked for", lambda: animated(8, 8, 100_000), THUMBNAIL, STILL
    ),
    Bomb("webp/canvas", "two frames of one pixel on 49 megapixels", lambda: animated(7000, 7000, 2), THUMBNAIL),
    Bomb("webp/many-canvases", "2000 frames of one pixel on 49 megapixels", lambda: animated(7000, 7000, 2000), "too-large"),
    Bomb(
        "webp/chunks",
        "a million unknown chunks",
        lambda: small(0, chunk(b"what") * MILLION, chunk(b"what") * MILLION),
        THUMBNAIL,
    ),
    Bomb(
        "webp/profile",
        "a profile of 24 MB",
        lambda: small(ICC, chunk(b"ICCP", bytes(24_000_000)), b""),
        THUMBNAIL,
        **keeping(24_000_000),
    ),
    Bomb(
        "webp/exif",
        "EXIF data of 24 MB",
        lambda: small(EXIF, chunk(b"EXIF", b"II*\0\x08\0\0\0" + bytes(24_000_000))),
        THUMBNAIL,
        **keeping(24_000_000),
    ),
    Bomb("webp/xmp", "XMP of 24 MB", lambda: small(XMP, chunk(b"XMP ", b"<" * 24_000_000)), THUMBNAIL, **keeping(24_000_000)),
]
