"""Colour management: whatever the file's colours are, sRGB comes out.

Choices, which are those of Pillow's own defaults and of sharp:

* Perceptual intent without a flag for black point compensation. Little CMS then compensates where both profiles are of
  version 4, as the specification asks, and not otherwise.
* A profile of another colour model than the picture's is ignored. So is one that cannot be read.
* CMYK without a profile: each ink darkens by itself, R = (1 - C)(1 - K).
* 16-bit RGB and gray under a matrix profile are computed here in double precision, because Pillow hands only 8 bits to
  Little CMS, which is too few for linear light.
* PNG: cICP and sRGB are not needed for a picture that is sRGB; iCCP wins over gAMA and cHRM, and so does sRGB. gAMA
  alone means sRGB's primaries, as the PNG specification and browsers have it.
"""

import io
import struct
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

import icc_matrix
from picture import Picture, fraction

INTENT = ImageCms.Intent.PERCEPTUAL
# Little CMS's fast path for 8 bits rounds the linear values to 14 bits: half a level in the shadows.
FLAGS = ImageCms.Flags.NOOPTIMIZE
MODEL_BY_PLANES = {1: "GRAY", 3: "RGB ", 4: "CMYK"}
MODE_BY_PLANES = {1: "L", 3: "RGB", 4: "CMYK"}
# libpng's threshold: what is nearer to sRGB's exponent is not worth a correction.
GAMMA_THRESHOLD = 0.05
SRGB_EXPONENT = 2.2
SRGB_CHROMATICITIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
CHROMATICITY_THRESHOLD = 1000


def to_srgb(decoded, managed=True):
    """The picture in sRGB, gray or RGB. `managed=False` takes the numbers as if nothing were known about them."""
    picture = decoded.picture
    planes = picture.colour.shape[2]
    if managed and decoded.profile and model(decoded.profile) == MODEL_BY_PLANES[planes]:
        return through_profile(picture, decoded.profile)
    if planes == 4:
        return Picture(without_profile(picture.colour), picture.alpha)
    if managed and "iCCP" not in decoded.chunks:
        return through_chunks(picture, decoded.chunks)
    return picture


@lru_cache(maxsize=4)
def opened(profile):
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except (OSError, ImageCms.PyCMSError):
        return None


def model(profile):
    """The colour model that a profile is for, or None where it cannot be read."""
    handle = opened(profile)
    return handle and f"{handle.profile.xcolor_space:4}"


def through_profile(picture, profile):
    planes = picture.colour.shape[2]
    if picture.colour.dtype != np.uint8:
        matrix = icc_matrix.parse(profile)
        if matrix is None:
            raise ValueError("no rule for more than 8 bits under a profile with a table")
        return Picture(matrix.to_srgb(fraction(picture.colour)), picture.alpha)
    mode = MODE_BY_PLANES[planes]
    transform = ImageCms.buildTransform(
        opened(profile), ImageCms.createProfile("sRGB"), mode, "RGB", INTENT, FLAGS
    )
    flat = picture.colour[..., 0] if planes == 1 else picture.colour
    image = Image.fromarray(np.ascontiguousarray(flat), mode=mode)
    return Picture(np.asarray(ImageCms.applyTransform(image, transform)), picture.alpha)


def without_profile(colour):
    ink = 1.0 - fraction(colour)
    return ink[..., :3] * ink[..., 3:]


def through_chunks(picture, chunks):
    """Applies gAMA, and cHRM, where nothing better is there and they differ from sRGB's."""
    if "sRGB" in chunks or "cICP" in chunks or not ("gAMA" in chunks or "cHRM" in chunks):
        return picture
    exponent = SRGB_EXPONENT
    if "gAMA" in chunks:
        exponent = 100000 / struct.unpack(">I", chunks["gAMA"][:4])[0]
    chromaticities = SRGB_CHROMATICITIES
    if "cHRM" in chunks:
        chromaticities = struct.unpack(">8I", chunks["cHRM"][:32])
    is_srgb_curve = abs(exponent / SRGB_EXPONENT - 1) <= GAMMA_THRESHOLD
    are_srgb_primaries = all(
        abs(there - ours) <= CHROMATICITY_THRESHOLD
        for there, ours in zip(chromaticities, SRGB_CHROMATICITIES)
    )
    if (is_srgb_curve and are_srgb_primaries) or picture.colour.shape[2] == 1 and is_srgb_curve:
        return picture
    curve = icc_matrix.srgb_decode if is_srgb_curve else (lambda value: value**exponent)
    colour = np.repeat(fraction(picture.colour), 3 // picture.colour.shape[2], axis=2)
    pcs = icc_matrix.primaries_to_d50([value / 100000 for value in chromaticities])
    return Picture(icc_matrix.MatrixProfile([curve] * 3, pcs).to_srgb(colour), picture.alpha)
