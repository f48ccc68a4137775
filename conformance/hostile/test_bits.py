"""Data that unpacks to much, at sizes that can be unpacked."""

import unittest
import zlib

from bits import HighFirst, LowFirst, empty_blocks, lzw_zeros, zeros


def unpacked(data, variant):
    """How many zeros the LZW data is, by a decoder of the specification's text."""
    number = int.from_bytes(data, "little" if variant == "gif" else "big")
    total = len(data) * 8
    early = 0 if variant == "gif" else 1
    table, width, at, last, count = {}, 9, 0, None, 0
    while True:
        shift = at if variant == "gif" else total - at - width
        code = number >> shift & ((1 << width) - 1)
        at += width
        if code == 257:
            return count
        if code == 256:
            table, width, last = {0: 1}, 9, None
            continue
        following = 258 + len(table) - 1
        if last is not None and following < 4096:
            # Of zeros, any entry is the one before and one zero more.
            table[following] = table[last] + 1
            if following + 1 + early >= 1 << width and width < 12:
                width += 1
        count += table[code]
        last = code


class Bits(unittest.TestCase):
    def test_bits_are_put_from_either_end(self):
        self.assertEqual(LowFirst().push(1, 1).push(3, 9).done(), bytes([0b111, 0]))
        self.assertEqual(LowFirst().code(0b110, 3).done(), bytes([0b011]))
        self.assertEqual(HighFirst().push(1, 1).push(3, 9).done(), bytes([0b10000000, 0b11000000]))

    def test_zeros_are_a_whole_stream(self):
        for count in (0, 1, 1000, (1 << 20) - 1, 1 << 20, (5 << 20) + 7):
            self.assertEqual(zlib.decompress(zeros(count)), bytes(count))

    def test_blocks_without_data_are_blocks(self):
        stream = b"\x78\xda" + empty_blocks(8000) + zlib.compress(b"the end")[2:]
        self.assertEqual(zlib.decompress(stream), b"the end")

    def test_lzw_is_just_so_many_zeros(self):
        for variant in ("gif", "tiff"):
            for count in (1, 2, 3, 255, 256, 50_000, 1_000_000, 10_000_000):
                self.assertEqual(unpacked(lzw_zeros(count, variant), variant), count, (variant, count))


if __name__ == "__main__":
    unittest.main()
