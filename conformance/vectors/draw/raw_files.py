"""PNM, QOI and TGA (the Netpbm manual pages, the QOI specification, and Truevision's TGA specification 2.0)."""

import struct

import numpy as np
import scene
from write import write

SIZE = (37, 21)


def plain(samples):
    """Numbers as text, in lines that are not too long."""
    words = [str(sample) for sample in samples.ravel().tolist()]
    return "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12)).encode() + b"\n"


def raw(samples, most):
    return samples.astype(">u2" if most > 255 else np.uint8).tobytes()


def scaled(samples, most):
    return (samples.astype(np.uint32) * most + 127) // 255


def pnm_header(kind, most=None, comment=""):
    words = f"P{kind}\n{comment}{SIZE[0]} {SIZE[1]}\n"
    return (words if most is None else f"{words}{most}\n").encode()


def pam(samples, most, words):
    channels = samples.shape[2]
    head = f"P7\nWIDTH {SIZE[0]}\nHEIGHT {SIZE[1]}\nDEPTH {channels}\nMAXVAL {most}\nTUPLTYPE {words}\nENDHDR\n"
    return head.encode() + raw(samples, most)


def pnm():
    small = scene.scene(*SIZE)
    gray = scene.gray(small)
    # A 1 is black.
    ink = (gray < 128).astype(np.uint8)
    write("pnm/p1.pbm", pnm_header(1) + plain(ink))
    write("pnm/p1-without-spaces.pbm", pnm_header(1) + b"\n".join(bytes(row + 48) for row in ink) + b"\n")
    write("pnm/p2.pgm", pnm_header(2, 255) + plain(gray))
    write("pnm/p3.ppm", pnm_header(3, 255) + plain(small))
    words = plain(small).replace(b"\n", b" # twelve\n")
    write("pnm/p3-comments.ppm", pnm_header(3, 255) + words)
    write("pnm/p4.pbm", pnm_header(4) + np.packbits(ink, axis=1).tobytes())
    write("pnm/p5.pgm", pnm_header(5, 255) + raw(gray, 255))
    write("pnm/p6.ppm", pnm_header(6, 255) + raw(small, 255))
    write("pnm/comments.ppm", pnm_header(6, 255, "# drawn by code\n# 12 34\n") + raw(small, 255))
    for most in (15, 200, 1023, 65535):
        write(f"pnm/p5-up-to-{most}.pgm", pnm_header(5, most) + raw(scaled(gray, most), most))
        write(f"pnm/p6-up-to-{most}.ppm", pnm_header(6, most) + raw(scaled(small, most), most))
    write("pnm/p2-up-to-1023.pgm", pnm_header(2, 1023) + plain(scaled(gray, 1023)))
    rgba = scene.with_alpha(small)
    gray_alpha = scene.with_alpha(gray)
    write("pnm/pam-black-and-white.pam", pam(1 - np.atleast_3d(ink), 1, "BLACKANDWHITE"))
    write("pnm/pam-gray.pam", pam(np.atleast_3d(gray), 255, "GRAYSCALE"))
    write("pnm/pam-gray-alpha.pam", pam(gray_alpha, 255, "GRAYSCALE_ALPHA"))
    write("pnm/pam-rgb.pam", pam(small, 255, "RGB"))
    write("pnm/pam-rgba.pam", pam(rgba, 255, "RGB_ALPHA"))
    write("pnm/pam-rgb-16.pam", pam(scaled(small, 65535), 65535, "RGB"))
    write("pnm/pam-rgba-16.pam", pam(scaled(rgba, 65535), 65535, "RGB_ALPHA"))
    write("pnm/pam-gray-alpha-16.pam", pam(scaled(gray_alpha, 65535), 65535, "GRAYSCALE_ALPHA"))


def qoi_picture(samples):
    """With each way to write a pixel where it is the shortest."""
    channels = samples.shape[2]
    seen = [(0, 0, 0, 0)] * 64
    last, run, data = (0, 0, 0, 255), 0, bytearray()
    for pixel in samples.reshape(-1, channels).tolist():
        pixel = (*pixel, 255)[:4]
        if pixel == last and run < 62:
            run += 1
            continue
        if run:
            data.append(0xC0 | run - 1)
            run = 0
        if pixel == last:
            run = 1
            continue
        place = (pixel[0] * 3 + pixel[1] * 5 + pixel[2] * 7 + pixel[3] * 11) % 64
        red, green, blue = ((pixel[at] - last[at] + 128) % 256 - 128 for at in range(3))
        if seen[place] == pixel:
            data.append(place)
        elif pixel[3] != last[3]:
            data += bytes([0xFF, *pixel])
        elif all(-2 <= step <= 1 for step in (red, green, blue)):
            data.append(0x40 | red + 2 << 4 | green + 2 << 2 | blue + 2)
        elif -32 <= green <= 31 and -8 <= red - green <= 7 and -8 <= blue - green <= 7:
            data += bytes([0x80 | green + 32, red - green + 8 << 4 | blue - green + 8])
        else:
            data += bytes([0xFE, *pixel[:3]])
        seen[place] = pixel
        last = pixel
    if run:
        data.append(0xC0 | run - 1)
    return bytes(data)


def qoi_file(samples, space=0):
    height, width, channels = samples.shape
    return struct.pack(">4sIIBB", b"qoif", width, height, channels, space) + qoi_picture(samples) + bytes(7) + b"\1"


def qoi():
    small = scene.scene(*SIZE)
    write("qoi/rgb.qoi", qoi_file(small))
    write("qoi/rgba.qoi", qoi_file(scene.with_alpha(small)))
    # The byte says that all samples are linear; it is for information only.
    write("qoi/rgb-linear.qoi", qoi_file(small, 1))
    write("qoi/without-an-end.qoi", qoi_file(small)[:-8])
    write("qoi/larger.qoi", qoi_file(scene.calm(128, 96) // 16 * 16))
    write("qoi/long-runs.qoi", qoi_file(np.full((21, 37, 4), 77, np.uint8)))


def tga_pixels(picture, bits):
    """Pixels of 8 to 32 bits, blue first."""
    if bits == 8:
        return picture.astype(np.uint8).reshape(-1, 1)
    if bits == 16 and picture.shape[-1] == 2:
        return picture.astype(np.uint8).reshape(-1, 2)
    samples = picture.astype(np.uint32)
    if bits in (15, 16):
        red, green, blue = ((samples[..., channel] * 31 + 127) // 255 for channel in range(3))
        return (red << 10 | green << 5 | blue).astype("<u2").view(np.uint8).reshape(-1, 2)
    order = (2, 1, 0, 3)[: bits // 8]
    return picture[..., order].astype(np.uint8).reshape(-1, bits // 8)


def run_lengths(pixels, width):
    """Packets do not go over the end of a row."""
    result = bytearray()
    for start in range(0, len(pixels), width):
        row = [bytes(pixel) for pixel in pixels[start : start + width]]
        at = 0
        while at < len(row):
            run = 1
            while at + run < len(row) and row[at + run] == row[at] and run < 128:
                run += 1
            if run > 1:
                result += bytes([0x80 | run - 1]) + row[at]
                at += run
                continue
            end = at + 1
            while end < min(len(row), at + 128) and row[end] != row[end - 1]:
                end += 1
            result += bytes([end - at - 1]) + b"".join(row[at:end])
            at = end
    return bytes(result)


def tga_file(
    picture, kind, bits, packed=False, from_above=True, attributes=0, colors=None, map_bits=24, note=b"", footer=False
):
    """`kind`: 1 palette, 2 colour, 3 gray."""
    height, width = picture.shape[:2]
    rows = picture if from_above else picture[::-1]
    pixels = tga_pixels(rows, bits)
    data = run_lengths(pixels, width) if packed else pixels.tobytes()
    color_map = b"" if colors is None else tga_pixels(colors, map_bits).tobytes()
    count = 0 if colors is None else len(colors)
    head = struct.pack("<BBBHHB", len(note), colors is not None, kind | 8 * packed, 0, count, map_bits if count else 0)
    head += struct.pack("<HHHHBB", 0, 0, width, height, bits, 0x20 * from_above | attributes)
    end = bytes(8) + b"TRUEVISION-XFILE.\0" if footer else b""
    return head + note + color_map + data + end


def tga():
    small = scene.scene(*SIZE)
    gray = scene.gray(small)
    rgba = scene.with_alpha(small)
    indices, colors = scene.indices(*SIZE, 16), scene.palette(16)
    for packed in (False, True):
        end = "-rle" if packed else ""
        write(f"tga/gray{end}.tga", tga_file(gray, 3, 8, packed))
        write(f"tga/gray-alpha{end}.tga", tga_file(scene.with_alpha(gray), 3, 16, packed, attributes=8))
        write(f"tga/rgb-15{end}.tga", tga_file(small, 2, 15, packed))
        write(f"tga/rgb-16{end}.tga", tga_file(small, 2, 16, packed))
        write(f"tga/rgb{end}.tga", tga_file(small, 2, 24, packed))
        write(f"tga/rgba{end}.tga", tga_file(rgba, 2, 32, packed, attributes=8))
        write(f"tga/palette{end}.tga", tga_file(indices, 1, 8, packed, colors=colors))
    write("tga/palette-16.tga", tga_file(indices, 1, 8, colors=colors, map_bits=16))
    opacity = np.arange(16, dtype=np.uint8)[:, None] * 17
    colors_alpha = np.concatenate([colors, opacity], axis=1)
    write("tga/palette-32.tga", tga_file(indices, 1, 8, colors=colors_alpha, map_bits=32, attributes=8))
    write("tga/from-below.tga", tga_file(small, 2, 24, from_above=False))
    write("tga/from-below-rle.tga", tga_file(rgba, 2, 32, True, from_above=False, attributes=8))
    mirrored = bytearray(tga_file(small[:, ::-1], 2, 24))
    mirrored[17] |= 0x10
    write("tga/mirrored.tga", mirrored)
    over_rows = run_lengths(tga_pixels(small, 24), SIZE[0] * SIZE[1])
    write("tga/packets-over-rows.tga", tga_file(small, 2, 24, True)[:18] + over_rows)
    write("tga/with-a-note.tga", tga_file(small, 2, 24, note=b"drawn by code"))
    write("tga/version-2.tga", tga_file(small, 2, 24, footer=True))


def draw():
    pnm()
    qoi()
    tga()
