"""WebP: Pillow's encoder, which is libwebp, writes the pictures; containers, raw alpha and animations are put together
here (RFC 9649)."""

import io
import struct

import icc
import metadata
import numpy as np
import scene
from PIL import Image
from write import write

ALPHA, EXIF, XMP, ICC, ANIMATION = 0x10, 0x08, 0x04, 0x20, 0x02


def webp(samples, **options):
    file = io.BytesIO()
    Image.fromarray(samples).save(file, "webp", **{"quality": 60, "method": 4, **options})
    return file.getvalue()


def chunk(kind, data):
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks(file):
    at, found = 12, {}
    while at < len(file):
        kind, length = struct.unpack_from("<4sI", file, at)
        found[kind] = file[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    return found


def three(number):
    return struct.pack("<I", number)[:3]


def extended(size, flags):
    width, height = size
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + three(width - 1) + three(height - 1))


def picture_chunks(file):
    """The chunks that a picture is made of."""
    return b"".join(chunk(kind, data) for kind, data in chunks(file).items() if kind in (b"ALPH", b"VP8 ", b"VP8L"))


def stills():
    calm = scene.calm(331, 247)
    write("webp/large.webp", webp(calm, quality=40))
    write("webp/large-lossless.webp", webp(calm // 16 * 16, lossless=True))
    write("webp/large-alpha.webp", webp(scene.with_alpha(calm), quality=40))
    small = scene.scene(61, 43)
    write("webp/lossy.webp", webp(small))
    write("webp/lossy-quality-1.webp", webp(small, quality=1))
    write("webp/lossy-alpha.webp", webp(scene.with_alpha(small)))
    write("webp/lossy-alpha-coarse.webp", webp(scene.with_alpha(small), alpha_quality=20))
    write("webp/lossless.webp", webp(small, lossless=True))
    write("webp/lossless-alpha.webp", webp(scene.with_alpha(small), lossless=True))
    write("webp/lossless-gray.webp", webp(np.dstack([scene.gray(small)] * 3), lossless=True))
    write("webp/lossless-near.webp", webp(small, lossless=True, quality=90, method=0))
    write("webp/lossless-slow.webp", webp(small, lossless=True, quality=100, method=6))
    # So few colours that several indices share a byte: 8, 4 and 2, and then one each.
    for count in (2, 4, 16, 200):
        write(
            f"webp/lossless-{count}-colours.webp",
            webp(scene.palette(count)[scene.indices(61, 43, count)], lossless=True),
        )
    write("webp/lossless-1-colour.webp", webp(np.full((21, 37, 3), (9, 90, 200), np.uint8), lossless=True))
    write("webp/1x1.webp", webp(scene.scene(1, 1)))
    write("webp/1x1-lossless.webp", webp(scene.scene(1, 1), lossless=True))


def raw_alpha():
    """Alpha that is not compressed, with each filter (section 2.7.1.2)."""
    small = scene.scene(37, 21)
    opacity = scene.alpha(37, 21).astype(np.int32)
    color = chunk(b"VP8 ", chunks(webp(small))[b"VP8 "])
    for method, name in enumerate(["none", "horizontal", "vertical", "gradient"]):
        stored = np.zeros_like(opacity)
        for y in range(21):
            for x in range(37):
                stored[y, x] = opacity[y, x] - guess(opacity, x, y, method)
        data = bytes([method << 2]) + (stored & 255).astype(np.uint8).tobytes()
        write(f"webp/alpha-raw-{name}.webp", riff(extended((37, 21), ALPHA), chunk(b"ALPH", data), color))


def guess(opacity, x, y, method):
    if method == 0 or (x, y) == (0, 0):
        return 0
    if y == 0:
        return opacity[y, x - 1]
    if x == 0:
        return opacity[y - 1, x]
    left, up, corner = opacity[y, x - 1], opacity[y - 1, x], opacity[y - 1, x - 1]
    return (0, left, up, min(max(left + up - corner, 0), 255))[method]


def containers():
    size = (61, 43)
    lossy = picture_chunks(webp(scene.scene(*size)))
    lossless = picture_chunks(webp(scene.with_alpha(scene.scene(*size)), lossless=True))
    for orientation in range(2, 9):
        exif = chunk(b"EXIF", metadata.turned(orientation))
        write(f"webp/orientation-{orientation}.webp", riff(extended(size, EXIF), lossy, exif))
    exif = chunk(b"EXIF", b"Exif\0\0" + metadata.turned(6))
    write("webp/orientation-6-with-a-prefix.webp", riff(extended(size, EXIF), lossy, exif))
    exif = chunk(b"EXIF", metadata.turned(6, ">", metadata.LONG))
    write("webp/orientation-long.webp", riff(extended(size, EXIF), lossy, exif))
    write("webp/orientation-in-xmp.webp", riff(extended(size, XMP), lossy, chunk(b"XMP ", metadata.xmp_credits(6))))
    write("webp/c2pa.webp", riff(extended(size, 0), lossy, chunk(b"C2PA", metadata.c2pa())))
    write("webp/icc-p3.webp", riff(extended(size, ICC), chunk(b"ICCP", icc.display_p3()), lossy))
    write("webp/icc-swapped-lossless.webp", riff(extended(size, ICC | ALPHA), chunk(b"ICCP", icc.swapped()), lossless))
    write("webp/icc-for-gray.webp", riff(extended(size, ICC), chunk(b"ICCP", icc.dark_gray()), lossy))
    parts = [
        chunk(b"ICCP", icc.display_p3()),
        lossy,
        chunk(b"EXIF", metadata.credits(6)),
        chunk(b"XMP ", metadata.xmp(6)),
    ]
    write("webp/everything.webp", riff(extended(size, ICC | EXIF | XMP), *parts))
    write("webp/other-chunks.webp", riff(extended(size, 0), chunk(b"PRVT", b"odd"), lossy, chunk(b"PRVT", b"more")))
    write("webp/alpha-not-promised.webp", riff(extended(size, 0), lossless))
    write("webp/alpha-promised.webp", riff(extended(size, ALPHA), lossy))
    write("webp/behind-the-end.webp", riff(lossy) + b"something else")


def frame(samples, left, top, delay, blends, disposes, **options):
    """`disposes`: the frame's area is cleared after it. Delay in thousandths of a second."""
    height, width = samples.shape[:2]
    flags = (0 if blends else 2) | int(disposes)
    head = three(left // 2) + three(top // 2) + three(width - 1) + three(height - 1) + three(delay) + bytes([flags])
    return chunk(b"ANMF", head + picture_chunks(webp(samples, **options)))


def animation(size, frames, plays=0, background=b"\x10\x20\x30\xff", flags=ALPHA):
    control = chunk(b"ANIM", background + struct.pack("<H", plays))
    return riff(extended(size, flags | ANIMATION), control, *frames)


def animations():
    size = (37, 21)
    picture = scene.scene(*size)
    for options, name in (({"lossless": True}, "lossless"), ({"quality": 50}, "lossy")):
        for disposes in (False, True):
            for blends in (False, True):
                frames = [
                    frame(picture, 0, 0, 100, False, False, **options),
                    frame(scene.patch((250, 0, 0), 160), 4, 2, 70, blends, disposes, **options),
                    frame(scene.patch((0, 0, 250), 90), 18, 8, 250, blends, disposes, **options),
                    frame(scene.patch((0, 250, 0), 255, 5, 5), 30, 0, 50, blends, False, **options),
                ]
                how = f"{'cleared' if disposes else 'kept'}-{'over' if blends else 'replaced'}"
                write(f"webp/animated-{name}-{how}.webp", animation(size, frames))
    mixed = [
        frame(picture, 0, 0, 40, False, False, lossless=True),
        frame(picture[::-1], 0, 0, 40, False, False, quality=50),
    ]
    write("webp/animated-mixed-3-times.webp", animation(size, mixed, plays=3, flags=0))
    small_first = [frame(picture[:10, :20], 8, 6, 40, True, False, quality=50), mixed[1]]
    write("webp/animated-small-first.webp", animation(size, small_first))
    write("webp/animated-one-frame.webp", animation(size, mixed[:1]))
    for delays, name in (((17, 17, 16) * 4, "60-per-second"), ((5,) * 12, "5-ms"), ((0, 10, 20, 12, 10), "short")):
        moving = [
            frame(picture if n == 0 else scene.patch((250, 0, 0), 255, 6, 5), 2 * n, n, delay, True, False, lossless=True)
            for n, delay in enumerate(delays)
        ]
        write(f"webp/animated-{name}.webp", animation(size, moving))
    exif = chunk(b"EXIF", metadata.turned(6))
    write("webp/animated-orientation-6.webp", animation(size, [*mixed, exif], flags=EXIF))
    control = chunk(b"ANIM", bytes(6))
    profile = chunk(b"ICCP", icc.swapped())
    write("webp/animated-icc.webp", riff(extended(size, ANIMATION | ICC), profile, control, *mixed))


def draw():
    stills()
    raw_alpha()
    containers()
    animations()
