"""Small colour profiles (ICC.1:2022, and ICC.1:2001-04 for version 2)."""

import struct

import numpy as np

D50 = (0.9642, 1.0, 0.8249)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

# x and y of white, red, green and blue.
SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
DISPLAY_P3 = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
ADOBE_RGB = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


def fixed(value):
    """s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))


def xyz(values):
    return b"XYZ " + bytes(4) + b"".join(fixed(value) for value in values)


def gamma(exponent):
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(exponent * 256)) + bytes(2)


def table(values):
    """A curve of 16-bit numbers at equal distances."""
    data = b"curv" + bytes(4) + struct.pack(">I", len(values)) + struct.pack(f">{len(values)}H", *values)
    return data + bytes(-len(data) % 4)


def srgb_curve():
    """IEC 61966-2-1 as a parametric curve of type 3."""
    values = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    return b"para" + bytes(4) + struct.pack(">HH", 3, 0) + b"".join(fixed(value) for value in values)


def text(words, version):
    if version == 2:
        data = b"desc" + bytes(4) + struct.pack(">I", len(words) + 1) + words.encode() + b"\0" + bytes(8 + 3 + 67)
        return data + bytes(-len(data) % 4)
    encoded = words.encode("utf-16-be")
    data = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded
    return data + bytes(-len(data) % 4)


def profile(space, tags, name, version=4, kind=b"mntr", connection=b"XYZ ", intent=0):
    tags = [(b"desc", text(name, version)), (b"wtpt", xyz(D50)), *tags]
    directory = struct.pack(">I", len(tags))
    start = 128 + 4 + 12 * len(tags)
    body = b""
    for signature, data in tags:
        directory += struct.pack(">4sII", signature, start + len(body), len(data))
        body += data
    header = struct.pack(">I4sI4s4s4s", start + len(body), b"none", version << 24, kind, space, connection)
    header += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(4 + 4 + 4 + 4 + 8) + struct.pack(">I", intent)
    header += b"".join(fixed(value) for value in D50)
    return header.ljust(128, b"\0") + directory + body


def primaries_to_d50(chromaticities):
    """Columns: what linear red, green and blue are, adapted to D50."""
    white, *primaries = np.asarray(chromaticities, dtype=np.float64).reshape(4, 2)

    def tristimulus(point):
        x, y = point
        return np.array([x / y, 1.0, (1 - x - y) / y])

    columns = np.column_stack([tristimulus(point) for point in primaries])
    columns = columns * np.linalg.solve(columns, tristimulus(white))
    cones = (BRADFORD @ np.array(D50)) / (BRADFORD @ tristimulus(white))
    return np.linalg.inv(BRADFORD) @ np.diag(cones) @ BRADFORD @ columns


def matrix(chromaticities, curve, name, version=4, order="rgb"):
    """Three curves and a matrix. Another order swaps colours, so that it shows whether a profile is used."""
    columns = primaries_to_d50(chromaticities).T
    tags = [(channel.encode() + b"XYZ", xyz(column)) for channel, column in zip(order, columns)]
    tags += [(channel.encode() + b"TRC", curve) for channel in "rgb"]
    return profile(b"RGB ", tags, name, version)


def gray(curve, name, version=4):
    return profile(b"GRAY", [(b"kTRC", curve)], name, version)


def inks(name):
    """For CMYK, as a table of 2 x 2 x 2 x 2 colours in Lab (lut8Type, 10.11): paper is cream, black is dark blue."""
    corners = b""
    for corner in range(16):
        cyan, magenta, yellow, black = ((corner >> bit) & 1 for bit in (3, 2, 1, 0))
        light = (94 - 30 * cyan - 35 * magenta - 6 * yellow) * (0.15 if black else 1)
        a = (-35 * cyan + 70 * magenta - 5 * yellow) * (0.1 if black else 1)
        b = (-45 * cyan - 5 * magenta + 85 * yellow + 8) * (0.1 if black else 1) - 12 * black
        corners += bytes([round(light * 2.55), round(a + 128), round(b + 128)])
    identity = bytes(range(256))
    unit = b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + unit + identity * 4 + corners + identity * 3
    lut += bytes(-len(lut) % 4)
    return profile(b"CMYK", [(b"A2B0", lut)], name, version=2, kind=b"prtr", connection=b"Lab ")


def table_to_xyz(chromaticities, name):
    """Three curves and a table of 2 x 2 x 2 colours in XYZ (lut16Type, 10.10), without a matrix."""
    share = np.arange(256) / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    curve = struct.pack(">256H", *(round(value * 65535) for value in light))
    columns = primaries_to_d50(chromaticities)
    corners = b""
    for corner in range(8):
        color = columns @ [(corner >> bit) & 1 for bit in (2, 1, 0)]
        corners += struct.pack(">3H", *(round(max(value, 0) * 32768) for value in color))
    unit = b"".join(fixed(value) for value in (1, 0, 0, 0, 1, 0, 0, 0, 1))
    lut = b"mft2" + bytes(4) + bytes([3, 3, 2, 0]) + unit + struct.pack(">HH", 256, 2) + curve * 3
    lut += corners + struct.pack(">2H", 0, 65535) * 3
    return profile(b"RGB ", [(b"A2B0", lut)], name, version=2)


def only_code_points(primaries, transfer, name):
    """Says what it is by code points alone (tag cicp, 9.2.17); neither curves nor tables are there."""
    return profile(b"RGB ", [(b"cicp", b"cicp" + bytes(4) + bytes([primaries, transfer, 0, 1]))], name)


def display_p3():
    return matrix(DISPLAY_P3, srgb_curve(), "P3 by hand")


def adobe_rgb():
    return matrix(ADOBE_RGB, gamma(2.2), "Wide by hand", version=2)


def srgb():
    return matrix(SRGB, srgb_curve(), "sRGB by hand")


def swapped():
    """Red is what others call green, green is blue, and blue is red."""
    return matrix(SRGB, srgb_curve(), "Swapped by hand", order="gbr")


def linear():
    return matrix(SRGB, gamma(1.0), "Linear by hand", version=2)


def stepped():
    """Its curve is a table."""
    values = [round(65535 * (step / 16) ** 1.8) for step in range(17)]
    return matrix(SRGB, table(values), "Table by hand", version=2)


def dark_gray():
    return gray(gamma(3.0), "Dark gray by hand", version=2)
