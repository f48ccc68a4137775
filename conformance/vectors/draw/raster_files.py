"""Rasters (docs/raster.md): raw pixels, and luma and chroma in one or two sizes."""

import struct

import icc
import metadata
import numpy as np
import scene
from write import read, write

SIZE = (37, 21)

GRAY, RGB, YCBCR = 1, 2, 3
ICC_PROFILE, CICP, EXIF, XMP, WARNING = 1, 2, 3, 4, 5
WHOLE, MEAN = 0, 2
# Shares of red and blue in luma, of code points of H.273.
SHARES = {1: (0.2126, 0.0722), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
# Subsampling across and down, matrix, full range, siting across and down.
JFIF = (2, 2, 6, 1, 1, 1)


def raster(model, planes, size=SIZE, alpha=False, depth=8, orientation=1, chroma=(0,) * 6, window=None, blocks=(), version=1):
    """`planes` are those of the whole image."""
    return renditions(model, [(WHOLE, 0, planes)], (), size, alpha, depth, orientation, chroma, window, blocks, version)


def renditions(model, sizes, outputs, size=SIZE, alpha=False, depth=8, orientation=1, chroma=(0,) * 6, window=None, blocks=(), version=1):
    """`sizes` are triples of how it was made smaller, in two numbers, and planes."""
    head = b"\x89RASTER\n" + struct.pack("<H6B", version, model, alpha, depth, orientation, len(sizes), len(outputs))
    head += struct.pack("<6I", *size, *(window or (0, 0, *size))) + bytes(chroma) + struct.pack("<H", len(blocks))
    head += b"".join(bytes(pair[:2]) for pair in sizes) + bytes(outputs)
    head += b"".join(struct.pack("<BI", kind, len(data)) + data for kind, data in blocks)
    kind = np.uint8 if depth == 8 else "<u2"
    return head + b"".join(plane.astype(kind).tobytes() for *_, planes in sizes for plane in planes)


def ycbcr(picture, chroma, depth=8):
    """Luma and chroma (H.273, section 8.3); chroma is the mean of its pixels where it lies between them, else that of the pixel
    it lies on."""
    across, down, matrix, full, between_columns, between_rows = chroma
    red_share, blue_share = SHARES[matrix]
    red, green, blue = (picture[..., channel] / 255 for channel in range(3))
    luma = red_share * red + (1 - red_share - blue_share) * green + blue_share * blue
    most, unit = (1 << depth) - 1, 1 << (depth - 8)
    black, luma_range, chroma_range = (0, most, most) if full else (16 * unit, 219 * unit, 224 * unit)
    colors = [(blue - luma) / (2 - 2 * blue_share), (red - luma) / (2 - 2 * red_share)]
    for axis, pixels, is_between in ((1, across, between_columns), (0, down, between_rows)):
        if pixels == 2:
            colors = [halved(color, axis, is_between) for color in colors]
    planes = [black + luma * luma_range, *(128 * unit + color * chroma_range for color in colors)]
    return [np.clip(np.round(plane), 0, most) for plane in planes]


def halved(plane, axis, is_between):
    if plane.shape[axis] % 2:
        plane = np.concatenate([plane, np.take(plane, [-1], axis)], axis)
    even, odd = (np.take(plane, range(start, plane.shape[axis], 2), axis) for start in (0, 1))
    return (even + odd) / 2 if is_between else even


def eighth(plane):
    """Means of 8 x 8; of fewer at the borders."""
    height, width = plane.shape
    rows = [plane[y : y + 8] for y in range(0, height, 8)]
    return np.round(np.array([[row[:, x : x + 8].mean() for x in range(0, width, 8)] for row in rows]))


def draw():
    small = scene.scene(*SIZE)
    gray = scene.gray(small)
    opacity = scene.alpha(*SIZE)
    write("raster/gray.raster", raster(GRAY, [gray]))
    write("raster/gray-alpha.raster", raster(GRAY, [np.dstack([gray, opacity])], alpha=True))
    write("raster/rgb.raster", raster(RGB, [small]))
    write("raster/rgba.raster", raster(RGB, [np.dstack([small, opacity])], alpha=True))
    write("raster/rgb-10.raster", raster(RGB, [scene.at_depth(small, 10)], depth=10))
    deep = np.dstack([scene.at_depth(small, 16), scene.at_depth(opacity, 16)])
    write("raster/rgba-16.raster", raster(RGB, [deep], alpha=True, depth=16))
    write("raster/orientation-6.raster", raster(RGB, [small], orientation=6, blocks=[(EXIF, metadata.turned(3, ">"))]))
    write("raster/window.raster", raster(RGB, [small], window=(5, 3, 30, 17)))
    write("raster/icc-swapped.raster", raster(RGB, [small], blocks=[(ICC_PROFILE, icc.swapped())]))
    # Display P3 with the curve of sRGB, in which JPEG is stored.
    write("raster/cicp-p3.raster", raster(RGB, [small], blocks=[(CICP, bytes([12, 13, 0, 1])), (77, b"of a later writer")]))
    write("raster/warning.raster", raster(RGB, [small], blocks=[(WARNING, "its last block is missing".encode())]))
    kinds = {
        "420": JFIF,
        "422": (2, 1, 6, 1, 1, 1),
        "444": (1, 1, 6, 1, 0, 0),
        "420-left": (2, 2, 6, 1, 0, 1),
        "420-bt709-limited": (2, 2, 1, 0, 0, 1),
    }
    for name, chroma in kinds.items():
        write(f"raster/ycbcr-{name}.raster", raster(YCBCR, ycbcr(small, chroma), chroma=chroma))
    of_bt2020 = (2, 2, 9, 0, 0, 0)
    write("raster/ycbcr-420-bt2020-10.raster", raster(YCBCR, ycbcr(small, of_bt2020, 10), depth=10, chroma=of_bt2020))
    with_alpha = [*ycbcr(small, JFIF), opacity]
    write("raster/ycbcr-420-alpha.raster", raster(YCBCR, with_alpha, alpha=True, chroma=JFIF))
    two_sizes(gray)
    damaged(small)


def two_sizes(gray):
    sizes = [(WHOLE, 0, [gray]), (MEAN, 8, [eighth(gray)])]
    write("raster/two-renditions.raster", renditions(GRAY, sizes, (1, 0)))


def damaged(small):
    write("damaged/cut-rgb.raster", read("raster/rgb.raster")[:-600])
    write("damaged/cut-ycbcr-420.raster", read("raster/ycbcr-420.raster")[:-40])
    few = small[:7, :11]
    write("damaged/depth-7.raster", raster(RGB, [few], (11, 7), depth=8).replace(b"\0\x08\x01", b"\0\x07\x01", 1))
    write("damaged/version-2.raster", raster(RGB, [few], (11, 7), version=2))
    write("damaged/window-outside.raster", raster(RGB, [few], (11, 7), window=(5, 0, 7, 7)))
    write("damaged/matrix-8.raster", raster(YCBCR, [few[..., 0]] * 3, (11, 7), chroma=(1, 1, 8, 1, 0, 0)))
