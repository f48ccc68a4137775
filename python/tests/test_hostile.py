"""The files of conformance/hostile: each ends as expected, and the next image is made as before."""

import json
import os
import unittest
from pathlib import Path

import thumbox

LIST = Path(os.environ["THUMBOX_BOMBS"])
THUMBNAIL = {"output": {"width": 128, "height": 128}}


class Hostile(unittest.TestCase):
    def test_each_file_ends_as_expected(self):
        good = sorted((LIST.parent / "good").iterdir())
        before = [made(path, THUMBNAIL) for path in good]
        bombs = json.loads(LIST.read_text(encoding="utf-8"))["bombs"]
        self.assertGreater(len(bombs), 50)
        for bomb in bombs:
            with self.subTest(bomb["name"]):
                outcome = made(bomb["path"], bomb["recipe"] or THUMBNAIL)
                self.assertEqual(outcome if outcome == bomb["expected"] else "thumbnail", bomb["expected"])
        self.assertEqual([made(path, THUMBNAIL) for path in good], before)


def made(path, recipe):
    """The digest of the thumbnail, or the kind of the error."""
    try:
        return thumbox.resize_all(path, recipe)[0].sha256
    except thumbox.Error as error:
        return error.kind


if __name__ == "__main__":
    unittest.main()
