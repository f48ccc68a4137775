"""Photoshop documents, PSD and PSB (Adobe Photoshop File Formats Specification, November 2019): header, palette, image
resources, layers, and the flattened composite. There are no pictures of layers."""

import struct

import icc
import metadata
import numpy as np
import scene
from write import read, write

SIZE = (37, 21)

BITMAP, GRAY, INDEXED, RGB, CMYK, MULTICHANNEL, DUOTONE, LAB = 0, 1, 2, 3, 4, 7, 8, 9
RAW, RLE, ZIP = 0, 1, 2
ICC_PROFILE, TRANSPARENT_INDEX, VERSION_INFO, EXIF, XMP = 1039, 1047, 1057, 1058, 1060


def block(data, size=2):
    return data + bytes(-len(data) % size)


def resource(number, data, signature=b"8BIM", name=b""):
    named = block(bytes([len(name)]) + name)
    return signature + struct.pack(">H", number) + named + struct.pack(">I", len(data)) + block(data)


def version_info(has_composite):
    return resource(VERSION_INFO, struct.pack(">IB", 1, has_composite) + bytes(8) + struct.pack(">I", 1))


def pack_bits(row):
    """A row in runs and in bytes that are not repeated, with a byte that says nothing before both."""
    result, at = bytearray([128]), 0
    while at < len(row):
        run = 1
        while at + run < len(row) and row[at + run] == row[at] and run < 128:
            run += 1
        if run > 1:
            result += bytes([257 - run, row[at]])
            at += run
            continue
        end = at + 1
        while end < min(len(row), at + 128) and row[end] != row[end - 1]:
            end += 1
        result += bytes([end - at - 1]) + row[at:end]
        at = end
    return bytes(result)


def composite(rows, compression, large):
    """`rows` are those of all channels."""
    if compression != RLE:
        return struct.pack(">H", compression) + b"".join(rows)
    packed = [pack_bits(row) for row in rows]
    lengths = struct.pack(f">{len(packed)}{'I' if large else 'H'}", *map(len, packed))
    return struct.pack(">H", compression) + lengths + b"".join(packed)


# Of no pixels and no channels.
LAYER = bytes(18) + b"8BIMnorm\xff\0\0\0" + struct.pack(">I", 12) + bytes(12)


def layers(count, large=False, deep=False, block_keys=()):
    """The section of layers, which are empty. Of 16 bits it is in a block of its own."""
    word = ">Q" if large else ">I"
    number = b"" if count is None else struct.pack(">h", count) + LAYER * abs(count)
    if not number and not block_keys:
        return struct.pack(word, 0)
    info = b"" if deep else block(number)
    data = struct.pack(word, len(info)) + info
    if deep:
        data += struct.pack(">I", 0)
        blocks = [(b"Zzzz", bytes(5)), (b"Lr16", number)] + [(key, b"") for key in block_keys]
        for key, content in blocks:
            is_long = large and key != b"Zzzz"
            data += (b"8B64" if is_long else b"8BIM") + key + struct.pack(">Q" if is_long else ">I", len(content)) + block(content, 4)
    return struct.pack(word, len(data)) + data


def psd(mode, channels, depth=8, compression=RLE, large=False, palette=b"", resources=b"", layer_section=None):
    """`channels` are planes of the same size."""
    height, width = channels[0].shape
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1 + large, len(channels), height, width, depth, mode)
    kind = {8: np.uint8, 16: ">u2", 32: ">f4"}.get(depth)
    rows = [np.packbits(row).tobytes() if depth == 1 else row.astype(kind).tobytes() for plane in channels for row in plane]
    section = layers(None, large) if layer_section is None else layer_section
    parts = (struct.pack(">I", len(palette)), palette, struct.pack(">I", len(resources)), resources, section)
    return header + b"".join(parts) + composite(rows, compression, large)


def planes(picture):
    return [picture[..., channel] for channel in range(picture.shape[2])]


def on_white(picture, opacity, most=255):
    """Colours as they are stored beside their alpha: blended with white."""
    shares = opacity.astype(np.uint64)[..., None]
    blended = (picture.astype(np.uint64) * shares + most * (most - shares) + most // 2) // most
    return [*planes(blended), opacity]


def draw():
    small = scene.scene(*SIZE)
    gray = scene.gray(small)
    opacity = scene.alpha(*SIZE)
    deep, deep_opacity = scene.at_depth(small, 16), scene.at_depth(opacity, 16)

    write("psd/rgb.psd", psd(RGB, planes(small), compression=RAW))
    write("psd/rgb-rle.psd", psd(RGB, planes(small), layer_section=layers(2), resources=version_info(True)))
    write("psd/rgb-large.psb", psd(RGB, planes(small), large=True))
    write("psd/rgb-16.psd", psd(RGB, planes(deep), 16, RAW))
    write("psd/rgb-16-rle.psd", psd(RGB, planes(deep), 16))
    write("psd/gray.psd", psd(GRAY, [gray], compression=RAW))
    write("psd/gray-rle.psd", psd(GRAY, [gray]))
    # What else is in the channels' section of a duotone is the inks, which no reader needs.
    write("psd/duotone.psd", psd(DUOTONE, [gray], palette=bytes(80)))
    write("psd/gray-16.psd", psd(GRAY, [scene.at_depth(gray, 16)], 16))
    write("psd/bitmap.psd", psd(BITMAP, [gray < 128], 1, RAW))
    write("psd/bitmap-rle.psd", psd(BITMAP, [gray < 128], 1))
    write("psd/cmyk.psd", psd(CMYK, planes(255 - scene.inks(small)), compression=RAW))
    write("psd/cmyk-16.psd", psd(CMYK, planes(scene.at_depth(255 - scene.inks(small), 16)), 16))
    indices, colors = scene.indices(*SIZE, 16), np.zeros((256, 3), np.uint8)
    colors[:16] = scene.palette(16)
    palette = colors.T.tobytes()
    write("psd/indexed.psd", psd(INDEXED, [indices], palette=palette))
    index = resource(TRANSPARENT_INDEX, struct.pack(">H", 3))
    write("psd/indexed-transparent.psd", psd(INDEXED, [indices], palette=palette, resources=index))

    write("psd/rgba.psd", psd(RGB, on_white(small, opacity), layer_section=layers(-1)))
    write("psd/gray-alpha.psd", psd(GRAY, on_white(gray[..., None], opacity), layer_section=layers(-1)))
    deep_planes = on_white(deep, deep_opacity, 65535)
    write("psd/rgba-16.psd", psd(RGB, deep_planes, 16, layer_section=layers(-2, deep=True)))
    write("psd/rgba-16.psb", psd(RGB, deep_planes, 16, large=True, layer_section=layers(-2, True, True)))
    merged = layers(2, deep=True, block_keys=[b"Mt16"])
    write("psd/rgba-16-merged-transparency.psd", psd(RGB, deep_planes, 16, layer_section=merged))
    # Without that the fourth channel is a selection.
    write("psd/rgb-with-a-selection.psd", psd(RGB, [*planes(small), opacity]))
    write("psd/rgb-with-layers-and-a-selection.psd", psd(RGB, [*planes(small), opacity], layer_section=layers(2)))

    turned = resource(EXIF, metadata.turned(6, ">"), name=b"odd")
    write("psd/orientation-6.psd", psd(RGB, planes(small), resources=resource(1000, b"x", b"MeSa") + turned))
    in_xmp = resource(XMP, metadata.packet("<tiff:Orientation>6</tiff:Orientation>"))
    write("psd/orientation-in-xmp.psd", psd(RGB, planes(small), resources=in_xmp))
    write("psd/icc-swapped.psd", psd(RGB, planes(small), resources=resource(ICC_PROFILE, icc.swapped())))
    write("psd/without-layers-or-composite-said.psd", psd(RGB, planes(small), resources=version_info(False)))

    refused(small)
    damaged()


def refused(small):
    few = small[:7, :11]
    write("refused/psd-without-a-composite.psd", psd(RGB, planes(few), layer_section=layers(2), resources=version_info(False)))
    write("refused/psd-zip.psd", psd(RGB, planes(few), compression=ZIP))
    write("refused/psd-32-bits.psd", psd(RGB, planes(few / 255), 32, RAW))
    write("refused/psd-lab.psd", psd(LAB, planes(few)))
    write("refused/psd-multichannel.psd", psd(MULTICHANNEL, planes(few)))
    write("refused/psd-version-3.psd", b"8BPS\0\3" + psd(RGB, planes(few))[6:])


def damaged():
    for name in ("rgb.psd", "rgb-rle.psd"):
        file = read(f"psd/{name}")
        write(f"damaged/cut-{name}", file[: len(file) * 9 // 10])
    file = bytearray(read("psd/gray-rle.psd"))
    # The fifth row has the run lengths of fewer samples.
    start = 26 + 4 + 4 + 4 + 2
    lengths = struct.unpack_from(">21H", file, start)
    at = start + 42 + sum(lengths[:5])
    file[at : at + lengths[5]] = bytes([128]) * lengths[5]
    write("damaged/a-row-too-short.psd", file)
    broken = psd(RGB, planes(scene.scene(11, 7)), resources=resource(EXIF, b"data", b"8BIN"))
    write("damaged/resource-without-a-signature.psd", broken)
    short = psd(INDEXED, [scene.indices(11, 7, 16)], palette=bytes(100))
    write("damaged/palette-too-short.psd", short)
    write("damaged/channels-too-few.psd", psd(RGB, planes(scene.scene(11, 7))[:2]))
