"""TIFF: samples of every width, arrangements, compressions and tags (TIFF 6.0 and its supplements). Pillow, with
libtiff, writes fax and JPEG compression; all else is put together here."""

import io
import struct
import zlib

import gif_files
import icc
import jpeg_files
import metadata
import numpy as np
import scene
from PIL import Image
from write import read, write

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, INKS = 0, 1, 2, 3, 5
NONE, LZW, DEFLATE, OLD_LZW, PACKBITS, OLD_DEFLATE = 1, 5, 8, "LZW with the lower bits first", 32773, 32946
SHORT, LONG, RATIONAL, SIGNED_BYTE, BYTES, FLOAT = 3, 4, 5, 6, 7, 11


def lzw(data):
    """Upper bits first, and codes get longer one code early (section 13)."""
    bits = []
    table, size = {}, 9

    def emit(code):
        bits.append(format(code, f"0{size}b"))

    def start():
        nonlocal table, size
        table = {bytes([byte]): byte for byte in range(256)}
        size = 9

    start()
    emit(256)
    prefix = b""
    for byte in data:
        longer = prefix + bytes([byte])
        if longer in table:
            prefix = longer
            continue
        emit(table[prefix])
        table[longer] = len(table) + 2
        if len(table) + 1 == (1 << size) - 1:
            size += 1
        if len(table) + 1 == 4094:
            emit(256)
            start()
        prefix = bytes([byte])
    emit(table[prefix])
    if len(table) + 2 == (1 << size) - 1:
        size += 1
    emit(257)
    joined = "".join(bits)
    joined += "0" * (-len(joined) % 8)
    return int(joined, 2).to_bytes(len(joined) // 8, "big")


def packbits(data):
    result, at = b"", 0
    while at < len(data):
        run = 1
        while at + run < len(data) and run < 128 and data[at + run] == data[at]:
            run += 1
        if run > 1:
            result += bytes([257 - run, data[at]])
            at += run
            continue
        end = at + 1
        while end < len(data) and end - at < 128 and data[end] != data[end - 1]:
            end += 1
        result += bytes([end - at - 1]) + data[at:end]
        at = end
    # A number that says nothing.
    return result + b"\x80"


PACKERS = {
    NONE: bytes,
    LZW: lzw,
    OLD_LZW: lambda data: gif_files.lzw(data, 8),
    DEFLATE: lambda data: zlib.compress(data, 9),
    OLD_DEFLATE: lambda data: zlib.compress(data, 9),
    PACKBITS: packbits,
}


def row_bytes(row, bits, order):
    if bits == 8:
        return row.astype(np.uint8).tobytes()
    if bits in (16, 32):
        return row.astype(f"{order}u{bits // 8}").tobytes()
    if bits == 24:
        whole = row.astype(f"{order}u4").view(np.uint8).reshape(-1, 4)
        return (whole[:, :3] if order == "<" else whole[:, 1:]).tobytes()
    unpacked = (row.astype(np.uint32)[:, None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(unpacked.astype(np.uint8).ravel()).tobytes()


def block(samples, bits, order, compression, predictor):
    """A strip or a tile, of one plane or of all samples."""
    if predictor == 2:
        before = np.zeros_like(samples)
        before[:, 1:] = samples[:, :-1]
        samples = (samples - before) & np.uint64((1 << bits) - 1)
    rows = b"".join(row_bytes(row.reshape(-1), bits, order) for row in samples)
    return PACKERS[compression](rows)


def blocks(samples, bits, order, compression, predictor, rows, tile):
    height, width = samples.shape[:2]
    if tile is None:
        parts = [samples[start : start + rows] for start in range(0, height, rows)]
    else:
        across, down = tile
        padded = np.pad(samples, ((0, -height % down), (0, -width % across), (0, 0)), mode="edge")
        parts = [
            padded[y : y + down, x : x + across]
            for y in range(0, padded.shape[0], down)
            for x in range(0, padded.shape[1], across)
        ]
    return [block(part, bits, order, compression, predictor) for part in parts]


def entry_of(value, kind, order):
    """Type, count and bytes of a value: a number, a list of them, or bytes."""
    if isinstance(value, bytes):
        size = {RATIONAL: 8, FLOAT: 4}.get(kind, 1)
        return kind or BYTES, len(value) // size, value
    numbers = value if isinstance(value, list) else [value]
    code = {SHORT: "H", LONG: "I"}[kind or SHORT]
    return kind or SHORT, len(numbers), struct.pack(f"{order}{len(numbers)}{code}", *numbers)


def directory(tags, at, order, following=0):
    """A directory that begins at `at`, and what does not fit into its entries. `tags` maps tag to value and type."""
    end = at + 2 + 12 * len(tags) + 4
    result, values = struct.pack(order + "H", len(tags)), b""
    for tag, (value, kind) in sorted(tags.items()):
        kind, count, data = entry_of(value, kind, order)
        result += struct.pack(order + "HHI", tag, kind, count)
        if len(data) <= 4:
            result += data.ljust(4, b"\0")
        else:
            result += struct.pack(order + "I", end + len(values))
            values += data + bytes(len(data) % 2)
    return result + struct.pack(order + "I", following) + values


def tiff(
    samples,
    bits=8,
    photometric=RGB,
    order="<",
    compression=NONE,
    predictor=1,
    planar=False,
    rows=None,
    tile=None,
    tags=None,
    pages=None,
):
    """A file. `tags` are more tags, or other values, with value and type."""
    samples = np.atleast_3d(samples).astype(np.uint64)
    height, width, count = samples.shape
    rows = rows or height
    planes = [samples[..., plane : plane + 1] for plane in range(count)] if planar else [samples]
    data, offsets, counts = b"", [], []
    for plane in planes:
        for packed in blocks(plane, bits, order, compression, predictor, rows, tile):
            offsets.append(8 + len(data))
            counts.append(len(packed))
            data += packed + bytes(len(packed) % 2)
    all_tags = {
        256: (width, LONG),
        257: (height, SHORT),
        258: ([bits] * count, SHORT),
        259: (compression if compression != OLD_LZW else LZW, SHORT),
        262: (photometric, SHORT),
        277: (count, SHORT),
        284: (2 if planar else 1, SHORT),
    }
    if tile is None:
        all_tags |= {273: (offsets, LONG), 278: (rows, LONG), 279: (counts, LONG)}
    else:
        all_tags |= {322: (tile[0], SHORT), 323: (tile[1], SHORT), 324: (offsets, LONG), 325: (counts, LONG)}
    if predictor != 1:
        all_tags[317] = (predictor, SHORT)
    all_tags |= tags or {}
    signature = b"II*\0" if order == "<" else b"MM\0*"
    at = 8 + len(data)
    first = directory(all_tags, at, order)
    if pages:
        # The second page has no picture of its own, and is never looked at.
        second = directory({256: (1, SHORT), 257: (1, SHORT)}, at + len(first), order)
        first = directory(all_tags, at, order, at + len(first)) + second
    return signature + struct.pack(order + "I", at) + data + first


def gray(bits, size=(37, 21)):
    return scene.at_depth(scene.gray(scene.scene(*size)), bits)


def rgb(bits, size=(37, 21)):
    return scene.at_depth(scene.scene(*size), bits)


def color_map(bits):
    colors = np.zeros((1 << bits, 3), np.uint8)
    known = scene.palette(min(1 << bits, 200))
    colors[: len(known)] = known
    return [int(sample) * 257 for sample in colors.T.ravel()]


# Many bytes a pixel need fewer pixels.
SMALL = (23, 13)


def depths():
    for bits in (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 24, 32):
        write(f"tiff/gray-{bits}.tif", tiff(gray(bits, (37, 21) if bits < 16 else SMALL), bits, BLACK_IS_ZERO))
    for bits in (1, 4, 8, 16):
        inverted = (1 << bits) - 1 - gray(bits)
        write(f"tiff/white-is-zero-{bits}.tif", tiff(inverted, bits, WHITE_IS_ZERO, ">"))
    for bits in (2, 4, 5, 8, 12, 16, 24, 32):
        write(f"tiff/rgb-{bits}.tif", tiff(rgb(bits, (37, 21) if bits < 16 else SMALL), bits))
    for bits in (16, 24, 32):
        write(f"tiff/rgb-{bits}-big-endian.tif", tiff(rgb(bits, SMALL), bits, order=">"))
    for bits in (1, 2, 4, 8):
        samples = scene.indices(37, 21, min(1 << bits, 200))
        write(f"tiff/palette-{bits}.tif", tiff(samples, bits, PALETTE, tags={320: (color_map(bits), SHORT)}))
    low = [number // 257 for number in color_map(4)]
    write("tiff/palette-of-8-bits.tif", tiff(scene.indices(37, 21, 16), 4, PALETTE, tags={320: (low, SHORT)}))


def transparency():
    small = scene.scene(37, 21)
    opacity = scene.alpha(37, 21)
    rgba = scene.with_alpha(small)
    write("tiff/rgba.tif", tiff(rgba, tags={338: (2, SHORT)}))
    write("tiff/rgba-16.tif", tiff(scene.at_depth(rgba[:13, :23], 16), 16, tags={338: (2, SHORT)}))
    multiplied = small.astype(np.uint32) * opacity[..., None] // 255
    write("tiff/rgba-premultiplied.tif", tiff(np.dstack([multiplied, opacity]), tags={338: (1, SHORT)}))
    write("tiff/rgba-not-told.tif", tiff(rgba))
    write("tiff/rgb-and-something.tif", tiff(rgba, tags={338: (0, SHORT)}))
    gray_alpha = scene.with_alpha(scene.gray(small))
    write("tiff/gray-alpha.tif", tiff(gray_alpha, 8, BLACK_IS_ZERO, tags={338: (2, SHORT)}))
    write(
        "tiff/gray-alpha-16.tif",
        tiff(scene.at_depth(gray_alpha[:13, :23], 16), 16, BLACK_IS_ZERO, ">", tags={338: (2, SHORT)}),
    )


def inks():
    ink = scene.inks(scene.scene(37, 21))
    profile = {34675: (icc.inks("Inks by hand"), BYTES)}
    write("tiff/cmyk.tif", tiff(ink, 8, INKS))
    write("tiff/cmyk-16.tif", tiff(scene.at_depth(ink[:13, :23], 16), 16, INKS))
    write("tiff/cmyk-icc.tif", tiff(ink, 8, INKS, tags=profile))
    write("tiff/cmyk-planar.tif", tiff(ink, 8, INKS, planar=True, compression=DEFLATE))


def arrangements():
    small = scene.scene(37, 21)
    for compression, name in (
        (LZW, "lzw"),
        (OLD_LZW, "old-lzw"),
        (DEFLATE, "deflate"),
        (OLD_DEFLATE, "old-deflate"),
        (PACKBITS, "packbits"),
    ):
        write(f"tiff/{name}.tif", tiff(small, compression=compression))
        write(f"tiff/{name}-strips.tif", tiff(small, compression=compression, rows=5))
    write("tiff/lzw-large.tif", tiff(scene.calm(164, 122) // 8 * 8, compression=LZW, predictor=2))
    write("tiff/strips-of-a-row.tif", tiff(small, rows=1))
    write("tiff/big-endian.tif", tiff(small, order=">", rows=6))
    write("tiff/planar.tif", tiff(small, planar=True))
    write("tiff/planar-strips-16.tif", tiff(rgb(16, SMALL), 16, planar=True, rows=4, order=">"))
    write("tiff/tiles.tif", tiff(small, tile=(16, 16)))
    write("tiff/tiles-deflate.tif", tiff(scene.scene(61, 43), tile=(32, 16), compression=DEFLATE, predictor=2))
    write("tiff/tiles-planar.tif", tiff(small, tile=(16, 16), planar=True, compression=PACKBITS))
    write("tiff/tiles-gray-1.tif", tiff(gray(1), 1, BLACK_IS_ZERO, tile=(16, 16)))
    for bits in (8, 16, 32):
        for order, name in (("<", "little"), (">", "big")):
            file = tiff(rgb(bits, SMALL), bits, order=order, compression=DEFLATE, predictor=2)
            write(f"tiff/predictor-{bits}-{name}-endian.tif", file)
    write("tiff/predictor-planar.tif", tiff(small, planar=True, compression=LZW, predictor=2))
    write("tiff/two-pages.tif", tiff(small, pages=2))
    write("tiff/1x1.tif", tiff(scene.scene(1, 1)))


def pictures(pages, big=False, sub=False):
    """A file with these pages, each RGB samples and more tags; as BigTIFF, or all but the first as SubIFDs."""
    data = b"II+\0\x08\0\0\0" if big else b"II*\0"
    link, size, code = len(data), 8 if big else 4, "<Q" if big else "<I"
    data += bytes(size)
    positions = []
    for samples, tags in reversed(pages) if sub else pages:
        height, width, count = samples.shape
        fields = {
            256: (width, LONG),
            257: (height, SHORT),
            258: ([8] * count, SHORT),
            259: (NONE, SHORT),
            262: (RGB, SHORT),
            273: (len(data), LONG),
            277: (count, SHORT),
            279: (samples.size, LONG),
        }
        fields |= tags
        if sub and positions:
            fields[330] = (positions, LONG)
        data += samples.astype(np.uint8).tobytes() + bytes(samples.size % 2)
        at, values = len(data), b""
        head = struct.pack("<Q" if big else "<H", len(fields))
        end = at + len(head) + (12 + 2 * (size - 4)) * len(fields) + size
        for tag, (value, kind) in sorted(fields.items()):
            kind, number, packed = entry_of(value, kind, "<")
            head += struct.pack("<HH", tag, kind) + struct.pack(code, number)
            if len(packed) <= size:
                head += packed.ljust(size, b"\0")
            else:
                head += struct.pack(code, end + len(values))
                values += packed + bytes(len(packed) % 2)
        positions.append(at)
        if not sub or len(positions) == len(pages):
            data = data[:link] + struct.pack(code, at) + data[link + size :]
        data += head + bytes(size) + values
        link = at + len(head)
        if sub:
            link = 8 - size
    return data


def pages():
    small = scene.scene(37, 21)
    copy = small[::4, ::4]
    write("tiff/smaller-copy-first.tif", pictures([(copy, {254: (1, LONG)}), (small, {254: (0, LONG)})]))
    write("tiff/smaller-copies-first.tif", pictures([(copy, {255: (2, SHORT)}), (copy, {254: (1, LONG)}), (small, {})]))
    write("tiff/smaller-copy-alone.tif", pictures([(copy, {254: (1, LONG)})]))
    write("tiff/smaller-copy-before-subifds.tif", pictures([(copy, {254: (1, LONG)}), (small, {})], sub=True))
    write("tiff/big-tiff.tif", pictures([(small, {274: (1, SHORT)})], big=True))
    write("tiff/big-tiff-smaller-copy-first.tif", pictures([(copy, {254: (1, LONG)}), (small, {})], big=True))


def numbers():
    """Floating-point numbers and numbers with a sign, with the values of 8 or 16 bits."""
    light = gray(8, SMALL) / 255
    deep = gray(16, SMALL).astype(np.int64)
    real, signed = {339: (3, SHORT)}, {339: (2, SHORT)}
    halves, singles = light.astype(np.float16).view(np.uint16), light.astype(np.float32).view(np.uint32)
    write("tiff/float-16.tif", tiff(halves, 16, BLACK_IS_ZERO, tags=real))
    write("tiff/float-32.tif", tiff(singles, 32, BLACK_IS_ZERO, tags=real))
    write("tiff/float-32-big-endian.tif", tiff(singles, 32, BLACK_IS_ZERO, ">", tags=real))
    # Values from -100 to 155, and what is no number or beyond the range.
    ranged = (light * 255 - 100).astype(np.float32)
    limits = {340: (struct.pack("<f", -100), FLOAT), 341: (struct.pack("<f", 155), FLOAT)}
    write("tiff/float-32-with-a-range.tif", tiff(ranged.view(np.uint32), 32, BLACK_IS_ZERO, tags=real | limits))
    odd = light.astype(np.float32)
    odd[0, :6] = [np.nan, np.inf, -np.inf, 2, -1, 1e-40]
    write("tiff/float-32-beyond.tif", tiff(odd.view(np.uint32), 32, BLACK_IS_ZERO, tags=real))
    colors = (rgb(8, SMALL) / 255).astype(np.float32)
    write("tiff/float-rgb.tif", tiff(colors.view(np.uint32), 32, tags={339: ([3] * 3, SHORT)}))
    for order in "<>":
        # Bytes of all numbers apart, the upper ones first, and each less the one a pixel before.
        whole = colors.astype(">f4").view(np.uint8).reshape(SMALL[1], -1, 4)
        apart = whole.transpose(0, 2, 1).reshape(SMALL[1], -1).astype(np.int64)
        apart[:, 3:] -= apart[:, :-3].copy()
        packed = zlib.compress((apart & 255).astype(np.uint8).tobytes(), 9)
        name = "little" if order == "<" else "big"
        write(f"tiff/predictor-float-{name}-endian.tif", with_data(packed, order))
    half_range = deep // 2
    write("tiff/signed-16.tif", tiff(half_range, 16, BLACK_IS_ZERO, tags=signed))
    write("tiff/signed-32.tif", tiff(half_range * 65538, 32, BLACK_IS_ZERO, ">", tags=signed))
    small = (gray(8, SMALL).astype(np.int64) - 128) & 255
    limits = {340: (b"\x80", SIGNED_BYTE), 341: (b"\x7f", SIGNED_BYTE)}
    write("tiff/signed-8-with-a-range.tif", tiff(small, 8, BLACK_IS_ZERO, tags=signed | limits))
    negative = half_range.copy()
    negative[0, :5] = [65535, 32768, 40000, 0, 32767]
    write("tiff/signed-16-below-0.tif", tiff(negative, 16, BLACK_IS_ZERO, tags=signed))


def with_data(packed, order):
    """RGB of 32-bit floating-point numbers, Deflate, predictor 3."""
    width, height = SMALL
    fields = {
        256: (width, LONG),
        257: (height, SHORT),
        258: ([32] * 3, SHORT),
        259: (DEFLATE, SHORT),
        262: (RGB, SHORT),
        273: (8, LONG),
        277: (3, SHORT),
        278: (height, LONG),
        279: (len(packed), LONG),
        317: (3, SHORT),
        339: ([3] * 3, SHORT),
    }
    packed += bytes(len(packed) % 2)
    signature = b"II*\0" if order == "<" else b"MM\0*"
    return signature + struct.pack(order + "I", 8 + len(packed)) + packed + directory(fields, 8 + len(packed), order)


def to_ycbcr(picture):
    """The conversion of JFIF, in floats."""
    red, green, blue = (picture[..., at].astype(np.float64) for at in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.dstack([luma, (blue - luma) / 1.772 + 128, (red - luma) / 1.402 + 128])


def luma_and_chroma():
    picture = scene.scene(37, 21)
    ycbcr = np.clip(np.rint(to_ycbcr(picture)), 0, 255).astype(np.uint8)
    one = {530: ([1, 1], SHORT)}
    write("tiff/ycbcr.tif", tiff(ycbcr, 8, 6, tags=one))
    write("tiff/ycbcr-planar.tif", tiff(ycbcr, 8, 6, planar=True, compression=LZW, tags=one))
    video = np.clip(np.rint(to_ycbcr(picture) * [219 / 255] + [16, 0, 0]), 0, 255)
    video[..., 1:] = np.clip(np.rint((to_ycbcr(picture)[..., 1:] - 128) * 112 / 127 + 128), 0, 255)
    limits = {532: (struct.pack("<12I", 16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1), RATIONAL)}
    write("tiff/ycbcr-of-video.tif", tiff(video.astype(np.uint8), 8, 6, tags=one | limits))
    for across, down in ((2, 1), (2, 2), (4, 2)):
        for rows, name in ((None, ""), (8, "-strips")):
            write(f"tiff/ycbcr-{across}{down}{name}.tif", subsampled(picture, across, down, rows))


def subsampled(picture, across, down, rows):
    height, width = picture.shape[:2]
    strips = []
    for top in range(0, height, rows or height):
        part = to_ycbcr(picture[top : top + (rows or height)])
        part = np.pad(part, ((0, -part.shape[0] % down), (0, -width % across), (0, 0)), mode="edge")
        strip = b""
        for y in range(0, part.shape[0], down):
            for x in range(0, part.shape[1], across):
                group = part[y : y + down, x : x + across]
                values = [*group[..., 0].ravel(), group[..., 1].mean(), group[..., 2].mean()]
                strip += np.clip(np.rint(values), 0, 255).astype(np.uint8).tobytes()
        strips.append(zlib.compress(strip, 9))
    data, offsets = b"", []
    for strip in strips:
        offsets.append(8 + len(data))
        data += strip
    data += bytes(len(data) % 2)
    fields = {
        256: (width, LONG),
        257: (height, SHORT),
        258: ([8] * 3, SHORT),
        259: (DEFLATE, SHORT),
        262: (6, SHORT),
        273: (offsets, LONG),
        277: (3, SHORT),
        278: (rows or height, LONG),
        279: ([len(strip) for strip in strips], LONG),
        530: ([across, down], SHORT),
    }
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory(fields, 8 + len(data), "<")


def lab():
    """CIE Lab of D50, from linear sRGB adapted by Bradford's method (B. Lindbloom, "RGB/XYZ Matrices")."""
    share = scene.scene(*SMALL) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    matrix = [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
    relative = light @ np.array(matrix).T / [0.96422, 1, 0.82521]
    roots = np.where(relative > 216 / 24389, np.cbrt(relative), relative * 841 / 108 + 4 / 29)
    x, y, z = roots[..., 0], roots[..., 1], roots[..., 2]
    value = np.dstack([116 * y - 16, 500 * (x - y), 200 * (y - z)])
    deep = np.rint(value * [655.35, 256, 256]).astype(np.int64)
    write("tiff/lab-16.tif", tiff(deep & 65535, 16, 8))
    eight = np.rint(value * [2.55, 1, 1]).astype(np.int64)
    write("tiff/lab-8.tif", tiff(eight & 255, 8, 8))
    write("tiff/icc-lab-8.tif", tiff(eight + [0, 128, 128], 8, 9))
    write("tiff/lab-8-alpha.tif", tiff(np.dstack([eight & 255, scene.alpha(*SMALL)]), 8, 8, tags={338: (2, SHORT)}))


def palette_with_alpha():
    indices = scene.indices(37, 21, 200)
    samples = np.dstack([indices, scene.alpha(37, 21)])
    tags = {320: (color_map(8), SHORT), 338: (2, SHORT)}
    write("tiff/palette-alpha.tif", tiff(samples, 8, PALETTE, compression=LZW, tags=tags))


def old_jpeg():
    """A JPEG file of the whole picture, as the old way of JPEG compression has it at its simplest."""
    jpeg = read("jpeg/orientation-1.jpg")
    fields = {
        256: (61, LONG),
        257: (43, SHORT),
        258: ([8] * 3, SHORT),
        259: (6, SHORT),
        262: (6, SHORT),
        273: (8 + 200, LONG),
        277: (3, SHORT),
        279: (len(jpeg) - 200, LONG),
        513: (8, LONG),
        514: (len(jpeg), LONG),
    }
    data = jpeg + bytes(len(jpeg) % 2)
    at = 8 + len(data)
    write("tiff/old-jpeg.tif", b"II*\0" + struct.pack("<I", at) + data + directory(fields, at, "<"))


def old_jpeg_strips(name, strips, tables=b"", more=()):
    """`tables` lie before the strips; `more` are further fields."""
    data, offsets = bytearray(tables), []
    for strip in strips:
        offsets.append(8 + len(data))
        data += strip + bytes(len(strip) % 2)
    fields = {
        256: (61, SHORT),
        257: (43, SHORT),
        258: ([8] * 3, SHORT),
        259: (6, SHORT),
        262: (6, SHORT),
        273: (offsets, LONG),
        277: (3, SHORT),
        278: (16, SHORT),
        279: ([len(strip) for strip in strips], LONG),
        530: ([2, 2], SHORT),
        **dict(more),
    }
    at = 8 + len(data)
    write(f"{name}.tif", b"II*\0" + struct.pack("<I", at) + bytes(data) + directory(fields, at, "<"))


def data_of_scan(file):
    """What is between the header of the only scan and the end marker."""
    _, rest = jpeg_files.segments(file)
    return rest[2 + struct.unpack_from(">H", rest, 2)[0] : -2]


def old_jpeg_in_strips():
    """Strips that are JPEG files, and strips that are the data of a scan, whose tables stand apart."""
    picture = scene.scene(61, 43)
    # The tables of the specification, which all strips have in common.
    options = {"quality": 60, "subsampling": "4:2:0", "optimize": False, "restart_marker_blocks": 3}
    files = [jpeg_files.jpeg(picture[top : top + 16], **options) for top in range(0, 43, 16)]
    old_jpeg_strips("tiff/old-jpeg-strips-of-files", files)
    parts, _ = jpeg_files.segments(files[0])
    quantisers = [data[1:] for marker, data in parts if marker == 0xDB]
    codes = {data[0]: data[1:] for marker, data in parts if marker == 0xC4}
    tables, places = bytearray(), []
    for table in (*quantisers, codes[0], codes[1], codes[0x10], codes[0x11]):
        places.append(8 + len(tables))
        tables += table + bytes(len(table) % 2)
    # Both chroma components use the second table of each kind.
    of_components = [[luma, chroma, chroma] for luma, chroma in zip(places[::2], places[1::2])]
    scans = [data_of_scan(file) for file in files]
    more = {512: (1, SHORT), 515: (3, SHORT), 519: (of_components[0], LONG), 520: (of_components[1], LONG)}
    old_jpeg_strips("tiff/old-jpeg-tables", scans, tables, more | {521: (of_components[2], LONG)})
    old_jpeg_strips("damaged/old-jpeg-table-missing", scans, tables, more)


def tags():
    small = scene.scene(37, 21)
    for orientation in range(2, 9):
        write(f"tiff/orientation-{orientation}.tif", tiff(small, compression=LZW, tags={274: (orientation, SHORT)}))
    write("tiff/orientation-long.tif", tiff(small, compression=LZW, tags={274: (6, LONG)}))
    xmp = {700: (metadata.xmp_credits(6), BYTES), 52545: (metadata.c2pa(), BYTES)}
    write("tiff/orientation-in-xmp.tif", tiff(small, compression=LZW, tags=xmp))
    write("tiff/credits-in-iptc.tif", tiff(small, compression=LZW, tags={33723: (metadata.iptc_credits(), BYTES)}))
    write("tiff/icc-p3.tif", tiff(small, tags={34675: (icc.display_p3(), BYTES)}))
    write("tiff/icc-swapped-16.tif", tiff(rgb(16, SMALL), 16, tags={34675: (icc.swapped(), BYTES)}))
    write("tiff/gray-icc.tif", tiff(gray(8), 8, BLACK_IS_ZERO, tags={34675: (icc.dark_gray(), BYTES)}))
    text = 2
    credits = {315: ("Zoë Example\0".encode(), text), 33432: (b"(c) Example\0", text), 700: (metadata.xmp(6), BYTES)}
    everything = credits | {274: (6, SHORT), 34675: (icc.display_p3(), BYTES)}
    write("tiff/everything.tif", tiff(small, compression=DEFLATE, tags=everything))


def by_libtiff():
    def save(name, picture, **options):
        file = io.BytesIO()
        picture.save(file, "tiff", **options)
        write(f"tiff/{name}.tif", file.getvalue())

    fax = Image.fromarray(gray(1, (61, 43)).astype(np.uint8) * 255).convert("1", dither=Image.Dither.NONE)
    save("fax-3", fax, compression="group3")
    save("fax-4", fax, compression="group4")
    save("fax-3-in-two-dimensions", fax, compression="group3", tiffinfo={292: 1})
    save("fax-3-in-two-dimensions-strips", fax, compression="group3", tiffinfo={292: 5, 278: 10})
    save("fax-huffman", fax, compression="tiff_ccitt")
    save("fax-huffman-strips", fax, compression="tiff_ccitt", tiffinfo={278: 7})
    save("fax-huffman-words", fax, compression="tiff_raw_16")
    save("fax-huffman-words-strips", fax, compression="tiff_raw_16", tiffinfo={278: 7})
    save("fax-3-bytes", fax, compression="group3", tiffinfo={292: 4})
    save("fax-4-strips", fax, compression="group4", tiffinfo={278: 10})
    picture = Image.fromarray(scene.scene(61, 43))
    save("jpeg", picture, compression="jpeg", quality=60)
    save("jpeg-gray", picture.convert("L"), compression="jpeg", quality=60)
    save("jpeg-strips", picture, compression="jpeg", quality=60, tiffinfo={278: 16})


def draw():
    depths()
    transparency()
    inks()
    arrangements()
    tags()
    pages()
    numbers()
    luma_and_chroma()
    lab()
    palette_with_alpha()
    old_jpeg()
    old_jpeg_in_strips()
    by_libtiff()
