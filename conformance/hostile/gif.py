"""GIF: LZW that unpacks to much, frames without an end, extensions of any length."""

import struct

from bits import LowFirst, lzw_zeros
from bomb import LONGEST, SIDE, THUMBNAIL, Bomb, keeping, output

MILLION = 1_000_000
PALETTE = bytes(range(256)) * 3


def sub_blocks(data, size=255):
    return b"".join(bytes([len(data[at : at + size])]) + data[at : at + size] for at in range(0, len(data), size)) + b"\0"


def gif(width, height, *blocks):
    """A file with a palette of 256 colours."""
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + PALETTE + b"".join(blocks) + b"\x3b"


def frame(width, height, left=0, top=0, disposal=0):
    """A frame of one colour."""
    control = b"\x21\xf9\x04" + struct.pack("<BHB", disposal << 2, 1, 0) + b"\0"
    place = b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0)
    return control + place + b"\x08" + sub_blocks(lzw_zeros(width * height, "gif"))


def animated(width, height, frames, side, disposal=0):
    """A first frame of one pixel, and `frames` - 1 more with `side` pixels each way."""
    return gif(width, height, frame(1, 1), frame(side, side, disposal=disposal) * (frames - 1))


def extension(name, data):
    return b"\x21\xff\x0b" + name + data


def small(*blocks):
    return gif(40, 30, *blocks, frame(40, 30))


def literal_pixels(count):
    """LZW without runs: a code that clears the table before each 128 literals, all of nine bits."""
    bits = LowFirst()
    for _ in range(8):
        bits.push(256, 9)
        for _ in range(127):
            bits.push(7, 9)
    piece = bits.done()
    rounds = -(-count // (8 * 127))
    return piece * rounds + LowFirst().push(257, 9).done()


STILL = output(animation="first-frame")

BOMBS = [
    Bomb("gif/header", "a header of 65,535 x 65,535", lambda: gif(LONGEST, LONGEST, frame(1, 1)), "too-large"),
    Bomb("gif/lzw", "LZW, 100 megapixels", lambda: gif(SIDE, SIDE, frame(SIDE, SIDE)), THUMBNAIL, slow=True),
    Bomb("gif/canvas", "one frame of one pixel on 100 megapixels", lambda: gif(SIDE, SIDE, frame(1, 1)), THUMBNAIL, slow=True),
    Bomb("gif/frames", "100,000 frames", lambda: animated(8, 8, 100_000, 1), "too-large"),
    Bomb(
        "gif/first-frame",
        "100,000 frames, of which the first is asked for",
        lambda: animated(8, 8, 100_000, 1),
        THUMBNAIL,
        STILL,
    ),
    Bomb("gif/many-canvases", "2000 frames of one pixel on 100 megapixels", lambda: animated(SIDE, SIDE, 2000, 1), "too-large"),
    Bomb("gif/restored", "2000 frames of one pixel that put back 223 x 223", lambda: animated(223, 223, 2000, 1, 3), THUMBNAIL, slow=True),
    Bomb(
        "gif/restored-canvas",
        "two frames of one pixel that put back 49 megapixels",
        lambda: animated(7000, 7000, 2, 1, 3),
        THUMBNAIL,
        slow=True,
    ),
    Bomb(
        "gif/frames-beyond",
        "20 frames of 65,535 x 65,535 on a canvas of one pixel",
        lambda: animated(1, 1, 21, LONGEST),
        "too-large",
    ),
    Bomb("gif/comments", "a million comments", lambda: small(b"\x21\xfe\x01a\0" * MILLION), THUMBNAIL),
    Bomb("gif/comment", "a comment of 24 MB", lambda: small(b"\x21\xfe" + sub_blocks(b"a" * 24_000_000)), THUMBNAIL),
    Bomb(
        "gif/loops",
        "a million times how often it is played",
        lambda: small(extension(b"NETSCAPE2.0", b"\3\1\0\0\0") * MILLION),
        THUMBNAIL,
    ),
    Bomb("gif/unknown", "a million extensions of unknown kinds", lambda: small(b"\x21\x77\x01a\0" * MILLION), THUMBNAIL),
    Bomb(
        "gif/profile",
        "a profile of 24 MB",
        lambda: small(extension(b"ICCRGBG1012", sub_blocks(bytes(24_000_000)))),
        THUMBNAIL,
        **keeping(24_000_000, format="png"),
    ),
    Bomb(
        "gif/xmp",
        "XMP of 24 MB",
        lambda: small(extension(b"XMP DataXMP", b"<" * 24_000_000 + b"\1" + bytes(range(255, -1, -1)) + b"\0")),
        THUMBNAIL,
        **keeping(24_000_000, format="png"),
        slow=True,
    ),
    Bomb(
        "gif/blocks-of-one-byte",
        "a picture in a million blocks of one byte",
        lambda: gif(
            1000,
            1000,
            b"\x2c" + struct.pack("<HHHHB", 0, 0, 1000, 1000, 0) + b"\x08" + sub_blocks(literal_pixels(MILLION), 1),
        ),
        THUMBNAIL,
    ),
]
