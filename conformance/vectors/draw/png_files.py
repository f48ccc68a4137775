"""PNG: every colour type and depth, filters, transparent colours, chunks about colour, and animations (PNG
specification, third edition)."""

import struct
import zlib

import icc
import metadata
import numpy as np
import scene
from write import write

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Start and step of columns and rows of each pass (clause 8.1).
ADAM7 = [(0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2)]


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row, depth):
    """The bytes of a row of samples."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = ((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
    return np.packbits(bits.ravel()).tobytes()


def paeth(left, up, corner):
    guess = left + up - corner
    distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[distances.index(min(distances))]


def filtered(row, above, method, step):
    """A row with its filter (clause 9.2)."""
    result = bytearray([method])
    for at, byte in enumerate(row):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        up = above[at]
        guess = (0, left, up, (left + up) // 2, paeth(left, up, corner))[method]
        result.append((byte - guess) & 0xFF)
    return bytes(result)


def rows(samples, depth, method):
    """The rows of one picture or pass. `method` is a filter, or None for all in turn."""
    height, width, channels = samples.shape
    step = max(1, channels * depth // 8)
    result, above = b"", bytes((width * channels * depth + 7) // 8)
    for y in range(height):
        row = packed(samples[y].reshape(-1), depth)
        result += filtered(row, above, y % 5 if method is None else method, step)
        above = row
    return result


def image_data(samples, depth, method=0, interlaced=False):
    """What is compressed."""
    if not interlaced:
        return rows(samples, depth, method)
    passes = [samples[y::down, x::across] for x, across, y, down in ADAM7]
    return b"".join(rows(part, depth, method) for part in passes if part.size)


def header(width, height, depth, color_type, interlaced=False):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced)))


def png(samples, color_type, depth=8, method=None, interlaced=False, before=b"", after=b"", level=9, portion=None):
    """A file. `before` and `after` are chunks around the image data, of which a chunk has at most `portion` bytes."""
    samples = np.atleast_3d(samples)
    height, width, channels = samples.shape
    assert channels == CHANNELS[color_type]
    data = zlib.compress(image_data(samples, depth, method, interlaced), level)
    portion = portion or len(data)
    data = b"".join(chunk(b"IDAT", data[start : start + portion]) for start in range(0, len(data), portion))
    head = header(width, height, depth, color_type, interlaced)
    return SIGNATURE + head + before + data + after + chunk(b"IEND")


def samples_of(color_type, depth, width, height):
    """The scene as a colour type has it."""
    if color_type == 3:
        return scene.indices(width, height, min(1 << depth, 200))
    picture = scene.scene(width, height)
    if color_type in (0, 4):
        picture = scene.gray(picture)
    if color_type in (4, 6):
        picture = scene.with_alpha(picture)
    return scene.at_depth(picture, depth)


def palette_chunk(depth):
    return chunk(b"PLTE", scene.palette(min(1 << depth, 200)).tobytes())


KINDS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8)]
KINDS += [(4, 8), (4, 16), (6, 8), (6, 16)]
NAMES = {0: "gray", 2: "rgb", 3: "palette", 4: "gray-alpha", 6: "rgba"}


def kinds():
    for color_type, depth in KINDS:
        before = palette_chunk(depth) if color_type == 3 else b""
        for interlaced in (False, True):
            # Passes of an odd size, some of them narrow.
            samples = samples_of(color_type, depth, 37, 21)
            name = f"{NAMES[color_type]}-{depth}{'-interlaced' if interlaced else ''}"
            method = 0 if color_type == 3 or depth < 8 else None
            write(f"png/{name}.png", png(samples, color_type, depth, method, interlaced, before))


def filters():
    for method, name in enumerate(["none", "sub", "up", "average", "paeth"]):
        write(f"png/filter-{name}.png", png(samples_of(2, 8, 61, 43), 2, method=method))
    write("png/filter-paeth-16.png", png(samples_of(6, 16, 37, 21), 6, 16, method=4))
    # Of one-byte pixels the vectors of a decoder have other cases.
    write("png/filter-paeth-gray.png", png(samples_of(0, 8, 61, 43), 0, method=4))
    write("png/filter-average-gray-alpha.png", png(samples_of(4, 8, 61, 43), 4, method=3))


def transparency():
    def gray(depth, value):
        samples = samples_of(0, depth, 37, 21)
        return png(samples, 0, depth, 0, before=chunk(b"tRNS", struct.pack(">H", value)))

    write("png/trns-gray-1.png", gray(1, 1))
    write("png/trns-gray-2.png", gray(2, 2))
    write("png/trns-gray-4.png", gray(4, 9))
    # Bits beyond those of a sample do not count.
    write("png/trns-gray-4-beyond-its-bits.png", gray(4, 0xFF09))
    samples = samples_of(0, 4, 37, 21)
    too_long = chunk(b"tRNS", struct.pack(">H", 0x19))
    write("png/trns-gray-4-beyond-its-bits-interlaced.png", png(samples, 0, 4, 0, interlaced=True, before=too_long))
    disc_gray = int(scene.gray(np.array([[[235, 120, 40]]], np.uint8))[0, 0])
    write("png/trns-gray-8.png", gray(8, disc_gray))
    write("png/trns-gray-16.png", gray(16, int(scene.at_depth(np.array([disc_gray]), 16)[0])))
    rgb = chunk(b"tRNS", struct.pack(">HHH", 235, 120, 40))
    write("png/trns-rgb-8.png", png(samples_of(2, 8, 37, 21), 2, before=rgb))
    write("png/trns-rgb-8-interlaced.png", png(samples_of(2, 8, 37, 21), 2, interlaced=True, before=rgb))
    deep = scene.at_depth(np.array([235, 120, 40]), 16)
    deep = chunk(b"tRNS", struct.pack(">HHH", *(int(sample) for sample in deep)))
    write("png/trns-rgb-16.png", png(samples_of(2, 16, 37, 21), 2, 16, before=deep))
    for depth in (1, 2, 4, 8):
        count = min(1 << depth, 200)
        # Fewer than there are colours: the others are opaque.
        opacity = bytes(index * 83 % 256 for index in range(max(1, count * 3 // 4)))
        before = palette_chunk(depth) + chunk(b"tRNS", opacity)
        write(f"png/trns-palette-{depth}.png", png(samples_of(3, depth, 37, 21), 3, depth, 0, before=before))


def cicp(primaries, transfer, full_range=1):
    return chunk(b"cICP", bytes([primaries, transfer, 0, full_range]))


def gama(value):
    return chunk(b"gAMA", struct.pack(">I", value))


def chrm(values):
    return chunk(b"cHRM", struct.pack(">8I", *(round(value * 100000) for value in values)))


def iccp(profile):
    return chunk(b"iCCP", b"by hand\0\0" + zlib.compress(profile, 9))


def colors():
    def rgb(name, before, depth=8):
        write(f"png/{name}.png", png(samples_of(2, depth, 37, 21), 2, depth, before=before))

    def gray(name, before, color_type=0):
        write(f"png/{name}.png", png(samples_of(color_type, 8, 37, 21), color_type, before=before))

    rgb("srgb", chunk(b"sRGB", b"\0"))
    rgb("gama-of-srgb", gama(45455))
    rgb("gama-linear", gama(100000))
    rgb("gama-linear-16", gama(100000), 16)
    rgb("gama-of-0", gama(0))
    rgb("chrm-p3", gama(45455) + chrm(icc.DISPLAY_P3))
    rgb("chrm-of-srgb", gama(45455) + chrm(icc.SRGB))
    rgb("chrm-without-a-white", chrm((0.3127, 0) + icc.SRGB[2:]))
    rgb("srgb-before-gama", chunk(b"sRGB", b"\0") + gama(100000))
    rgb("cicp-p3", cicp(12, 13))
    rgb("cicp-bt2020-pq", cicp(9, 16))
    rgb("cicp-bt2020-hlg", cicp(9, 18))
    rgb("cicp-srgb-before-iccp", cicp(1, 13) + iccp(icc.swapped()))
    rgb("cicp-unspecified", cicp(2, 2) + iccp(icc.swapped()))
    rgb("icc-p3", iccp(icc.display_p3()))
    rgb("icc-p3-16", iccp(icc.display_p3()), 16)
    rgb("icc-wide", iccp(icc.adobe_rgb()))
    rgb("icc-srgb", iccp(icc.srgb()))
    rgb("icc-swapped", iccp(icc.swapped()))
    rgb("icc-table", iccp(icc.stepped()))
    rgb("icc-table-to-xyz", iccp(icc.table_to_xyz(icc.DISPLAY_P3, "P3 as a table")))
    rgb("icc-only-code-points", iccp(icc.only_code_points(12, 13, "P3 by code points")))
    rgb("icc-before-gama", iccp(icc.display_p3()) + gama(100000))
    rgb("icc-for-gray", iccp(icc.dark_gray()))
    rgb("icc-cut-off", iccp(icc.swapped()[:150]))
    rgb("icc-not-packed", chunk(b"iCCP", b"by hand\0\0" + icc.swapped()))
    gray("gray-gama-linear", gama(100000))
    gray("gray-icc", iccp(icc.dark_gray()))
    gray("gray-alpha-icc", iccp(icc.dark_gray()), 4)
    gray("gray-icc-for-rgb", iccp(icc.swapped()))
    palette = iccp(icc.swapped()) + palette_chunk(4)
    write("png/palette-icc.png", png(samples_of(3, 4, 37, 21), 3, 4, 0, before=palette))
    rgba = iccp(icc.swapped())
    write("png/rgba-icc.png", png(samples_of(6, 8, 37, 21), 6, before=rgba))


def metadata_chunks():
    samples = samples_of(2, 8, 37, 21)
    for orientation in range(2, 9):
        exif = chunk(b"eXIf", metadata.turned(orientation))
        write(f"png/orientation-{orientation}.png", png(samples, 2, before=exif))
    exif = chunk(b"eXIf", metadata.turned(6, ">"))
    write("png/orientation-6-behind.png", png(samples, 2, after=exif))
    raw = metadata.raw_profile("exif", b"Exif\0\0" + metadata.credits(6))
    write("png/raw-profile-exif.png", png(samples, 2, before=chunk(b"tEXt", b"Raw profile type exif\0" + raw)))
    packed = b"Raw profile type APP1\0\0" + zlib.compress(raw, 9)
    write("png/raw-profile-app1.png", png(samples, 2, after=chunk(b"zTXt", packed)))
    text = b"Raw profile type exif\0\1\0\0\0" + zlib.compress(raw, 9)
    write("png/raw-profile-itxt.png", png(samples, 2, before=chunk(b"iTXt", text)))
    # The chunk for EXIF counts, before or behind.
    raw = chunk(b"tEXt", b"Raw profile type exif\0" + metadata.raw_profile("exif", metadata.turned(3)))
    write("png/raw-profile-and-exif.png", png(samples, 2, before=raw + chunk(b"eXIf", metadata.turned(6))))
    app1 = metadata.raw_profile("APP1", b"http://ns.adobe.com/xap/1.0/\0" + metadata.xmp_credits(6))
    write("png/raw-profile-xmp.png", png(samples, 2, before=chunk(b"tEXt", b"Raw profile type APP1\0" + app1)))
    iptc = metadata.raw_profile("iptc", metadata.image_resources(metadata.iptc_credits()))
    write("png/raw-profile-iptc.png", png(samples, 2, before=chunk(b"tEXt", b"Raw profile type iptc\0" + iptc)))
    write("png/c2pa.png", png(samples, 2, before=chunk(b"caBX", metadata.c2pa())))
    xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + metadata.xmp(6))
    packed_xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(metadata.xmp(6), 9))
    credits = chunk(b"eXIf", metadata.credits(6))
    everything = iccp(icc.display_p3()) + xmp + credits + chunk(b"tEXt", b"Comment\0drawn by code")
    write("png/everything.png", png(samples, 2, before=everything))
    write("png/xmp-packed.png", png(samples, 2, before=packed_xmp))


def arrangements():
    samples = samples_of(2, 8, 61, 43)
    write("png/many-portions.png", png(samples, 2, portion=7))
    write("png/stored.png", png(samples_of(2, 8, 37, 21), 2, level=0))
    data = zlib.compress(image_data(samples_of(2, 8, 37, 21), 8), 9)
    empty = chunk(b"IDAT")
    head = header(37, 21, 8, 2)
    write("png/empty-portions.png", SIGNATURE + head + empty + chunk(b"IDAT", data) + empty + chunk(b"IEND"))
    fixed = zlib.compressobj(9, strategy=zlib.Z_FIXED)
    data = fixed.compress(image_data(samples_of(2, 8, 37, 21), 8)) + fixed.flush()
    write("png/fixed-codes.png", SIGNATURE + head + chunk(b"IDAT", data) + chunk(b"IEND"))
    unknown = chunk(b"prVt", b"of some program") + chunk(b"tIME", bytes([7, 230, 1, 1, 0, 0, 0]))
    write("png/other-chunks.png", png(samples_of(2, 8, 37, 21), 2, before=unknown, after=unknown))
    write("png/behind-the-end.png", png(samples_of(2, 8, 37, 21), 2) + b"something else")
    samples = samples_of(2, 8, 37, 21)
    data = chunk(b"IDAT", zlib.compress(image_data(samples, 8), 9))
    early = chunk(b"tEXt", b"Comment\0too early")
    write("png/before-the-header.png", SIGNATURE + early + header(37, 21, 8, 2) + data + chunk(b"IEND"))
    apples()
    write("png/1x1.png", png(samples_of(2, 8, 1, 1), 2))
    write("png/1x1-interlaced.png", png(samples_of(6, 8, 1, 1), 6, interlaced=True))
    write("png/1x90.png", png(samples_of(2, 8, 1, 90), 2))
    write("png/90x1.png", png(samples_of(6, 8, 90, 1), 6))
    write("png/calm.png", png(scene.calm(331, 247) // 8 * 8, 2))
    write("png/calm-rgba.png", png(scene.with_alpha(scene.calm(164, 122) // 8 * 8), 6))
    write("png/transparent.png", png(np.zeros((21, 37, 4), np.uint8), 6))
    write("png/white.png", png(np.full((21, 37, 3), 255, np.uint8), 2))
    # Pixels alternate, so that light added up as samples comes out too dark.
    checks = np.indices((64, 64)).sum(axis=0) % 2 * 255
    checks[:, 32:] = 188
    write("png/checks.png", png(checks, 0, method=0))
    # The most salient region is in a corner.
    dull = np.full((80, 160, 3), 120, np.uint8)
    dull[:, :, 1] += np.arange(160, dtype=np.uint8) // 16
    dull[50:75, 120:150] = scene.scene(30, 25)
    write("png/detail-in-a-corner.png", png(dull, 2, method=1))


def apples():
    """Files as Xcode writes them for iOS: raw Deflate data, and BGR, or premultiplied BGRA (CgBI)."""

    def write_one(name, samples, color_type):
        packer = zlib.compressobj(9, wbits=-15)
        data = packer.compress(image_data(samples, 8)) + packer.flush()
        first = chunk(b"CgBI", bytes([0x50, 0, 0x20, 6]))
        write(name, SIGNATURE + first + header(37, 21, 8, color_type) + chunk(b"IDAT", data) + chunk(b"IEND"))

    write_one("png/apple-rgb.png", samples_of(2, 8, 37, 21)[:, :, ::-1], 2)
    rgba = samples_of(6, 8, 37, 21).astype(np.uint32)
    premultiplied = (rgba[:, :, 2::-1] * rgba[:, :, 3:] + 127) // 255
    write_one("png/apple-rgba.png", np.concatenate([premultiplied, rgba[:, :, 3:]], axis=2), 6)


def frame(number, samples, left, top, delay, disposal, blend, sequence):
    """A frame of an animation: fcTL, and IDAT for the first, fdAT for others. Delay in hundredths of a second."""
    height, width = samples.shape[:2]
    control = struct.pack(">IIIIIHHBB", sequence, width, height, left, top, delay, 100, disposal, blend)
    data = zlib.compress(image_data(np.atleast_3d(samples), 8), 9)
    if number == 0:
        return chunk(b"fcTL", control) + chunk(b"IDAT", data), sequence + 1
    return chunk(b"fcTL", control) + chunk(b"fdAT", struct.pack(">I", sequence + 1) + data), sequence + 2


def apng(frames, size, color_type=6, plays=0, still=None):
    """`frames` are samples, left, top, delay, disposal and blend. `still` is a picture outside of the animation."""
    body = chunk(b"acTL", struct.pack(">II", len(frames), plays))
    number = 0
    if still is not None:
        body += chunk(b"IDAT", zlib.compress(image_data(np.atleast_3d(still), 8), 9))
        number = 1
    sequence = 0
    for settings in frames:
        data, sequence = frame(number, *settings, sequence)
        body += data
        number += 1
    return SIGNATURE + header(*size, 8, color_type) + body + chunk(b"IEND")


def animations():
    first = scene.with_alpha(scene.scene(37, 21), np.full((21, 37), 255, np.uint8))
    clear = scene.with_alpha(scene.scene(37, 21))
    for disposal, name in enumerate(["none", "background", "previous"]):
        for blend, how in enumerate(["source", "over"]):
            frames = [
                (first, 0, 0, 10, 0, 0),
                (scene.patch((250, 0, 0), 160), 4, 3, 7, disposal, blend),
                (scene.patch((0, 0, 250), 90), 19, 9, 25, disposal, blend),
                (scene.patch((0, 250, 0), 255, 5, 5), 30, 1, 5, 0, blend),
            ]
            write(f"png/animated-{name}-{how}.png", apng(frames, (37, 21)))
    moving = [(first, 0, 0, 10, 0, 0), (clear, 0, 0, 20, 1, 0)]
    write("png/animated-3-times.png", apng(moving, (37, 21), plays=3))
    write("png/animated-behind-a-still.png", apng(moving, (37, 21), still=scene.patch((9, 9, 9), 255, 37, 21)))
    write("png/animated-one-frame.png", apng(moving[:1], (37, 21)))
    rgb = scene.scene(37, 21)
    write("png/animated-rgb.png", apng([(rgb, 0, 0, 4, 0, 0), (rgb[::-1], 0, 0, 4, 0, 0)], (37, 21), 2))
    first_disposed = [(first, 0, 0, 10, 2, 0), (scene.patch((250, 0, 0), 160), 4, 3, 7, 0, 1)]
    write("png/animated-previous-at-first.png", apng(first_disposed, (37, 21)))


def draw():
    kinds()
    filters()
    transparency()
    colors()
    metadata_chunks()
    arrangements()
    animations()
