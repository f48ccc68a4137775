"""Files with damage of one kind each, made of the sound ones beside them."""

import struct
import zlib

import bmp_files
import gif_files
import jpeg_files
import numpy as np
import png_files
import scene
import tiff_files
import webp_files
from write import read, write

SHORT, LONG = 3, 4
# Behind the header of a scan of JPEG: so that an undefined code, or a coefficient beyond its block, comes of it.
WRONG_BYTES = {"baseline": 152, "restarts": 60, "progressive": 60}


def cut(file, share):
    return file[: int(len(file) * share)]


def inverted(file, at, count=1):
    """With some bytes that are all wrong."""
    return file[:at] + bytes(byte ^ 0xFF for byte in file[at : at + count]) + file[at + count :]


def jpeg():
    def damaged(name, file):
        write(f"damaged/{name}.jpg", file)

    restart = read("jpeg/restart-each-block.jpg")
    baseline = read("jpeg/large-420.jpg")
    progressive = read("jpeg/large-420-progressive.jpg")
    scan = baseline.index(b"\xff\xda")
    damaged("cut-in-the-header", baseline[:100])
    damaged("cut-before-the-scan", baseline[:scan])
    damaged("cut-in-the-scan", cut(baseline, 0.6))
    damaged("cut-soon-in-the-scan", baseline[: scan + 40])
    damaged("without-an-end", baseline[:-2])
    damaged("noise-in-the-scan", baseline[: scan + 3000] + bytes(range(1, 200)) + baseline[scan + 3200 :])
    damaged("zeros-in-the-scan", baseline[: scan + 3000] + bytes(200) + baseline[scan + 3200 :])
    damaged("another-marker-in-the-scan", baseline[: scan + 3000] + b"\xff\xc8" + baseline[scan + 3002 :])
    # One of the markers is another, one is gone, and a part of the data is missing.
    third = restart.index(b"\xff\xd3")
    damaged("restart-marker-wrong", restart[:third] + b"\xff\xd6" + restart[third + 2 :])
    damaged("restart-marker-missing", restart[:third] + restart[third + 2 :])
    second, fifth = restart.index(b"\xff\xd1"), restart.index(b"\xff\xd4")
    damaged("restart-interval-missing", restart[:second] + restart[fifth:])
    damaged("restart-interval-of-noise", restart[: second + 2] + bytes(range(60, 90)) + restart[second + 10 :])
    scans = [at for at in range(len(progressive) - 1) if progressive[at : at + 2] == b"\xff\xda"]
    damaged("progressive-cut-in-the-first-scan", progressive[: scans[0] + 150])
    damaged("progressive-cut-after-3-scans", progressive[: scans[3]])
    damaged("progressive-cut-in-the-last-scan", progressive[: scans[-1] + 200])
    # The last scan is missing, and nothing says so; then all but the first, and one of three components.
    damaged("progressive-ends-before-the-last-scan", progressive[: scans[-1]] + b"\xff\xd9")
    damaged("progressive-ends-after-the-first-scan", progressive[: scans[1]] + b"\xff\xd9")
    apart = read("jpeg/large-420-scans-apart.jpg")
    damaged("component-without-a-scan", apart[: apart.rindex(b"\xff\xda")] + b"\xff\xd9")
    # A byte that makes a code undefined, or a coefficient impossible.
    damaged("wrong-byte", inverted(baseline, scan + WRONG_BYTES["baseline"]))
    restarts = read("jpeg/large-420-restart.jpg")
    damaged("wrong-byte-between-restarts", inverted(restarts, restarts.index(b"\xff\xda") + WRONG_BYTES["restarts"]))
    damaged("wrong-byte-in-a-progressive-scan", inverted(progressive, scans[1] + WRONG_BYTES["progressive"]))
    middle = (scans[4] + scans[5]) // 2
    damaged("progressive-noise", progressive[:middle] + bytes(range(100)) + progressive[middle + 100 :])
    parts, rest = jpeg_files.segments(read("jpeg/orientation-1.jpg"))
    for name, marker in {"quantisers": 0xDB, "a-frame": 0xC0}.items():
        damaged(f"without-{name}", jpeg_files.joined([part for part in parts if part[0] != marker], rest))
    # As in films of such pictures, which all have the codes of annex K.
    usual, scan = jpeg_files.segments(jpeg_files.jpeg(scene.scene(61, 43), optimize=False))
    damaged("without-codes", jpeg_files.joined([part for part in usual if part[0] != 0xC4], scan))
    frame = next(part for part in parts if part[0] == 0xC0)
    damaged("two-frames", jpeg_files.joined([*parts, frame], rest))
    damaged("frame-too-short", jpeg_files.joined([(m, d[:-4] if m == 0xC0 else d) for m, d in parts], rest))
    damaged("width-of-0", jpeg_files.joined([(m, d[:3] + b"\0\0" + d[5:] if m == 0xC0 else d) for m, d in parts], rest))
    damaged(
        "sampling-of-0", jpeg_files.joined([(m, d[:7] + b"\0" + d[8:] if m == 0xC0 else d) for m, d in parts], rest)
    )
    damaged(
        "codes-too-many",
        jpeg_files.joined([(m, d[:1] + b"\xff" * 16 + d[17:] if m == 0xC4 else d) for m, d in parts], rest),
    )
    damaged("component-unknown", jpeg_files.joined(parts, rest[:5] + b"\x63" + rest[6:]))
    damaged("two-pictures-ends-behind-the-first", read("jpeg/orientation-1.jpg") + read("jpeg/large-420.jpg"))
    damaged(
        "exif-of-noise",
        jpeg_files.joined([(m, d[:6] + bytes(range(90, 120)) if m == 0xE1 else d) for m, d in parts], rest),
    )
    damaged(
        "icc-of-noise", jpeg_files.inserted(read("jpeg/orientation-1.jpg"), jpeg_files.app2(1, 1, bytes(range(200))))
    )


def png():
    def damaged(name, file):
        write(f"damaged/{name}.png", file)

    samples = scene.scene(61, 43)
    plain = png_files.png(samples, 2, method=4, portion=600)
    data = zlib.compress(png_files.image_data(samples, 8, 1), 9)
    head = png_files.header(61, 43, 8, 2)
    chunk = png_files.chunk

    def around(data, head=head, before=b""):
        return png_files.SIGNATURE + head + before + chunk(b"IDAT", data) + chunk(b"IEND")

    damaged("cut-in-the-header", plain[:20])
    damaged("cut-in-the-data", cut(plain, 0.5))
    damaged("cut-at-once", plain[:60])
    damaged("cut-interlaced", cut(read("png/rgb-8-interlaced.png"), 0.7))
    damaged("without-an-end", plain[:-12])
    damaged("checksum-of-the-header", inverted(plain, 30))
    second = plain.index(b"IDAT", plain.index(b"IDAT") + 4)
    damaged("checksum-of-the-data", inverted(plain, second - 5))
    damaged("checksum-of-zlib", around(inverted(data, len(data) - 1)))
    damaged("data-of-noise", around(data[:800] + bytes(range(200)) + data[1000:]))
    damaged("data-too-short", around(zlib.compress(png_files.image_data(samples[:30], 8, 1), 9)))
    damaged("data-too-long", around(zlib.compress(png_files.image_data(samples, 8, 1) + bytes(500), 9)))
    filters = bytearray(png_files.image_data(samples, 8, 1))
    filters[20 * 184] = 9
    damaged("filter-unknown", around(zlib.compress(bytes(filters), 9)))
    damaged("method-unknown", around(b"\x77" + data[1:]))
    indices = png_files.samples_of(3, 4, 37, 21)
    indexed = png_files.png(indices, 3, 4, 0)
    damaged("palette-missing", indexed)
    damaged("palette-too-short", png_files.png(indices, 3, 4, 0, before=chunk(b"PLTE", scene.palette(8).tobytes())))
    damaged("colour-type-unknown", around(data, png_files.header(61, 43, 8, 5)))
    damaged("width-of-0", around(data, png_files.header(0, 43, 8, 2)))
    damaged("chunk-too-long", png_files.SIGNATURE + head + b"\xff\xff\xff\xffIDAT" + data)
    damaged("without-data", png_files.SIGNATURE + head + chunk(b"IEND"))
    damaged("checksum-of-gama", around(data, before=inverted(png_files.gama(100000), 15)))
    damaged("interlaced-of-noise", inverted(read("png/rgba-8-interlaced.png"), 700, 20))
    animated = read("png/animated-none-over.png")
    damaged("animated-cut-in-frame-3", animated[: animated.rindex(b"fcTL") - 40])
    damaged("animated-frames-missing", animated[: animated.rindex(b"fcTL") - 4] + chunk(b"IEND"))
    first = animated.index(b"fdAT")
    damaged("animated-frame-of-noise", inverted(animated, first + 14, 12))
    at = animated.rindex(b"fcTL") + 8
    beyond = animated[:at] + struct.pack(">II", 500, 5) + animated[at + 8 :]
    damaged("animated-frame-too-large", beyond)


def webp():
    def damaged(name, file):
        write(f"damaged/{name}.webp", file)

    lossy, lossless = read("webp/large.webp"), read("webp/lossless.webp")
    damaged("cut-in-the-header", lossy[:25])
    damaged("cut-lossy", cut(lossy, 0.6))
    damaged("cut-lossy-soon", lossy[:200])
    damaged("cut-lossless", cut(lossless, 0.6))
    damaged("cut-with-alpha", cut(read("webp/lossy-alpha.webp"), 0.9))
    damaged("lossy-of-noise", inverted(lossy, 1500, 300))
    damaged("lossless-of-noise", inverted(lossless, 600, 40))
    damaged("length-too-large", lossy[:4] + struct.pack("<I", len(lossy) + 500) + lossy[8:])
    damaged("length-too-small", lossy[:4] + struct.pack("<I", 100) + lossy[8:])
    alpha = read("webp/lossy-alpha.webp")
    at = alpha.index(b"ALPH")
    damaged("alpha-of-noise", inverted(alpha, at + 10, 30))
    raw = read("webp/alpha-raw-none.webp")
    at = raw.index(b"ALPH")
    short = webp_files.chunk(b"ALPH", raw[at + 8 : at + 300]) + webp_files.chunk(
        b"VP8 ", webp_files.chunks(raw)[b"VP8 "]
    )
    damaged("alpha-too-short", webp_files.riff(webp_files.extended((37, 21), webp_files.ALPHA), short))
    damaged("signature-of-a-frame", inverted(lossy, 23, 3))
    damaged("not-a-key-frame", lossy[:20] + bytes([lossy[20] | 1]) + lossy[21:])
    damaged("without-a-picture", webp_files.riff(webp_files.extended((37, 21), 0)))
    damaged(
        "canvas-of-another-size", webp_files.riff(webp_files.extended((90, 80), 0), webp_files.picture_chunks(lossless))
    )
    animated = read("webp/animated-lossless-kept-over.webp")
    third = animated.index(b"ANMF", animated.index(b"ANMF", animated.index(b"ANMF") + 4) + 4)
    damaged("animated-cut-in-frame-3", animated[: third + 40])
    damaged("animated-cut-between-frames", animated[:third])
    damaged("animated-frame-of-noise", inverted(animated, third + 34, 20))
    damaged("animated-cut-in-frame-1", animated[:300])


def gif():
    def damaged(name, file):
        write(f"damaged/{name}.gif", file)

    still = read("gif/256-colours.gif")
    animated = read("gif/animated-keep.gif")
    frames = [at for at in range(len(animated)) if animated[at : at + 3] == b"\x21\xf9\4"]
    damaged("cut-in-the-palette", still[:100])
    damaged("cut-in-the-picture", cut(still, 0.85))
    damaged("cut-interlaced", cut(read("gif/256-colours-interlaced.gif"), 0.85))
    damaged("without-an-end", still[:-1])
    damaged("codes-of-noise", still[:1000] + bytes(range(60, 160)) + still[1100:])
    damaged("code-size-of-12", still.replace(b"\x2c\0\0\0\0\x25\0\x15\0\0\x08", b"\x2c\0\0\0\0\x25\0\x15\0\0\x0c"))
    damaged("block-unknown", still[: 13 + 768] + b"\x99" + still[13 + 768 :])
    damaged("animated-cut-in-frame-3", animated[: frames[2] + 22])
    damaged("animated-frames-of-noise", animated[: frames[2]] + bytes(range(1, 90)))
    short = gif_files.image(scene.indices(37, 10, 16), bits=4)
    short = short[:7] + struct.pack("<H", 21) + short[9:]
    damaged("pixels-too-few", gif_files.screen(37, 21, scene.palette(16)) + short + gif_files.END)
    damaged(
        "without-a-palette",
        gif_files.screen(37, 21) + gif_files.image(scene.indices(37, 21, 16), bits=4) + gif_files.END,
    )
    damaged("without-a-picture", gif_files.screen(37, 21, scene.palette(16)) + gif_files.END)


def tiff():
    def damaged(name, file):
        write(f"damaged/{name}.tif", file)

    small = scene.scene(37, 21)
    lzw = tiff_files.tiff(small, compression=tiff_files.LZW, rows=5)
    deflate = tiff_files.tiff(small, compression=tiff_files.DEFLATE, rows=5)
    packbits = tiff_files.tiff(small, compression=tiff_files.PACKBITS, rows=5)
    damaged("lzw-of-noise", inverted(lzw, 500, 60))
    damaged("deflate-of-noise", inverted(deflate, 500, 60))
    damaged("packbits-of-noise", inverted(packbits, 500, 200))
    damaged("directory-missing", small_directory_missing(lzw))
    # A strip has 555 bytes, and begins at an even number.
    far = {273: ([8, 0x7FFFFFFF, 1120, 1676, 2232], LONG)}
    damaged("strip-far-away", tiff_files.tiff(small, rows=5, tags=far))
    damaged("strips-too-few", tiff_files.tiff(small, rows=5, tags={273: ([8, 564], LONG), 279: ([555, 555], LONG)}))
    damaged("length-of-a-strip-wrong", tiff_files.tiff(small, rows=5, tags={279: ([555, 300, 555, 555, 111], LONG)}))
    damaged("without-strips", tiff_files.tiff(small, tags={273: (b"", 2)}))
    damaged("width-of-0", tiff_files.tiff(small, tags={256: (0, LONG)}))
    damaged("bits-of-0", tiff_files.tiff(small, tags={258: ([0, 0, 0], SHORT)}))
    damaged("palette-missing", tiff_files.tiff(scene.indices(37, 21, 16), 4, tiff_files.PALETTE))
    damaged("samples-too-few", tiff_files.tiff(scene.with_alpha(scene.gray(small)), 8, tiff_files.RGB))
    damaged("icc-far-away", icc_far_away(small))
    tiles = tiff_files.tiff(scene.scene(61, 43), tile=(16, 16), compression=tiff_files.DEFLATE)
    damaged("tile-of-noise", inverted(tiles, 700, 60))
    damaged("cyclic-directories", cyclic(small))
    fax = read("tiff/fax-4.tif")
    damaged("fax-of-noise", inverted(fax, 60, 30))
    jpeg = read("tiff/jpeg-strips.tif")
    scan = jpeg.index(b"\xff\xda", len(jpeg) // 3)
    damaged("jpeg-of-noise", jpeg[: scan + 60] + b"\xff\xd9" + bytes(98) + jpeg[scan + 160 :])


def small_directory_missing(file):
    """A file that ends before its directory, which is where most writers put it."""
    at = struct.unpack_from("<I", file, 4)[0]
    return file[: at - 4]


def icc_far_away(samples):
    file = bytearray(tiff_files.tiff(samples, tags={34675: (bytes(64), 7)}))
    at = file.index(struct.pack("<H", 34675) + struct.pack("<HI", 7, 64))
    file[at + 8 : at + 12] = struct.pack("<I", 0x7FFFFF00)
    return file


def cyclic(samples):
    """The first directory says that it is the next as well."""
    file = bytearray(tiff_files.tiff(samples))
    (at,) = struct.unpack_from("<I", file, 4)
    (count,) = struct.unpack_from("<H", file, at)
    end = at + 2 + 12 * count
    file[end : end + 4] = struct.pack("<I", at)
    return file


def raw():
    for name, source in (
        ("rgb.bmp", "bmp/rgb.bmp"),
        ("rle-8.bmp", "bmp/rle-8.bmp"),
        ("palette-8.bmp", "bmp/palette-8.bmp"),
        ("p3.ppm", "pnm/p3.ppm"),
        ("p6.ppm", "pnm/p6.ppm"),
        ("p4.pbm", "pnm/p4.pbm"),
        ("rgba.pam", "pnm/pam-rgba.pam"),
        ("rgba.qoi", "qoi/rgba.qoi"),
        ("rgb.tga", "tga/rgb.tga"),
        ("rgba-rle.tga", "tga/rgba-rle.tga"),
        ("8-bits.ico", "ico/8-bits.ico"),
        ("png.ico", "ico/png.ico"),
    ):
        write(f"damaged/cut-{name}", cut(read(source), 0.6))
    bmp = read("bmp/rgb.bmp")
    write("damaged/header-of-77.bmp", bmp[:14] + struct.pack("<I", 77) + bmp[18:])
    write("damaged/width-below-0.bmp", bmp[:18] + struct.pack("<i", -37) + bmp[22:])
    # Ten rows, and then a move down by 200.
    data = bmp_files.rle8(scene.indices(37, 21, 16)[11:])[:-2] + b"\0\2\0\310" + bytes(range(1, 31))
    header = bmp_files.info(37, 21, 8, bmp_files.RLE8, data, 16)
    write("damaged/rle-8-below-the-picture.bmp", bmp_files.bmp(header, bmp_files.table(scene.palette(16)), data))
    write("damaged/bits-of-7.bmp", bmp[:28] + struct.pack("<H", 7) + bmp[30:])
    write("damaged/most-of-0.pgm", b"P5\n37 21\n0\n" + bytes(777))
    write("damaged/words-in-the-header.ppm", b"P6\n37 wide 21\n255\n" + bytes(2331))
    write("damaged/sample-too-large.pgm", b"P2\n2 2\n100\n1 2 3 101\n")
    write("damaged/channels-of-5.qoi", read("qoi/rgb.qoi")[:12] + b"\5" + read("qoi/rgb.qoi")[13:])
    ico = read("ico/32-bits.ico")
    write("damaged/picture-in-the-directory.ico", ico[:18] + struct.pack("<I", 3) + ico[22:])
    write("damaged/picture-behind-the-end.ico", ico[:18] + struct.pack("<I", 99999) + ico[22:])
    write("damaged/without-pictures.ico", b"\0\0\1\0\1\0" + bytes(16))
    tga = bytearray(read("tga/palette.tga"))
    tga[18 + 48 :] = np.full(777, 99, np.uint8).tobytes()
    write("damaged/index-too-large.tga", tga)


def draw():
    jpeg()
    png()
    webp()
    gif()
    tiff()
    raw()
