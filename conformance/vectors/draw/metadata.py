"""EXIF and XMP as cameras and editors write them (TIFF 6.0, section 2; Exif 2.32, 4.6; XMP, part 1)."""

import struct

BYTE = 1
ASCII = 2
SHORT = 3
LONG = 4

ORIENTATION = 274
ARTIST = 315
COPYRIGHT = 33432
GPS = 34853


def exif(entries, order="<"):
    """A TIFF structure with one directory, without any prefix; `entries` are tag and value: a number, a number with its
    type, or a text."""
    signature = b"II*\0" if order == "<" else b"MM\0*"
    directory = signature + struct.pack(order + "IH", 8, len(entries))
    end = len(directory) + 12 * len(entries) + 4
    values = b""
    for tag, value in sorted(entries):
        if isinstance(value, int):
            directory += struct.pack(order + "HHIHH", tag, SHORT, 1, value, 0)
            continue
        if isinstance(value, tuple):
            number, kind = value
            field = struct.pack(order + {BYTE: "B", SHORT: "H", LONG: "I"}[kind], number)
            directory += struct.pack(order + "HHI", tag, kind, 1) + field.ljust(4, b"\0")
            continue
        text = value.encode() + b"\0"
        directory += struct.pack(order + "HHI", tag, ASCII, len(text))
        if len(text) <= 4:
            directory += text.ljust(4, b"\0")
            continue
        directory += struct.pack(order + "I", end + len(values))
        values += text + b"\0" * (len(text) % 2)
    return directory + bytes(4) + values


def turned(orientation, order="<", kind=SHORT):
    return exif([(ORIENTATION, (orientation, kind))], order)


def credits(orientation=1, order="<"):
    """With an artist, a copyright and a camera's name."""
    return exif(
        [(ORIENTATION, orientation), (271, "Camera & Sons"), (ARTIST, "Zoë Example"), (COPYRIGHT, "(c) Zoë Example")],
        order,
    )


def packet(content):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/">'
        f"{content}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def xmp_credits(orientation=1):
    """With creators and a copyright in two languages, and the orientation as an element."""
    return packet(
        "<dc:creator><rdf:Seq><rdf:li>Zoë Example</rdf:li><rdf:li>A &amp; B</rdf:li></rdf:Seq></dc:creator>"
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Zoë Example</rdf:li>'
        '<rdf:li xml:lang="de">Alle Rechte bei Zoë</rdf:li></rdf:Alt></dc:rights>'
        f"<tiff:Orientation>{orientation}</tiff:Orientation>"
    )


def iptc_credits():
    """IPTC data with two by-lines and a copyright notice, in Latin-1."""

    def data_set(number, text):
        data = text.encode("latin-1")
        return struct.pack(">BBBH", 0x1C, 2, number, len(data)) + data

    return (
        data_set(80, "Zoë Example") + data_set(80, "A & B") + data_set(105, "Headline") + data_set(116, "© Zoë Example")
    )


def image_resources(iptc):
    """Those of Photoshop; the second is IPTC data."""

    def resource(number, data):
        return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)

    return b"Photoshop 3.0\0" + resource(0x0425, b"0123456789abcdef") + resource(0x0404, iptc)


def raw_profile(kind, data):
    """A profile in a text chunk, as older versions of ImageMagick write it."""
    digits = data.hex()
    lines = [digits[at : at + 72] for at in range(0, len(digits), 72)]
    return f"\n{kind}\n{len(data):8}\n".encode() + "\n".join(lines).encode() + b"\n"


def c2pa():
    """The beginning of a JUMBF superbox as C2PA has it, with no manifest in it."""
    uuid = b"c2pa" + bytes.fromhex("00110010800000aa00389b71")
    description = b"jumd" + uuid + b"\x03c2pa\0"
    description = struct.pack(">I", len(description) + 4) + description
    return struct.pack(">I", len(description) + 8) + b"jumb" + description


def xmp(orientation=1):
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'tiff:Orientation="{orientation}" dc:source="drawn"/></rdf:RDF></x:xmpmeta>'
    ).encode()
