"""The small corpus: what is in its folder and its list."""

import tempfile
import unittest
from pathlib import Path

from PIL import Image

import small_corpus
from corpus import SHARED, SMALL, explanations, read
from mirrored import originals


class SmallCorpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.corpus, cls.folder = small_corpus.unless(None, Path(temporary.name))
        cls.entries = {entry.path: entry for entry in read(cls.folder)}

    def test_the_shared_corpus_is_taken_where_it_is_there(self):
        self.assertEqual(small_corpus.unless(Path("x"), Path("y")), (SHARED, Path("x")))
        self.assertIs(self.corpus, SMALL)

    def test_the_list_has_every_file(self):
        files = {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}
        self.assertEqual(files - {"MANIFEST.tsv"}, set(self.entries))

    def test_each_format_has_pictures(self):
        formats = {entry.format for entry in self.entries.values() if entry.pillow_opens and not entry.is_hostile}
        self.assertLessEqual({"BMP", "GIF", "ICO", "JPEG", "PNG", "PNM", "QOI", "TGA", "TIFF", "WEBP"}, formats)

    def test_broken_files_are_hostile_and_no_others(self):
        self.assertTrue(self.entries["vectors/damaged/another-marker-in-the-scan.jpg"].is_hostile)
        self.assertFalse(self.entries["vectors/png/rgb-8.png"].is_hostile)

    def test_the_photo_and_the_profile_are_there(self):
        self.assertEqual(self.entries[SMALL.photo].size, (576, 576))
        self.assertEqual(self.entries[SMALL.wide].format, "ICC")
        self.assertEqual(len(originals(SMALL, self.folder)), 8)

    def test_some_pictures_are_decoded_at_an_eighth(self):
        with Image.open(self.folder / "drawn/mosaic-4032.jpg") as image:
            self.assertEqual(image.size, (4032, 3024))

    def test_explanations_are_of_files_that_are_there(self):
        # Those without a folder are of files that derived.py makes.
        for path, _ in explanations(SMALL.explained):
            self.assertTrue("/" not in path or path in self.entries, path)


if __name__ == "__main__":
    unittest.main()
