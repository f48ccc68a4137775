"""What is computed of curves of bytes and quality. Run with `python -m unittest`."""

import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "quality"))

from curves import mean_rate, rate  # noqa: E402

CURVE = [(1000, 50.0), (2000, 70.0), (4000, 80.0)]


class Curves(unittest.TestCase):
    def test_a_curve_of_twice_the_bytes_has_twice_the_rate(self):
        doubled = [(2 * size, measure) for size, measure in CURVE]
        mean, count = mean_rate([(doubled, CURVE)] * 3)
        self.assertAlmostEqual(mean, 2.0)
        self.assertEqual(count, 3)

    def test_only_what_both_have_counts(self):
        # The first third has half the bytes, and lies below the other curve.
        better = [(1, 10.0), (1000, 60.0), (1000 * 2**0.5, 70.0)]
        self.assertLess(rate(better, CURVE), 0)
        self.assertIsNone(rate([(5, 10.0), (9, 20.0)], CURVE))

    def test_a_worse_file_of_more_bytes_is_left_out(self):
        self.assertEqual(rate([*CURVE, (3000, 60.0)], CURVE), 0.0)

    def test_quality_that_differs_by_an_equal_share_adds_up_geometrically(self):
        half = [(size / 2, measure) for size, measure in CURVE]
        doubled = [(2 * size, measure) for size, measure in CURVE]
        self.assertAlmostEqual(mean_rate([(half, CURVE), (doubled, CURVE)])[0], 1.0)


if __name__ == "__main__":
    unittest.main()
