"""Full decode of a file's first frame, oriented, with what the file says about its colours. Pillow does the work.

PNG files of other depths than 8 bits are decoded by pypng: Pillow keeps only the high byte of 16-bit RGB, and compares
the transparent colour of a low-depth gray picture with scaled samples.
"""

import struct
import warnings
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import png
from PIL import Image

from picture import Picture

ORIENTATION = 0x0112
# What the value of the EXIF tag asks for, as Pillow's operations.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

# The check compares with files that are known and not very large; the limit is Pillow's own guard against others.
warnings.simplefilter("ignore", Image.DecompressionBombWarning)
# A hint about a strange header is not for this report; what cannot be decoded raises.
warnings.simplefilter("ignore", UserWarning)


@dataclass
class Decoded:
    """A picture with what its file says about its colours."""

    picture: Picture
    profile: bytes | None = None
    chunks: dict = field(default_factory=dict)


def decode(path):
    """Decodes a file, or raises what Pillow raises."""
    path = Path(path)
    # A TGA file has no signature, and Pillow takes some for cursors: only here a name decides.
    formats = ["TGA"] if path.suffix.lower() == ".tga" else None
    with Image.open(path, formats=formats) as image:
        image.load()
        profile = image.info.get("icc_profile")
        turn = TURNS.get(orientation(image))
        data = path.read_bytes()
        chunks = colour_chunks(data) if image.format == "PNG" else {}
        if image.format == "PNG" and needs_exact_png(image, chunks):
            picture = from_png(data)
            return Decoded(turned(picture, turn), profile, chunks)
        if turn is not None:
            image = image.transpose(turn)
        return Decoded(from_pillow(image), profile, chunks)


def orientation(image):
    """The EXIF orientation. XMP is not asked, and Pillow has turned a TIFF picture already."""
    if image.format == "TIFF" or not image.info.get("exif"):
        return 1
    exif = Image.Exif()
    try:
        exif.load(image.info["exif"])
        return exif.get(ORIENTATION, 1)
    except Exception:  # Whatever is broken in metadata, the picture is still good.
        return 1


def turned(picture, turn):
    """The same turns for arrays."""
    if turn is None:
        return picture

    def of(array):
        if turn in (Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_90):
            array = array.swapaxes(0, 1)
        if turn == Image.Transpose.TRANSVERSE:
            array = array.swapaxes(0, 1)[::-1, ::-1]
        if turn in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270):
            array = array[:, ::-1]
        if turn in (Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90):
            array = array[::-1]
        return array

    return Picture(of(picture.colour), None if picture.alpha is None else of(picture.alpha))


def from_pillow(image):
    """Pillow's image as a picture."""
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode in ("La", "RGBa"):
        image = image.convert({"La": "LA", "RGBa": "RGBA"}[image.mode])
    if image.mode in ("1", "HSV", "YCbCr", "LAB", "RGBX"):
        image = image.convert("L" if image.mode == "1" else "RGB")

    samples = np.asarray(image)
    if image.mode in ("L", "RGB", "CMYK"):
        return Picture(samples.reshape(image.height, image.width, -1))
    if image.mode in ("LA", "RGBA"):
        return Picture(samples[..., :-1], samples[..., -1])
    if image.mode.startswith("I;16"):
        return Picture(samples.astype(np.uint16)[..., None])
    if image.mode == "I":
        # Pillow's mode for a gray map of more than 8 bits, which it scales to 16.
        return Picture(np.clip(samples, 0, 65535).astype(np.uint16)[..., None])
    if image.mode == "F":
        # Floating-point samples have no other full scale than 1 (TIFF 6.0 leaves it open; so do its readers).
        return Picture(np.clip(samples.astype(np.float64), 0.0, 1.0)[..., None])
    raise ValueError(f"no rule for pictures of mode {image.mode}")


def needs_exact_png(image, chunks):
    depth = chunks["IHDR"][8]
    return depth == 16 or (depth < 8 and image.mode != "P" and "transparency" in image.info)


def from_png(data):
    """pypng's gray or RGB with or without alpha. Of its pictures the plain one: the direct one is shifted by sBIT."""
    width, height, rows, info = png.Reader(bytes=data).read()
    samples = np.vstack([np.asarray(row, dtype=np.uint16) for row in rows]).reshape(height, width, info["planes"])
    alpha = None
    if info["alpha"]:
        samples, alpha = samples[..., :-1], samples[..., -1]
    full = 65535 if info["bitdepth"] == 16 else 255
    if "transparent" in info:
        alpha = np.where((samples == info["transparent"]).all(axis=2), 0, full)
    scale = full // ((1 << info["bitdepth"]) - 1)
    kind = np.uint16 if full == 65535 else np.uint8
    return Picture((samples * scale).astype(kind), None if alpha is None else alpha.astype(kind))


def colour_chunks(data):
    """The chunks of a PNG file that say what its samples mean, and the header."""
    if not data.startswith(PNG_SIGNATURE):
        return {}
    chunks = {}
    at = len(PNG_SIGNATURE)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        name = kind.decode("latin-1")
        if name == "IDAT":
            break
        is_whole = data[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + body))
        if name in ("IHDR", "gAMA", "cHRM", "sRGB", "cICP", "iCCP") and is_whole:
            chunks.setdefault(name, body)
        at += 12 + length
    return chunks
