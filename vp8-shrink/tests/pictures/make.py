"""Makes the files of this folder, and exact.tsv: the digests of what libwebp decodes them to.

    python3 make.py

needs Pillow 13.0 as wheel, whose libwebp 1.6 is called directly where Pillow does not offer an option.
"""

import ctypes
import glob
import io
import math
import os
import random

import PIL
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
LIBS = os.path.join(os.path.dirname(PIL.__file__), "..", "pillow.libs")

FIELDS = (
    "lossless quality method image_hint target_size target_psnr segments sns_strength filter_strength filter_sharpness "
    "filter_type autofilter alpha_compression alpha_filtering alpha_quality pass_ show_compressed preprocessing "
    "partitions partition_limit emulate_jpeg_size thread_level low_memory near_lossless exact use_delta_palette "
    "use_sharp_yuv qmin qmax"
).split()
INT, POINTER = ctypes.c_int, ctypes.c_void_p


class Config(ctypes.Structure):
    _fields_ = [(name, ctypes.c_float if name in ("quality", "target_psnr") else INT) for name in FIELDS]


class Picture(ctypes.Structure):
    _fields_ = [
        ("use_argb", INT), ("colorspace", INT), ("width", INT), ("height", INT),
        ("y", POINTER), ("u", POINTER), ("v", POINTER), ("y_stride", INT), ("uv_stride", INT),
        ("a", POINTER), ("a_stride", INT), ("pad1", INT * 2),
        ("argb", POINTER), ("argb_stride", INT), ("pad2", INT * 3),
        ("writer", POINTER), ("custom_ptr", POINTER), ("extra_info_type", INT), ("extra_info", POINTER),
        ("stats", POINTER), ("error_code", INT), ("progress_hook", POINTER), ("user_data", POINTER),
        ("pad3", INT * 3), ("pad4", POINTER * 2), ("pad6", INT * 8), ("memory", POINTER * 4),
    ]


class Writer(ctypes.Structure):
    _fields_ = [("mem", ctypes.POINTER(ctypes.c_ubyte)), ("size", ctypes.c_size_t), ("max_size", ctypes.c_size_t), ("pad", INT)]


def library():
    ctypes.CDLL(glob.glob(os.path.join(LIBS, "libsharpyuv*"))[0], mode=ctypes.RTLD_GLOBAL)
    names = [name for name in glob.glob(os.path.join(LIBS, "libwebp*")) if "mux" not in name and "demux" not in name]
    return ctypes.CDLL(names[0])


WEBP = library()
ABI = 0x020F


def encode(image, **options):
    config = Config()
    assert WEBP.WebPConfigInitInternal(ctypes.byref(config), 0, ctypes.c_float(75), ABI)
    for name, value in options.items():
        setattr(config, name, value)
    picture = Picture()
    assert WEBP.WebPPictureInitInternal(ctypes.byref(picture), ABI)
    picture.width, picture.height = image.size
    picture.use_argb = 0
    assert WEBP.WebPPictureImportRGB(ctypes.byref(picture), image.tobytes(), image.width * 3)
    writer = Writer()
    WEBP.WebPMemoryWriterInit(ctypes.byref(writer))
    picture.writer = ctypes.cast(WEBP.WebPMemoryWrite, POINTER)
    picture.custom_ptr = ctypes.cast(ctypes.pointer(writer), POINTER)
    assert WEBP.WebPEncode(ctypes.byref(config), ctypes.byref(picture)), picture.error_code
    return bytes(writer.mem[: writer.size])


def drawn(width, height, seed=1, noise=20):
    """Slopes, waves, edges and noise, in all colours."""
    chance = random.Random(seed)
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            wave = 60 * math.sin(x * x / 90 + y / 7)
            inside = (x // 9 + y // 13) % 3 == 0
            base = [x * 255 / max(width - 1, 1), y * 255 / max(height - 1, 1), 255 if inside else 60]
            for channel in base:
                value = channel + wave + chance.uniform(-noise, noise)
                pixels.append(max(0, min(255, round(value))))
    return Image.frombytes("RGB", (width, height), bytes(pixels))


def files():
    for size in ((1, 1), (2, 1), (1, 3), (5, 2), (15, 17), (16, 16), (17, 15), (33, 8), (7, 64), (130, 3)):
        yield "%dx%d" % size, encode(drawn(*size), quality=60)
    for quality in (0, 10, 30, 50, 75, 90, 100):
        yield "q%d" % quality, encode(drawn(61, 45), quality=quality)
    for method in range(7):
        yield "m%d" % method, encode(drawn(75, 53, method), quality=70, method=method)
    image = drawn(83, 100)
    yield "segments", encode(image, segments=4, sns_strength=100, quality=40)
    yield "one-segment", encode(image, segments=1, quality=40)
    for partitions in (1, 2, 3):
        yield "partitions%d" % (1 << partitions), encode(image, partitions=partitions, quality=55)
    for sharpness in (1, 4, 5, 7):
        yield "sharpness%d" % sharpness, encode(image, filter_sharpness=sharpness, filter_strength=90, quality=20)
    yield "no-filter", encode(image, filter_strength=0, quality=30)
    yield "strong-filter", encode(image, filter_strength=100, quality=5)
    yield "simple-filter", encode(image, filter_type=0, filter_strength=60, quality=30)
    yield "simple-strong-filter", encode(image, filter_type=0, filter_strength=100, filter_sharpness=3, quality=5)
    yield "smooth", encode(drawn(90, 70, noise=0).resize((180, 140), Image.BICUBIC), quality=80)
    yield "flat", encode(Image.new("RGB", (70, 50), (200, 30, 90)), quality=75)
    yield "noise", encode(drawn(64, 48, noise=300), quality=100)
    yield "wide", encode(drawn(300, 20, noise=5), quality=50)
    yield "emulated", encode(image, emulate_jpeg_size=1, preprocessing=3, quality=65, pass_=3)


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def main():
    lines = []
    for name, data in files():
        with open(os.path.join(HERE, name + ".webp"), "wb") as file:
            file.write(data)
        pixels = Image.open(io.BytesIO(data)).convert("RGB")
        lines.append("%s\t%d\t%d\t%016x\n" % (name, *pixels.size, fnv(pixels.tobytes())))
    with open(os.path.join(HERE, "exact.tsv"), "w") as file:
        file.writelines(lines)


main()
