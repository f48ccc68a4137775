"""Profiles that are three curves and a matrix, or one curve, in double precision (ICC.1:2022, 8.3.3, 8.4.3 and F.3)."""

import struct
from dataclasses import dataclass

import numpy as np

# IEC 61966-2-1, adapted to D50 with the Bradford matrix, as sRGB profiles have it.
SRGB_TO_D50 = np.array(
    [
        [0.4360747, 0.3850649, 0.1430804],
        [0.2225045, 0.7168786, 0.0606169],
        [0.0139322, 0.0971045, 0.7141733],
    ]
)
D50 = np.array([0.9642, 1.0, 0.8249])
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def srgb_decode(value):
    return np.where(value <= 0.04045, value / 12.92, ((np.maximum(value, 0) + 0.055) / 1.055) ** 2.4)


def srgb_encode(value):
    value = np.clip(value, 0.0, 1.0)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


@dataclass
class MatrixProfile:
    """`curves` are one, for gray, or three; `to_d50` maps linear RGB to the connection space."""

    curves: list
    to_d50: np.ndarray | None

    def to_srgb(self, colour):
        """Fractions of the profile's space as fractions of sRGB; what is outside of it is clipped."""
        linear = np.stack([curve(colour[..., i]) for i, curve in enumerate(self.curves)], axis=-1)
        if self.to_d50 is None:
            return srgb_encode(linear)
        return srgb_encode(linear @ (np.linalg.inv(SRGB_TO_D50) @ self.to_d50).T)


def primaries_to_d50(chromaticities):
    """The matrix of white, red, green and blue, each x and y, adapted to D50."""
    white, *primaries = np.asarray(chromaticities, dtype=np.float64).reshape(4, 2)

    def xyz(point):
        x, y = point
        return np.array([x / y, 1.0, (1 - x - y) / y])

    columns = np.column_stack([xyz(point) for point in primaries])
    columns = columns * np.linalg.solve(columns, xyz(white))
    cones = (BRADFORD @ D50) / (BRADFORD @ xyz(white))
    return np.linalg.inv(BRADFORD) @ np.diag(cones) @ BRADFORD @ columns


def parse(profile):
    """A profile's curves and matrix, or None where it is made of tables."""
    count = struct.unpack_from(">I", profile, 128)[0]
    tags = {}
    for i in range(count):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * i)
        tags[name] = profile[offset : offset + size]
    if b"kTRC" in tags:
        return MatrixProfile([curve(tags[b"kTRC"])], None)
    needed = (b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")
    if b"A2B0" in tags or any(name not in tags for name in needed):
        return None
    matrix = np.column_stack(
        [np.array(struct.unpack_from(">3i", tags[name], 8)) / 65536 for name in needed[:3]]
    )
    return MatrixProfile([curve(tags[name]) for name in needed[3:]], matrix)


def curve(tag):
    """`curv` and `para` (10.6 and 10.18)."""
    if tag[:4] == b"curv":
        count = struct.unpack_from(">I", tag, 8)[0]
        entries = struct.unpack_from(f">{count}H", tag, 12)
        if count == 0:
            return lambda value: value
        if count == 1:
            return lambda value: value ** (entries[0] / 256)
        table = np.array(entries) / 65535
        return lambda value: np.interp(value, np.linspace(0, 1, count), table)
    if tag[:4] != b"para":
        raise ValueError(f"a curve of type {tag[:4]!r}")
    kind = struct.unpack_from(">H", tag, 8)[0]
    lengths = (1, 3, 4, 5, 7)
    g, a, b, c, d, e, f = [
        number / 65536 for number in struct.unpack_from(f">{lengths[kind]}i", tag, 12)
    ] + [0.0] * (7 - lengths[kind])
    if kind == 0:
        return lambda value: value**g
    if kind in (1, 2):
        # Below -b/a the curve is constant: 0, or c in the second form, where c is added everywhere.
        return lambda value: np.where(value >= -b / a, np.maximum(a * value + b, 0) ** g, 0.0) + c
    # e is added to the power and f to the line; both are 0 in the third form.
    return lambda value: np.where(value >= d, np.maximum(a * value + b, 0) ** g + e, c * value + f)
