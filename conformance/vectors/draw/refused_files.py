"""Files that are refused: of other formats, whose beginnings are enough, and with features that are not read."""

import struct

import jpeg_files
import scene
import tiff_files
from write import read, write

SHORT = 3


def iso(brand, *compatible):
    brands = brand + bytes(4) + b"".join(compatible)
    return struct.pack(">I4s", 8 + len(brands), b"ftyp") + brands + struct.pack(">I4s", 8, b"mdat") + bytes(32)


OTHERS = {
    "heic.heic": iso(b"heic", b"mif1", b"heic"),
    "heif-with-heic-inside.heic": iso(b"mif1", b"mif1", b"heic"),
    "heif.heif": iso(b"mif1", b"mif1", b"miaf"),
    "avif.avif": iso(b"avif", b"avif", b"mif1", b"miaf"),
    "jxl-container.jxl": b"\0\0\0\x0cJXL \r\n\x87\n" + iso(b"jxl "),
    "jxl.jxl": b"\xff\x0a" + bytes(range(40)),
    "jpeg-2000.jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + iso(b"jp2 "),
    "jpeg-2000-stream.j2k": b"\xff\x4f\xff\x51" + bytes(50),
    "film.mp4": iso(b"isom", b"isom", b"mp42"),
    "quicktime.mov": struct.pack(">I4s", 8, b"wide") + bytes(32),
    "matroska.webm": b"\x1a\x45\xdf\xa3" + bytes(40),
    "film.avi": b"RIFF" + struct.pack("<I", 36) + b"AVI LIST" + bytes(28),
    "sound.wav": b"RIFF" + struct.pack("<I", 36) + b"WAVEfmt " + bytes(28),
    "riff-of-another-kind.bin": b"RIFF" + struct.pack("<I", 36) + b"RMIDdata" + bytes(28),
    "document.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(40),
    "document.ps": b"%!PS-Adobe-3.0\n" + bytes(40),
    "archive.zip": b"PK\3\4" + bytes(40),
    "archive.gz": b"\x1f\x8b\x08" + bytes(40),
    "gimp.xcf": b"gimp xcf v011\0" + bytes(40),
    "exr.exr": b"\x76\x2f\x31\x01" + bytes(40),
    "radiance.hdr": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n" + bytes(8),
    "dds.dds": b"DDS " + bytes(124),
    "jpeg-xr.jxr": b"II\xbc\x01" + bytes(40),
    "canon.cr2": b"II*\0\x10\0\0\0CR\2\0" + bytes(40),
    "canon.cr3": iso(b"crx ", b"crx ", b"isom"),
    "metafile.emf": b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(40),
    "medical.dcm": bytes(128) + b"DICM" + bytes(40),
    "drawing.svg": b'<?xml version="1.0"?>\n<!-- drawn by code -->\n<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    "page.html": b"<!DOCTYPE html><title>no picture</title>\n",
    "feed.xml": b'<?xml version="1.0"?><feed/>\n',
    "text.txt": "Grüße, not a picture.\n".encode(),
    "empty.jpg": b"",
    "one-byte.jpg": b"\xff",
    "noise.bin": bytes(value * 97 % 251 for value in range(1, 100)),
    "pfm.pfm": b"PF\n1 1\n-1.0\n" + bytes(12),
    "program.exe": b"MZ" + bytes(60),
}


def others():
    for name, data in OTHERS.items():
        write(f"refused/{name}", data)


def jpeg():
    small = read("jpeg/orientation-1.jpg")
    for name, marker in (("hierarchical", 0xC5), ("hierarchical-arithmetic", 0xCD), ("lossless-arithmetic", 0xCB)):
        write(f"refused/jpeg-{name}.jpg", jpeg_files.with_frame(small, lambda _, data, marker=marker: (marker, data)))
    deep = jpeg_files.with_frame(small, lambda _, data: (0xC1, b"\x0c" + data[1:]))
    write("refused/jpeg-12-bits.jpg", deep)
    two = jpeg_files.with_frame(small, lambda marker, data: (marker, data[:5] + b"\2" + data[6:12]))
    write("refused/jpeg-2-components.jpg", two)


def tiff():
    small = scene.scene(11, 7)

    def refused(name, **options):
        write(f"refused/tiff-{name}.tif", tiff_files.tiff(small, **options))

    for name, code in (("old-jpeg", 6), ("zstandard", 50000), ("webp", 50001), ("lerc", 34887), ("unknown", 4711)):
        refused(f"compression-{name}", tags={259: (code, SHORT)})
    refused("fax-of-colours", tags={259: (4, SHORT)})
    refused("floats", tags={339: ([3, 3, 3], SHORT)})
    refused("different-depths", tags={258: ([8, 8, 4], SHORT)})
    refused("predictor-3", tags={317: (3, SHORT)})
    refused("17-bits", tags={258: ([17, 17, 17], SHORT)})
    refused("dng", tags={50706: (b"\1\4\0\0", 1)})
    refused("raw", tags={254: (1, SHORT), 271: (b"Camera\0", 2), 330: (8, 4)})


def more():
    bmp = read("bmp/rgb.bmp")
    for name, bits, code in (("jpeg", 0, 4), ("png", 24, 5), ("cmyk", 24, 11)):
        write(f"refused/bmp-{name}.bmp", bmp[:28] + struct.pack("<HI", bits, code) + bmp[34:])
    write("refused/pam-5-channels.pam", b"P7\nWIDTH 2\nHEIGHT 2\nDEPTH 5\nMAXVAL 255\nENDHDR\n" + bytes(20))


def draw():
    others()
    jpeg()
    tiff()
    more()
