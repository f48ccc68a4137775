"""Layered AVIF files: an item whose frames are the image again and again, better each time.

avifenc 0.11 writes none. libavif 1.4, which Pillow's wheels carry, does, for callers in C: the offsets are those of its `avif.h`.
"""

import ctypes
import pathlib

import PIL

# Of `avifImage`, on machines with pointers of 64 bits.
PLANES, ROW_BYTES = 24, 48
# Of `avifEncoder`.
MAX_THREADS, SPEED, EXTRA_LAYERS, QUALITY = 4, 8, 28, 32
# `AVIF_PIXEL_FORMAT_YUV420`, and `AVIF_PLANES_YUV`.
YUV420, PLANES_YUV = 3, 1


class Data(ctypes.Structure):
    """`avifRWData`."""

    _fields_ = [("bytes", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def library() -> ctypes.CDLL:
    folder = pathlib.Path(PIL.__file__).parents[1] / "pillow.libs"
    (path,) = folder.glob("libavif-*")
    library = ctypes.CDLL(str(path))
    library.avifVersion.restype = ctypes.c_char_p
    version = library.avifVersion()
    if not version.startswith(b"1.4."):
        raise SystemExit(f"{path} is libavif {version.decode()}; the offsets here are those of 1.4 (Pillow 13)")
    pointer, number = ctypes.c_void_p, ctypes.c_uint32
    for function, result, arguments in [
        (library.avifEncoderCreate, pointer, []),
        (library.avifImageCreate, pointer, [number, number, number, ctypes.c_int]),
        (library.avifImageAllocatePlanes, ctypes.c_int, [pointer, number]),
        (library.avifEncoderAddImage, ctypes.c_int, [pointer, pointer, ctypes.c_uint64, number]),
        (library.avifEncoderFinish, ctypes.c_int, [pointer, pointer]),
    ]:
        function.restype, function.argtypes = result, arguments
    return library


def checked(result: int) -> None:
    if result:
        raise SystemExit(f"libavif: error {result}")


def encode(planes: bytes, width: int, height: int, qualities: list[int]) -> bytes:
    """A file with a layer of each quality, of planes in 4:2:0 behind each other, whose sides are even."""
    avif = library()
    image = avif.avifImageCreate(width, height, 8, YUV420)
    checked(avif.avifImageAllocatePlanes(image, PLANES_YUV))
    pointers = (ctypes.c_void_p * 3).from_address(image + PLANES)
    strides = (ctypes.c_uint32 * 3).from_address(image + ROW_BYTES)
    for pointer, stride, side in zip(pointers, strides, [1, 2, 2]):
        for y in range(height // side):
            row, planes = planes[: width // side], planes[width // side :]
            ctypes.memmove(pointer + y * stride, row, len(row))
    encoder = avif.avifEncoderCreate()

    def put(offset: int, value: int) -> None:
        ctypes.c_int.from_address(encoder + offset).value = value

    put(MAX_THREADS, 1)
    put(SPEED, 4)
    put(EXTRA_LAYERS, len(qualities) - 1)
    for quality in qualities:
        put(QUALITY, quality)
        checked(avif.avifEncoderAddImage(encoder, image, 1, 0))
    made = Data()
    checked(avif.avifEncoderFinish(encoder, ctypes.byref(made)))
    return ctypes.string_at(made.bytes, made.length)
