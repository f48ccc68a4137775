"""EXIF and XMP as cameras and editors write them (TIFF 6.0, section 2; Exif 2.32, 4.6; XMP, part 1)."""

import struct

ASCII = 2
SHORT = 3
LONG = 4

ORIENTATION = 274
ARTIST = 315
COPYRIGHT = 33432
GPS = 34853


def exif(entries, order="<"):
    """A TIFF structure with one directory; `entries` are tag and value, a number or a text. Without any prefix."""
    signature = b"II*\0" if order == "<" else b"MM\0*"
    directory = signature + struct.pack(order + "IH", 8, len(entries))
    end = len(directory) + 12 * len(entries) + 4
    values = b""
    for tag, value in sorted(entries):
        if isinstance(value, int):
            directory += struct.pack(order + "HHIHH", tag, SHORT, 1, value, 0)
            continue
        text = value.encode() + b"\0"
        directory += struct.pack(order + "HHI", tag, ASCII, len(text))
        if len(text) <= 4:
            directory += text.ljust(4, b"\0")
            continue
        directory += struct.pack(order + "I", end + len(values))
        values += text + b"\0" * (len(text) % 2)
    return directory + bytes(4) + values


def turned(orientation, order="<"):
    return exif([(ORIENTATION, orientation)], order)


def credits(orientation=1, order="<"):
    """With an artist, a copyright and a camera's name."""
    return exif(
        [(ORIENTATION, orientation), (271, "Camera & Sons"), (ARTIST, "Zoë Example"), (COPYRIGHT, "(c) Zoë Example")],
        order,
    )


def xmp(orientation=1):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'tiff:Orientation="{orientation}" dc:source="drawn"/></rdf:RDF></x:xmpmeta>'
    ).encode()
