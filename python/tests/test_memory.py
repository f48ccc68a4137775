"""The memory of a process after many files."""

import io
import unittest
from pathlib import Path

import numpy
import thumbox
from kit import ROOT, SAMPLE
from PIL import Image

INPUTS = ROOT / "conformance/vectors/inputs"
WARM_UP, COUNT = 300, 1000
# What allocators and caches may still add. A file of 50 kB that is kept each time would be 50 MB.
MOST_GROWTH = 24 << 20


def resident():
    """Bytes that the process has in memory."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) * 1024


class Memory(unittest.TestCase):
    def test_it_stays_the_same(self):
        files = sorted(path for path in INPUTS.rglob("*") if path.is_file() and path.stat().st_size < 200_000)
        self.assertGreater(len(files), 100)
        data = SAMPLE.read_bytes()
        array = numpy.zeros((200, 300, 3), "uint8")
        with Image.open(SAMPLE) as image:
            image.load()

        def one(number):
            kinds = [
                lambda: thumbox.resize_all(files[number % len(files)], [{"width": 40}, {"width": 20, "format": "webp"}]),
                lambda: thumbox.probe(files[number % len(files)]),
                lambda: thumbox.thumbnail(io.BytesIO(data[: len(data) - number])),
                lambda: thumbox.resize(array, width=30, format="png").to_numpy(),
                lambda: thumbox.resize(image, width=30).to_pillow(),
                lambda: thumbox.resize(data, width=-number),
                lambda: thumbox.resize(data, width=30, max_memory=2 << 20),
            ]
            try:
                kinds[number % len(kinds)]()
            except thumbox.Error:
                pass

        for number in range(WARM_UP):
            one(number)
        before = resident()
        for number in range(COUNT):
            one(number)
        self.assertLess(resident() - before, MOST_GROWTH)


if __name__ == "__main__":
    unittest.main()
