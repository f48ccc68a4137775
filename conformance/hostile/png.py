"""PNG: chunks without an end, streams that unpack to much, animations."""

import struct
import zlib

from bits import empty_blocks, zeros
from bomb import LONGEST, SIDE, THUMBNAIL, Bomb, keeping, output

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGBA = 0, 6
MILLION = 1_000_000


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width, height, depth=8, colour=GRAY, interlaced=False):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced)))


def png(head, *chunks, data=None, behind=b""):
    """A file of these chunks; `data` is the picture's zlib stream."""
    picture = b"" if data is None else chunk(b"IDAT", data)
    return b"".join([SIGNATURE, head, *chunks, picture, behind, chunk(b"IEND")])


def flat(width, height, depth=8, colour=GRAY, samples=1, **head):
    """A picture of zeros."""
    row = 1 + (width * samples * depth + 7) // 8
    return png(header(width, height, depth, colour, **head), data=zeros(row * height))


def interlaced(depth):
    """All passes of a picture of zeros with four samples."""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    count = sum(
        -(-(SIDE - top) // down) * (1 + -(-(SIDE - left) // across) * 4 * depth // 8) for left, top, across, down in passes
    )
    return png(header(SIDE, SIDE, depth, RGBA, interlaced=True), data=zeros(count))


def small(*chunks, behind=b""):
    """A small picture with chunks before and behind its data."""
    return png(header(40, 30), *chunks, data=zlib.compress(bytes(41 * 30)), behind=behind)


def split(piece):
    """A picture whose stream, which is not packed, is cut into chunks of so many bytes."""
    stream = zlib.compress(bytes(1000 * 1000), 0)
    pieces = (stream[at : at + piece] for at in range(0, len(stream), piece))
    return png(header(999, 1000), *(chunk(b"IDAT", one) for one in pieces))


def frame_control(number, width, height, left=0, top=0, disposal=0):
    fields = struct.pack(">IIIIIHHBB", number, width, height, left, top, 1, 10, disposal, 0)
    return chunk(b"fcTL", fields)


def animated(width, height, frames, side, told=None, before=b"", disposal=0):
    """An animation of `frames` frames of `side` pixels each way; the first is the whole canvas."""
    number = 0
    parts = [chunk(b"acTL", struct.pack(">II", told or frames, 0)), before, frame_control(0, width, height)]
    parts.append(chunk(b"IDAT", zeros((1 + width * 4) * height)))
    data = zlib.compress(bytes((1 + side * 4) * side))
    for _ in range(frames - 1):
        parts.append(frame_control(number + 1, side, side, disposal=disposal))
        parts.append(chunk(b"fdAT", struct.pack(">I", number + 2) + data))
        number += 2
    return png(header(width, height, 8, RGBA), *parts)


def packed_text(kind, count):
    keyword = {b"iCCP": b"bomb\0\0", b"zTXt": b"bomb\0\0", b"iTXt": b"XML:com.adobe.xmp\0\x01\0\0\0"}[kind]
    return chunk(kind, keyword + zeros(count))


WEBP = output(format="webp")

BOMBS = [
    Bomb("png/header", "a header of 65,535 x 65,535", lambda: png(header(LONGEST, LONGEST), data=zeros(100)), "too-large"),
    Bomb("png/row", "one row of 99 million pixels", lambda: flat(99 * MILLION, 1), "too-large"),
    Bomb("png/gray", "Deflate, 100 megapixels, gray", lambda: flat(SIDE, SIDE), THUMBNAIL),
    Bomb("png/rgba-16", "Deflate, 100 megapixels, RGBA of 16 bits", lambda: flat(SIDE, SIDE, 16, RGBA, 4), THUMBNAIL, slow=True),
    Bomb("png/wide", "rows of 1,048,576 pixels, RGBA of 16 bits", lambda: flat(1 << 20, 95, 16, RGBA, 4), THUMBNAIL, slow=True),
    Bomb("png/interlaced", "interlaced, 100 megapixels, RGBA", lambda: interlaced(8), THUMBNAIL, slow=True),
    Bomb("png/interlaced-16", "interlaced, 100 megapixels, RGBA of 16 bits", lambda: interlaced(16), "limit-exceeded"),
    Bomb(
        "png/behind-the-end",
        "1 GB of zeros behind the last row",
        lambda: png(header(40, 30), data=zeros(1 << 30)),
        THUMBNAIL,
    ),
    Bomb(
        "png/empty-blocks",
        "1.7 million Deflate blocks without data",
        lambda: png(header(40, 30), data=b"\x78\xda" + empty_blocks(1_700_000) + zlib.compress(bytes(41 * 30))[2:]),
        THUMBNAIL,
        slow=True,
    ),
    Bomb("png/empty-idat", "a million IDAT chunks without data", lambda: small(chunk(b"IDAT") * MILLION), THUMBNAIL),
    Bomb("png/idat-of-one-byte", "a million IDAT chunks of one byte", lambda: split(1), THUMBNAIL),
    Bomb("png/texts", "a million text chunks", lambda: small(chunk(b"tEXt", b"a\0b") * MILLION), THUMBNAIL),
    Bomb("png/text", "a text of 24 MB", lambda: small(chunk(b"tEXt", b"a\0" + b"b" * 24_000_000)), THUMBNAIL),
    Bomb(
        "png/exif",
        "EXIF data of 24 MB",
        lambda: small(chunk(b"eXIf", b"II*\0\x08\0\0\0" + bytes(24_000_000))),
        THUMBNAIL,
        **keeping(24_000_000),
    ),
    Bomb(
        "png/profile", "a profile that unpacks to 64 MB", lambda: small(packed_text(b"iCCP", 64 << 20)), THUMBNAIL, **keeping(0)
    ),
    Bomb("png/profiles", "2000 profiles that unpack to 8 MB", lambda: small(packed_text(b"iCCP", 8 << 20) * 2000), THUMBNAIL),
    Bomb("png/broken-profiles", "a million profiles of no bytes", lambda: small(chunk(b"iCCP") * MILLION), THUMBNAIL),
    Bomb("png/packed-text", "a text that unpacks to 64 MB", lambda: small(packed_text(b"zTXt", 64 << 20)), THUMBNAIL),
    Bomb("png/xmp", "XMP that unpacks to 64 MB", lambda: small(packed_text(b"iTXt", 64 << 20)), THUMBNAIL, **keeping(0)),
    Bomb(
        "png/xmps",
        "2000 XMP packets that unpack to 8 MB, before and behind the picture",
        lambda: small(packed_text(b"iTXt", 8 << 20) * 1000, behind=packed_text(b"iTXt", 8 << 20) * 1000),
        THUMBNAIL,
    ),
    Bomb("apng/frames", "100,000 frames", lambda: animated(8, 8, 100_000, 1), "too-large", WEBP),
    Bomb("apng/first-frame", "100,000 frames, of which the first is asked for", lambda: animated(8, 8, 100_000, 1), THUMBNAIL),
    Bomb(
        "apng/untold-frames",
        "100,000 frames that its header calls 2",
        lambda: animated(8, 8, 100_000, 1, told=2),
        THUMBNAIL,
        WEBP,
    ),
    Bomb(
        "apng/canvas", "frames of one pixel on 49 megapixels", lambda: animated(7000, 7000, 2, 1, disposal=2), THUMBNAIL, WEBP,
        slow=True,
    ),
    Bomb(
        "apng/too-many-pixels",
        "2000 frames of one pixel on 49 megapixels",
        lambda: animated(7000, 7000, 2000, 1),
        "too-large",
        WEBP,
    ),
    Bomb(
        "apng/chunks",
        "2000 frames behind a million chunks",
        lambda: animated(8, 8, 2000, 1, before=chunk(b"tEXt") * MILLION),
        THUMBNAIL,
        WEBP,
    ),
    Bomb(
        "apng/palettes",
        "2000 frames behind 10,000 palettes",
        lambda: animated(8, 8, 2000, 1, before=chunk(b"PLTE", bytes(768)) * 10_000),
        "malformed",
        WEBP,
    ),
]
