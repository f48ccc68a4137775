"""JPEG: Pillow's encoder writes the pictures; what it has no option for is changed by hand (ITU-T T.81)."""

import io
import struct

import icc
import metadata
import numpy as np
import scene
from PIL import Image
from write import write

SOI, EOI, SOS, DNL = 0xD8, 0xD9, 0xDA, 0xDC
LARGE = (331, 247)
SMALL = (61, 43)


def jpeg(samples, mode=None, **options):
    file = io.BytesIO()
    options = {"quality": 50, "subsampling": "4:4:4", "optimize": True, **options}
    # Without the header that Pillow would write, so that all is in the order of this file.
    Image.fromarray(samples, mode).save(file, "jpeg", **options)
    return file.getvalue()


def segments(file):
    """What is before the first scan, as marker and data; and the rest, which begins with the first scan's header."""
    at, parts = 2, []
    while file[at + 1] != SOS:
        length = struct.unpack_from(">H", file, at + 2)[0]
        parts.append((file[at + 1], file[at + 4 : at + 2 + length]))
        at += 2 + length
    return parts, file[at:]


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def joined(parts, rest, between=b""):
    return b"\xff\xd8" + b"".join(segment(marker, data) + between for marker, data in parts) + rest


def inserted(file, *new):
    """With segments behind the first, which is JFIF's or Adobe's."""
    parts, rest = segments(file)
    return joined([*parts[:1], *new, *parts[1:]], rest)


def with_frame(file, change):
    """With another frame header: `change` gets marker and data."""
    parts, rest = segments(file)
    return joined([change(*part) if 0xC0 <= part[0] <= 0xC2 else part for part in parts], rest)


def app1(exif):
    return 0xE1, b"Exif\0\0" + exif


def app2(number, count, part):
    return 0xE2, b"ICC_PROFILE\0" + bytes([number, count]) + part


def xmp(packet):
    return 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet


def with_profile(file, profile, parts=1):
    size = -(-len(profile) // parts)
    pieces = [profile[start : start + size] for start in range(0, len(profile), size)]
    return inserted(file, *(app2(number + 1, parts, piece) for number, piece in enumerate(pieces)))


def ycck(picture, quality=60):
    """Pillow writes four components as they are and Adobe's segment without a transform, which is named here."""
    ink = scene.inks(picture)
    ycc = np.asarray(Image.fromarray(ink[..., :3], "RGB").convert("YCbCr"))
    # Pillow inverts what it writes.
    samples = np.dstack([255 - ycc, ink[..., 3]])
    parts, rest = segments(jpeg(samples, "CMYK", quality=quality))
    return joined([(marker, data[:-1] + b"\2" if marker == 0xEE else data) for marker, data in parts], rest)


def lossless(samples, predictor, restart_rows=0, together=True):
    """A lossless file (ITU-T T.81, annex H) with codes of four bits for the sizes 0 to 10."""
    height, width, count = samples.shape
    frame = struct.pack(">BHHB", 8, height, width, count) + b"".join(bytes([number + 1, 0x11, 0]) for number in range(count))
    codes = bytes([0, 0, 0, 0, 11, *[0] * 12, *range(11)])
    parts = [(0xC3, frame), (0xC4, codes), (0xDD, struct.pack(">H", restart_rows * width))]
    numbers = range(count)
    scans = b"".join(
        lossless_scan(samples, which, predictor, restart_rows)
        for which in ([list(numbers)] if together else [[number] for number in numbers])
    )
    return joined(parts, scans + b"\xff\xd9")


def lossless_scan(samples, which, predictor, restart_rows):
    height, width, _ = samples.shape
    values = samples.astype(int)
    scan = segment(SOS, bytes([len(which), *(b for number in which for b in (number + 1, 0)), predictor, 0, 0]))
    bits, restarts = "", 0
    for y in range(height):
        first = y == 0 or (restart_rows and y % restart_rows == 0)
        if first and y > 0:
            scan += stuffed(bits) + bytes([0xFF, 0xD0 + restarts % 8])
            bits, restarts = "", restarts + 1
        for x in range(width):
            for number in which:
                left = values[y, x - 1, number]
                above, corner = values[y - 1, x, number], values[y - 1, x - 1, number]
                if first:
                    expected = left if x else 128
                elif x == 0:
                    expected = above
                else:
                    expected = [
                        left,
                        above,
                        corner,
                        left + above - corner,
                        left + (above - corner >> 1),
                        above + (left - corner >> 1),
                        left + above >> 1,
                    ][predictor - 1]
                difference = int(values[y, x, number] - expected)
                size = abs(difference).bit_length()
                bits += f"{size:04b}"
                if size:
                    bits += f"{difference if difference > 0 else difference + (1 << size) - 1:0{size}b}"
    return scan + stuffed(bits)


def stuffed(bits):
    bits += "1" * (-len(bits) % 8)
    data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return data.replace(b"\xff", b"\xff\0")


def without_transform():
    picture = scene.scene(37, 21)
    write("jpeg/lossless.jpg", lossless(picture, 4))
    write("jpeg/lossless-scans-apart.jpg", lossless(picture, 7, together=False))
    write("jpeg/lossless-gray-restart.jpg", lossless(scene.gray(picture)[..., None], 5, restart_rows=8))


def large():
    picture = scene.calm(*LARGE)
    write("jpeg/large-444.jpg", jpeg(picture))
    write("jpeg/large-422.jpg", jpeg(picture, subsampling="4:2:2"))
    write("jpeg/large-420.jpg", jpeg(picture, subsampling="4:2:0"))
    write("jpeg/large-420-progressive.jpg", jpeg(picture, subsampling="4:2:0", progressive=True))
    write("jpeg/large-444-progressive.jpg", jpeg(picture, progressive=True))
    write("jpeg/large-420-restart.jpg", jpeg(picture, subsampling="4:2:0", restart_marker_blocks=5))
    write("jpeg/large-gray.jpg", jpeg(scene.gray(picture)))
    write("jpeg/large-gray-progressive.jpg", jpeg(scene.gray(picture), progressive=True))
    write("jpeg/large-rgb.jpg", jpeg(picture, keep_rgb=True))
    write("jpeg/large-cmyk.jpg", jpeg(scene.inks(picture), "CMYK"))
    write("jpeg/large-ycck.jpg", ycck(picture, 50))


def inks():
    picture = scene.scene(*SMALL)
    cmyk = jpeg(scene.inks(picture), "CMYK", quality=60)
    write("jpeg/cmyk.jpg", cmyk)
    write("jpeg/cmyk-progressive.jpg", jpeg(scene.inks(picture), "CMYK", quality=60, progressive=True))
    write("jpeg/ycck.jpg", ycck(picture))
    # Adobe's programs invert inks, and say that they wrote the file. Others invert as well, and do not.
    parts, rest = segments(cmyk)
    write("jpeg/cmyk-without-adobe.jpg", joined([part for part in parts if part[0] != 0xEE], rest))
    write("jpeg/cmyk-icc.jpg", with_profile(cmyk, icc.inks("Inks by hand")))
    write("jpeg/cmyk-icc-for-rgb.jpg", with_profile(cmyk, icc.swapped()))
    write("jpeg/ycck-icc.jpg", with_profile(ycck(picture), icc.inks("Inks by hand")))


def colors():
    color = jpeg(scene.scene(*SMALL), subsampling="4:2:0", quality=60)
    gray = jpeg(scene.gray(scene.scene(*SMALL)), quality=60)
    write("jpeg/icc-p3.jpg", with_profile(color, icc.display_p3()))
    write("jpeg/icc-srgb.jpg", with_profile(color, icc.srgb()))
    write("jpeg/icc-wide.jpg", with_profile(color, icc.adobe_rgb()))
    write("jpeg/icc-swapped-in-3-parts.jpg", with_profile(color, icc.swapped(), 3))
    profile = icc.swapped()
    reverse = inserted(color, app2(2, 2, profile[200:]), app2(1, 2, profile[:200]))
    write("jpeg/icc-parts-in-another-order.jpg", reverse)
    write("jpeg/icc-part-missing.jpg", inserted(color, app2(1, 2, profile[:200])))
    write("jpeg/icc-for-gray.jpg", with_profile(color, icc.dark_gray()))
    write("jpeg/gray-icc.jpg", with_profile(gray, icc.dark_gray()))
    # Components are told to be RGB by their numbers, or by Adobe's segment alone.
    rgb = jpeg(scene.scene(*SMALL), keep_rgb=True, quality=60)
    parts, rest = segments(rgb)
    write("jpeg/rgb-by-numbers.jpg", joined([part for part in parts if part[0] != 0xEE], rest))
    renumbered = with_frame(rgb, lambda marker, data: (marker, renumber(data)))
    at = renumbered.rindex(b"\xff\xda\0\x0c\3")
    scan = bytearray(renumbered)
    scan[at + 5 : at + 11 : 2] = b"\1\2\3"
    write("jpeg/rgb-by-adobe.jpg", scan)


def renumber(frame):
    frame = bytearray(frame)
    frame[6::3] = b"\1\2\3"
    return bytes(frame)


def orientations():
    color = jpeg(scene.scene(*SMALL), subsampling="4:2:0", quality=60)
    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        write(f"jpeg/orientation-{orientation}.jpg", inserted(color, app1(metadata.turned(orientation, order))))
    write("jpeg/orientation-9.jpg", inserted(color, app1(metadata.turned(9))))
    for kind, name in ((metadata.LONG, "long"), (metadata.BYTE, "byte")):
        write(f"jpeg/orientation-{name}.jpg", inserted(color, app1(metadata.turned(6, "<", kind))))
        write(f"jpeg/orientation-{name}-big-endian.jpg", inserted(color, app1(metadata.turned(6, ">", kind))))
    write("jpeg/orientation-in-xmp.jpg", inserted(color, xmp(metadata.xmp(6))))
    write("jpeg/orientation-6-and-3-in-xmp.jpg", inserted(color, app1(metadata.turned(6)), xmp(metadata.xmp(3))))
    large = jpeg(scene.calm(*LARGE), subsampling="4:2:0")
    write("jpeg/large-orientation-6.jpg", inserted(large, app1(metadata.turned(6))))
    gray = jpeg(scene.gray(scene.scene(*SMALL)), quality=60)
    write("jpeg/gray-orientation-7.jpg", inserted(gray, app1(metadata.turned(7))))


def arrangements():
    picture = scene.scene(*SMALL)
    color = jpeg(picture, subsampling="4:2:0", quality=60)
    credits = app1(metadata.credits(6))
    everything = inserted(color, credits, xmp(metadata.xmp(6)), (0xFE, b"drawn by code"))
    write("jpeg/everything.jpg", with_profile(everything, icc.display_p3()))
    write("jpeg/credits-big-endian.jpg", inserted(color, app1(metadata.credits(1, ">"))))
    write("jpeg/credits-in-xmp.jpg", inserted(color, xmp(metadata.xmp_credits())))
    write("jpeg/credits-in-iptc.jpg", inserted(color, (0xED, metadata.image_resources(metadata.iptc_credits()))))
    only_artist = app1(metadata.exif([(metadata.ARTIST, "Zoë of EXIF")]))
    write(
        "jpeg/credits-in-all.jpg",
        inserted(
            color, only_artist, xmp(metadata.xmp_credits()), (0xED, metadata.image_resources(metadata.iptc_credits()))
        ),
    )
    write("jpeg/c2pa.jpg", inserted(color, (0xEB, b"JP\0\1\0\0\0\1" + metadata.c2pa())))
    write("jpeg/exif-without-credits.jpg", inserted(color, app1(metadata.exif([(271, "Camera & Sons")]))))
    write("jpeg/extended.jpg", with_frame(color, lambda marker, data: (0xC1, data)))
    parts, rest = segments(color)
    write("jpeg/fill-bytes.jpg", joined(parts, b"\xff\xff" + rest, b"\xff\xff\xff"))
    write("jpeg/junk-between-segments.jpg", joined(parts, rest, b"junk"))
    # Segments whose length does not even count itself are empty ones.
    empty = b"\xff\xe5\0\0\xff\xfe\0\1\xff\xe6\0\2"
    write("jpeg/segments-without-a-length.jpg", joined(parts[:1], b"") + empty + joined(parts[1:], rest)[2:])
    behind = joined([*parts, app1(metadata.turned(6, ">"))], rest)
    write("jpeg/exif-behind-the-frame.jpg", behind)
    swapped = icc.swapped()
    write("jpeg/icc-behind-the-frame.jpg", joined([*parts, app2(1, 1, swapped)], rest))
    no_height = with_frame(color, lambda marker, data: (marker, data[:1] + b"\0\0" + data[3:]))
    write("jpeg/height-behind.jpg", no_height[:-2] + segment(DNL, struct.pack(">H", SMALL[1])) + b"\xff\xd9")
    write("jpeg/behind-the-end.jpg", color + b"something else")
    without_jfif = b"\xff\xd8" + b"".join(segment(*part) for part in parts if part[0] != 0xE0) + rest
    write("jpeg/without-jfif.jpg", without_jfif)
    adobe = (0xEE, b"Adobe" + bytes([0, 100, 0, 0, 0, 0, 0]))
    # JFIF's segment says YCbCr, and Adobe's says RGB: the former is believed, as libjpeg does.
    write("jpeg/jfif-and-adobe-0.jpg", inserted(color, adobe))
    write("jpeg/restart-each-block.jpg", jpeg(picture, subsampling="4:2:0", quality=40, restart_marker_blocks=1))
    write("jpeg/quality-1.jpg", jpeg(picture, subsampling="4:2:0", quality=1))
    write("jpeg/quality-100.jpg", jpeg(scene.scene(37, 21), quality=100))
    write("jpeg/1x1.jpg", jpeg(scene.scene(1, 1)))
    write("jpeg/200x1.jpg", jpeg(scene.scene(200, 1), subsampling="4:2:0"))
    write("jpeg/1x200.jpg", jpeg(scene.scene(1, 200), subsampling="4:2:0"))


def draw():
    large()
    without_transform()
    inks()
    colors()
    orientations()
    arrangements()
