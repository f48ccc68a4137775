"""What measures fidelity, against what can be known without it."""

import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

import fidelity_page
from fidelity import LARGEST_SOURCE, RATIOS, Cell, Measured, cells
from mirrored import mirrored

CELL = Cell("JPEG", Fraction(1, 8), 1.9, 4028, 265)


def measured(photo, scaled, kind="jpeg"):
    return Measured(CELL, photo, kind, (30.0, 80.0), scaled)


class Mirrored(unittest.TestCase):
    def test_mirror_images_lie_beside_the_middle(self):
        # 37 x 20 is cut to its middle 16 x 16.
        photo = np.random.default_rng(1).integers(0, 256, (20, 37, 3), dtype=np.uint8)
        middle = photo[2:18, 10:26]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "photo.png"
            Image.fromarray(photo).save(file)
            large = mirrored(file, 40)
        self.assertEqual(large.shape, (40, 40, 3))
        np.testing.assert_array_equal(large[:16, :16], middle)
        np.testing.assert_array_equal(large[:16, 16:32], middle[:, ::-1])
        np.testing.assert_array_equal(large[16:32, :16], middle[::-1])
        np.testing.assert_array_equal(large[32:, 32:], middle[:8, :8])


class Cells(unittest.TestCase):
    def test_sources_are_large_enough_for_their_ratio_and_no_larger(self):
        self.assertEqual(len(cells()), sum(map(len, RATIOS.values())))
        for cell in cells():
            ratio = cell.source / cell.result * cell.scale
            self.assertGreaterEqual(ratio, cell.ratio)
            self.assertLess(ratio, cell.ratio + 0.01)
            self.assertLessEqual(cell.source, LARGEST_SOURCE)


class Page(unittest.TestCase):
    def test_a_file_that_loses_too_much_is_named(self):
        good, bad = measured("dog", (29.5, 79.5)), measured("cat", (29.5, 78.5))
        self.assertEqual(fidelity_page.broken([good]), [])
        self.assertEqual(fidelity_page.broken([good, bad]), ["JPEG at 1/8, 1.9 for one, cat: -0.50 dB, -1.50 points"])

    def test_the_table_has_means_and_worsts(self):
        text = fidelity_page.by_cell([measured("dog", (29.5, 81.0)), measured("cat", (29.0, 79.5))])
        self.assertIn("| JPEG 1/8 | 1.90 | 4028 to 265 | 30.0 | 80.0 | -0.75 | -1.00 | +0.25 | -0.50 |", text)


if __name__ == "__main__":
    unittest.main()
