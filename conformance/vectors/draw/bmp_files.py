"""BMP, and the icons that contain it (Microsoft's documentation of BITMAPINFOHEADER and its successors, and of
ICONDIR)."""

import struct

import numpy as np
import png_files
import scene
from write import write

SIZE = (37, 21)
PLAIN, RLE8, RLE4, BITFIELDS, RLE24, ALPHA_BITFIELDS = 0, 1, 2, 3, 4, 6


def rows(samples, bits):
    """Rows from below, each a multiple of four bytes. `samples` are indices, or whole pixels as numbers."""
    result = b""
    for row in samples[::-1]:
        if bits <= 8:
            unpacked = (row[:, None] >> np.arange(bits - 1, -1, -1)) & 1
            data = np.packbits(unpacked.astype(np.uint8).ravel()).tobytes()
        elif bits == 24:
            data = row.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
        else:
            data = row.astype(f"<u{bits // 8}").tobytes()
        result += data + bytes(-len(data) % 4)
    return result


def pixels(picture, bits, masks):
    """Samples of 8 bits, red first, as pixels with these masks."""
    result = np.zeros(picture.shape[:2], np.uint32)
    for channel, mask in enumerate(masks[: picture.shape[2]]):
        if mask:
            shift = (mask & -mask).bit_length() - 1
            most = mask >> shift
            result |= ((picture[..., channel].astype(np.uint32) * most + 127) // 255) << shift
    return result


def info(width, height, bits, compression=PLAIN, data=b"", colors=0, length=40, rest=b""):
    head = struct.pack("<IiiHHIIiiII", length, width, height, 1, bits, compression, len(data), 2835, 2835, colors, 0)
    return (head + rest).ljust(length, b"\0")


def table(colors):
    return b"".join(bytes([blue, green, red, 0]) for red, green, blue in colors.tolist())


def bmp(header, between, data):
    """`between` is what lies between the header and the picture: masks and palette."""
    start = 14 + len(header) + len(between)
    return struct.pack("<2sIHHI", b"BM", start + len(data), 0, 0, start) + header + between + data


def indexed(bits):
    count = min(1 << bits, 200)
    data = rows(scene.indices(*SIZE, count), bits)
    return bmp(info(*SIZE, bits, data=data, colors=count), table(scene.palette(count)), data)


RGB_555 = (0x7C00, 0x3E0, 0x1F, 0)
RGB_565 = (0xF800, 0x7E0, 0x1F, 0)
RGB_888 = (0xFF0000, 0xFF00, 0xFF, 0)
RGBA_8888 = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
ABGR_8888 = (0xFF, 0xFF00, 0xFF0000, 0xFF000000)
RGBA_4444 = (0xF00, 0xF0, 0xF, 0xF000)
RGB_101010 = (0x3FF00000, 0xFFC00, 0x3FF, 0)


def rle8(indices, before_the_end=b""):
    """Runs, and runs of different pixels where that is shorter; every second row ends early where it ends with 0."""
    result = b""
    for row in indices[::-1].tolist():
        at = 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 255:
                run += 1
            if run == 1 and at + 3 <= len(row):
                result += bytes([0, 3, *row[at : at + 3], 0])
                at += 3
            else:
                result += bytes([run, row[at]])
                at += run
        result += before_the_end + b"\0\0"
    return result + b"\0\1"


def rle4(indices):
    """A run has two indices in turn."""
    result = b""
    for row in indices[::-1].tolist():
        at = 0
        while at < len(row):
            pair = (row[at : at + 2] * 2)[:2]
            run = 1
            while at + run < len(row) and row[at + run] == pair[run % 2] and run < 255:
                run += 1
            result += bytes([run, pair[0] << 4 | pair[1]])
            at += run
        result += b"\0\0"
    return result + b"\0\1"


def rle24(picture):
    """Runs and single pixels, as OS/2 has them: blue, green and red in place of an index."""
    result = b""
    for row in picture[::-1, :, ::-1].tolist():
        at = 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 255:
                run += 1
            if run == 1 and at + 3 <= len(row):
                result += bytes([0, 3]) + b"".join(bytes(pixel) for pixel in row[at : at + 3]) + b"\0"
                at += 3
            else:
                result += bytes([run, *row[at]])
                at += run
        result += b"\0\0"
    return result + b"\0\1"


def moved():
    """A run-length file that leaves pixels out: they are black."""
    data = bytes([10, 5, 0, 2, 7, 3, 8, 9, 0, 0, 20, 12, 0, 2, 3, 6, 5, 3, 0, 1])
    return bmp(info(*SIZE, 8, RLE8, data, 16), table(scene.palette(16)), data)


def pictures():
    small = scene.scene(*SIZE)
    rgba = scene.with_alpha(small)
    for bits in (1, 2, 4, 8):
        write(f"bmp/palette-{bits}.bmp", indexed(bits))
    for name, bits, masks in (("rgb-555", 16, RGB_555), ("rgb", 24, RGB_888), ("rgbx", 32, RGB_888)):
        data = rows(pixels(small, bits, masks), bits)
        write(f"bmp/{name}.bmp", bmp(info(*SIZE, bits, data=data), b"", data))
    for name, bits, masks in (("565", 16, RGB_565), ("101010", 32, RGB_101010), ("bgr", 32, ABGR_8888[:3] + (0,))):
        data = rows(pixels(small, bits, masks), bits)
        write(f"bmp/masks-{name}.bmp", bmp(info(*SIZE, bits, BITFIELDS, data), struct.pack("<3I", *masks[:3]), data))
    for length in (52, 56, 108, 124):
        data = rows(pixels(rgba, 32, RGBA_8888), 32)
        masks = struct.pack("<4I", *RGBA_8888)[: length - 40]
        header = info(*SIZE, 32, BITFIELDS, data, length=length, rest=masks)
        write(f"bmp/header-{length}.bmp", bmp(header, b"", data))
    data = rows(pixels(rgba, 16, RGBA_4444), 16)
    header = info(*SIZE, 16, BITFIELDS, data, length=108, rest=struct.pack("<4I", *RGBA_4444))
    write("bmp/masks-4444.bmp", bmp(header, b"", data))
    data = rows(pixels(small[::-1], 24, RGB_888), 24)
    write("bmp/from-above.bmp", bmp(info(SIZE[0], -SIZE[1], 24, data=data), b"", data))
    data = rows(pixels(small, 24, RGB_888), 24)
    core = struct.pack("<IHHHH", 12, *SIZE, 1, 24)
    write("bmp/os2.bmp", bmp(core, b"", data))
    data = rows(scene.indices(*SIZE, 16), 4)
    core = struct.pack("<IHHHH", 12, *SIZE, 1, 4)
    colors = b"".join(bytes(color[::-1]) for color in scene.palette(16).tolist())
    write("bmp/os2-palette.bmp", bmp(core, colors, data))
    data = rows(scene.indices(*SIZE, 16), 8)
    write("bmp/os2-2.bmp", bmp(info(*SIZE, 8, data=data, colors=16, length=64), table(scene.palette(16)), data))
    data = rle8(scene.indices(*SIZE, 200))
    write("bmp/rle-8.bmp", bmp(info(*SIZE, 8, RLE8, data, 200), table(scene.palette(200)), data))
    data = rle4(scene.indices(*SIZE, 16))
    write("bmp/rle-4.bmp", bmp(info(*SIZE, 4, RLE4, data, 16), table(scene.palette(16)), data))
    write("bmp/rle-8-with-gaps.bmp", moved())
    data = rows(pixels(small, 24, RGB_888), 24)
    write("bmp/gap-before-the-picture.bmp", bmp(info(*SIZE, 24, data=data), bytes(20), data))


def variants():
    """Files that are rare, or say something wrong about themselves."""
    small = scene.scene(*SIZE)
    rgba = scene.with_alpha(small)
    plain = rows(pixels(small, 24, RGB_888), 24)
    few = scene.indices(*SIZE, 16)
    palette = table(scene.palette(16))
    os2 = struct.pack("<IIIHH", 16, *SIZE, 1, 24)
    write("bmp/os2-16.bmp", bmp(os2, b"", plain))
    data = rle24(small)
    write("bmp/rle-24.bmp", bmp(info(*SIZE, 24, RLE24, data, length=64), b"", data))
    data = rle8(few[::-1])
    write("bmp/rle-8-from-above.bmp", bmp(info(SIZE[0], -SIZE[1], 8, RLE8, data, 16), palette, data))
    # ImageMagick has written runs that go beyond their rows.
    data = rle8(few, b"\11\1")
    write("bmp/rle-8-beyond-its-rows.bmp", bmp(info(*SIZE, 8, RLE8, data, 16), palette, data))
    # The last row is not ended.
    data = rle4(few)[:-4]
    write("bmp/rle-4-without-an-end.bmp", bmp(info(*SIZE, 4, RLE4, data, 16), palette, data))
    data = rows(pixels(scene.with_alpha(small, rgba[..., 3] * 0), 32, RGBA_8888), 32)
    header = info(*SIZE, 32, BITFIELDS, data, length=124, rest=struct.pack("<4I", *RGBA_8888))
    write("bmp/alpha-of-0.bmp", bmp(header, b"", data))
    data = rows(pixels(rgba, 32, RGBA_8888), 32)
    header = info(*SIZE, 32, PLAIN, data, length=108, rest=struct.pack("<4I", *RGBA_8888))
    write("bmp/alpha-without-masks.bmp", bmp(header, b"", data))
    header = info(*SIZE, 32, ALPHA_BITFIELDS, data)
    write("bmp/alpha-masks-behind-the-header.bmp", bmp(header, struct.pack("<4I", *RGBA_8888), data))
    # The palette has 16 colours where the header says that it has 256.
    data = rows(few, 8)
    write("bmp/palette-too-short.bmp", bmp(info(*SIZE, 8, data=data), palette, data))
    header = bmp(info(*SIZE, 8, data=data, colors=16), palette, data)
    write("bmp/offset-of-0.bmp", header[:10] + bytes(4) + header[14:])
    write("bmp/offset-in-the-header.bmp", header[:10] + struct.pack("<I", 20) + header[14:])


def mask(opacity):
    """A bit for each pixel, set where it is transparent."""
    return rows((opacity < 100).astype(np.uint8), 1)


def entry(width, height, bits, masked=True):
    """A picture as an icon has it: a BMP without its file header, twice as high, and a mask."""
    small = scene.scene(width, height)
    opacity = scene.alpha(width, height)
    between = b""
    if bits <= 8:
        count = min(1 << bits, 200)
        data, between = rows(scene.indices(width, height, count), bits), table(scene.palette(1 << bits))
    elif bits == 32:
        data = rows(pixels(scene.with_alpha(small), 32, RGBA_8888), 32)
    else:
        data = rows(pixels(small, bits, RGB_888 if bits == 24 else RGB_555), bits)
    return info(width, height * 2, bits) + between + data + (mask(opacity) if masked else b"")


def icon(pictures, kind=1):
    """`pictures` are width, height, bits and bytes."""
    start = 6 + 16 * len(pictures)
    directory, body = struct.pack("<HHH", 0, kind, len(pictures)), b""
    for width, height, bits, data in pictures:
        planes, depth = (1, bits) if kind == 1 else (width // 2, height // 2)
        directory += struct.pack(
            "<BBBBHHII", width & 255, height & 255, 0, 0, planes, depth, len(data), start + len(body)
        )
        body += data
    return directory + body


def liars():
    """Icons whose directories say something wrong, which most programs forgive."""
    picture = entry(32, 32, 32)
    write("ico/sides-and-depth-wrong.ico", icon([(16, 48, 8, picture)]))
    wrong = icon([(32, 32, 32, picture)])
    write("ico/length-of-0.ico", wrong[:14] + bytes(4) + wrong[18:])
    # Alpha that nobody has set: the mask counts.
    unset = np.array(bytearray(picture))
    unset[43 : 40 + 32 * 32 * 4 : 4] = 0
    write("ico/alpha-of-0.ico", icon([(32, 32, 32, unset.tobytes())]))
    sizes = [png_files.png(scene.calm(side, side) // 32 * 32, 2) for side in (48, 290, 16)]
    write("ico/sides-of-0.ico", icon([(0, 0, 32, png) for png in sizes]))


def icons():
    for bits in (1, 4, 8, 24, 32):
        write(f"ico/{bits}-bits.ico", icon([(32, 32, bits, entry(32, 32, bits))]))
    write("ico/32-bits-without-a-mask.ico", icon([(32, 32, 32, entry(32, 32, 32, masked=False))]))
    write("ico/not-square.ico", icon([(37, 21, 24, entry(37, 21, 24))]))
    png = png_files.png(scene.with_alpha(scene.scene(48, 48)), 6)
    write("ico/png.ico", icon([(48, 48, 32, png)]))
    sizes = [(16, 16, 32, entry(16, 16, 32)), (48, 48, 32, png), (32, 32, 8, entry(32, 32, 8))]
    write("ico/several-sizes.ico", icon(sizes))
    depths = [(16, 16, 4, entry(16, 16, 4)), (16, 16, 24, entry(16, 16, 24)), (16, 16, 8, entry(16, 16, 8))]
    write("ico/several-depths.ico", icon(depths))
    large = png_files.png(scene.calm(256, 256) // 32 * 32, 2)
    write("ico/256-pixels.ico", icon([(32, 32, 24, entry(32, 32, 24)), (256, 256, 32, large)]))
    liars()
    write("ico/pointer.cur", icon([(32, 32, 8, entry(32, 32, 8))], kind=2))
    turned = png_files.png(scene.scene(40, 24), 2, before=png_files.chunk(b"eXIf", png_files.metadata.turned(6)))
    write("ico/png-with-an-orientation.ico", icon([(40, 24, 32, turned)]))


def draw():
    pictures()
    variants()
    icons()
