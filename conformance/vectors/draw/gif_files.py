"""GIF: disposals, interlacing, palettes, delays and odd canvases (GIF89a specification)."""

import struct

import icc
import metadata
import numpy as np
import scene
from write import write

KEEP, CLEAR, RESTORE = 1, 2, 3


def lzw(indices, bits):
    """Variable-length codes (appendix F), lower bits first."""
    clear, end = 1 << bits, (1 << bits) + 1
    buffer, filled, data = 0, 0, bytearray()
    table, size = {}, bits + 1

    def emit(code):
        nonlocal buffer, filled
        buffer |= code << filled
        filled += size
        while filled >= 8:
            data.append(buffer & 255)
            buffer >>= 8
            filled -= 8

    def start():
        nonlocal table, size
        table = {bytes([index]): index for index in range(1 << bits)}
        size = bits + 1

    start()
    emit(clear)
    prefix = b""
    for index in indices:
        longer = prefix + bytes([index])
        if longer in table:
            prefix = longer
            continue
        emit(table[prefix])
        following = len(table) + 2
        if following < 4096:
            table[longer] = following
            if following == 1 << size and size < 12:
                size += 1
        else:
            emit(clear)
            start()
        prefix = bytes([index])
    emit(table[prefix])
    emit(end)
    if filled:
        data.append(buffer & 255)
    return bytes(data)


def sub_blocks(data):
    parts = [data[start : start + 255] for start in range(0, len(data), 255)]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def color_table(colors):
    """A table of 2 to 256 colours, and the number that says how many."""
    size = max(1, (len(colors) - 1).bit_length())
    return colors.tobytes().ljust(3 << size, b"\0"), size - 1


def screen(width, height, colors=None, version=b"GIF89a"):
    if colors is None:
        return version + struct.pack("<HHBBB", width, height, 0x70, 0, 0)
    table, size = color_table(colors)
    return version + struct.pack("<HHBBB", width, height, 0xF0 | size, 0, 0) + table


def control(delay=0, disposal=0, transparent=None):
    flags = disposal << 2 | (transparent is not None)
    return b"\x21\xf9\4" + struct.pack("<BHB", flags, delay, transparent or 0) + b"\0"


def image(indices, left=0, top=0, colors=None, interlaced=False, bits=8):
    height, width = indices.shape
    flags = 0x40 if interlaced else 0
    table = b""
    if colors is not None:
        table, size = color_table(colors)
        flags |= 0x80 | size
    if interlaced:
        indices = np.concatenate([indices[0::8], indices[4::8], indices[2::4], indices[1::2]])
    data = bytes([bits]) + sub_blocks(lzw(indices.tobytes(), bits))
    return b"\x2c" + struct.pack("<HHHHB", left, top, width, height, flags) + table + data


def loop(count):
    return b"\x21\xff\x0bNETSCAPE2.0\3\1" + struct.pack("<H", count) + b"\0"


END = b"\x3b"
SIZE = (37, 21)


def still(count, bits, **options):
    return screen(*SIZE, scene.palette(count)) + image(scene.indices(*SIZE, count), bits=bits, **options) + END


def stills():
    for count, bits in ((2, 2), (4, 2), (16, 4), (100, 7), (256, 8)):
        write(f"gif/{count}-colours.gif", still(count, bits))
        write(f"gif/{count}-colours-interlaced.gif", still(count, bits, interlaced=True))
    colors = scene.palette(16)
    indices = scene.indices(*SIZE, 16)
    plain = image(indices, bits=4)
    write("gif/87a.gif", screen(*SIZE, colors, b"GIF87a") + plain + END)
    write("gif/transparent.gif", screen(*SIZE, colors) + control(transparent=15) + plain + END)
    interlaced = image(indices, bits=4, interlaced=True)
    write("gif/transparent-interlaced.gif", screen(*SIZE, colors) + control(transparent=15) + interlaced + END)
    write("gif/local-palette.gif", screen(*SIZE, colors[::-1]) + image(indices, colors=colors, bits=4) + END)
    write("gif/only-a-local-palette.gif", screen(*SIZE) + image(indices, colors=colors, bits=4) + END)
    # Rows end inside of codes.
    one = image(np.ones((5, 5), np.uint8), bits=2)
    write("gif/one-colour.gif", screen(5, 5, colors[:4]) + one + END)
    write("gif/palette-too-short.gif", screen(*SIZE, colors[:8]) + plain + END)
    write("gif/frame-smaller-than-canvas.gif", screen(60, 40, colors) + image(indices, 11, 7, bits=4) + END)
    write("gif/frame-larger-than-canvas.gif", screen(20, 10, colors) + plain + END)
    write("gif/canvas-of-0.gif", screen(0, 0, colors) + plain + END)
    comment = b"\x21\xfe" + sub_blocks(b"drawn by code" * 30)
    text = b"\x21\x01\x0c" + struct.pack("<HHHHBBBB", 0, 0, 8, 8, 8, 8, 1, 0) + sub_blocks(b"text")
    write("gif/comments.gif", screen(*SIZE, colors) + comment + text + plain + comment + END)
    profile = b"\x21\xff\x0bICCRGBG1012" + sub_blocks(icc.swapped())
    # The trailer leads a reader of sub-blocks to its end, wherever it comes from.
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    packet = b"\x21\xff\x0bXMP DataXMP" + metadata.xmp(1) + trailer
    write("gif/icc-and-xmp.gif", screen(*SIZE, colors) + profile + packet + plain + END)
    large = scene.calm(164, 122) // 32
    large = (large[..., 0] * 36 + large[..., 1] * 6 + large[..., 2]).clip(0, 255).astype(np.uint8)
    table = np.array([(i // 36 * 36, i // 6 % 6 * 42, i % 6 * 42) for i in range(256)]).clip(0, 255).astype(np.uint8)
    write("gif/larger.gif", screen(164, 122, table) + image(large) + END)
    # As many codes as the table can have, and on.
    noise = (np.arange(90 * 70, dtype=np.uint32) * 2654435761 >> 13 & 15).astype(np.uint8).reshape(70, 90)
    write("gif/full-table.gif", screen(90, 70, colors) + image(noise, bits=4) + END)


def patch(index, width=13, height=9):
    indices = np.full((height, width), index, np.uint8)
    indices[2:-2, 2:-2] = 15
    return indices


def animations():
    colors = scene.palette(16)
    background = image(scene.indices(*SIZE, 14), bits=4)

    def moving(disposal, first=KEEP, transparent=15, plays=0):
        return (
            screen(*SIZE, colors)
            + loop(plays)
            + control(10, first)
            + background
            + control(7, disposal, transparent)
            + image(patch(3), 4, 3, bits=4)
            + control(25, disposal, transparent)
            + image(patch(7), 19, 9, bits=4)
            + control(5, KEEP, transparent)
            + image(patch(11, 6, 5), 30, 1, bits=4)
            + END
        )

    for disposal, name in enumerate(["any", "keep", "clear", "restore"]):
        write(f"gif/animated-{name}.gif", moving(disposal))
        write(f"gif/animated-{name}-opaque.gif", moving(disposal, transparent=None))
    write("gif/animated-disposal-5.gif", moving(5))
    write("gif/animated-first-cleared.gif", moving(KEEP, first=CLEAR))
    write("gif/animated-first-restored.gif", moving(KEEP, first=RESTORE))
    write("gif/animated-3-times.gif", moving(KEEP, plays=2))
    file = moving(KEEP)
    without = file.replace(loop(0), b"")
    write("gif/animated-once.gif", without)
    write("gif/animated-without-an-end.gif", file[:-1])
    fast = screen(*SIZE, colors) + loop(0)
    for delay in (0, 1, 2, 65535):
        fast += control(delay, KEEP, 15) + image(patch(delay % 13), delay % 20, 2, bits=4)
    write("gif/animated-delays.gif", fast + END)
    interlaced = screen(*SIZE, colors) + control(9) + background + control(9, KEEP, 15)
    interlaced += image(scene.indices(20, 13, 16), 9, 4, scene.palette(32)[16:], True, 4) + END
    write("gif/animated-interlaced-local.gif", interlaced)
    beyond = screen(*SIZE, colors) + control(9) + background + control(9, CLEAR) + image(patch(5), 30, 15, bits=4)
    write("gif/animated-beyond-the-canvas.gif", beyond + control(9) + image(patch(8), 0, 0, bits=4) + END)


def changes():
    """Animations of which little changes."""
    colors = scene.palette(16)
    still = scene.indices(*SIZE, 14)
    start = screen(*SIZE, colors) + loop(0)
    same = [control(delay, KEEP) + image(still, bits=4) for delay in (5, 7, 3)]
    change = control(4, KEEP) + image(patch(14), 9, 6, bits=4)
    write("gif/animated-equal-frames.gif", start + b"".join(same) + change + same[2] + same[0] + END)
    moving = [control(6, CLEAR, 15) + image(patch(index, 9, 8), 3 + 5 * index, 2 + index, bits=4) for index in range(6)]
    blank = control(6, CLEAR, 15) + image(np.full(SIZE[::-1], 15, np.uint8), bits=4)
    write("gif/animated-moving-cleared.gif", start + blank + b"".join(moving) + END)
    # More colours in all than one palette has.
    slopes = scene.slopes(*SIZE)
    frames = []
    for number in range(3):
        picture = np.roll(slopes, number, axis=2) // 4 * 4 + number
        table, indices = np.unique(picture.reshape(-1, 3), axis=0, return_inverse=True)
        indices = (indices.reshape(SIZE[::-1]) * 250 // len(table)).astype(np.uint8)
        chosen = table[np.arange(250) * len(table) // 250]
        frames.append(control(8, KEEP) + image(indices[: 21 - 4 * number], 0, 2 * number, colors=chosen))
    write("gif/animated-local-palettes.gif", screen(*SIZE) + loop(0) + b"".join(frames) + END)
    few = [control(5, KEEP) + image(patch(1, 7, 6) & 3, 4 * n, n, colors=colors[n : n + 4], bits=2) for n in range(6)]
    write("gif/animated-colours-come-later.gif", start + same[0] + b"".join(few) + END)


def draw():
    stills()
    animations()
    changes()
